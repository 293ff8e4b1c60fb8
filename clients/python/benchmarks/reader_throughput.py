"""Measures the group reader against a raw consumer that reads the same records of the same topics and throws them away.

    ./rollstream up &
    python benchmarks/reader_throughput.py --groups 2000 --tokens 1024

Both sides run in turn; the first round warms up.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import uuid
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from rollstream import GroupReader, StreamConfig, earliest_position

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from group_writer import GroupWriter

PARTITIONS = 4


def raw(config: StreamConfig) -> tuple[int, float]:
    """Bytes of all records, and the seconds that reading them took."""
    topics = (config.topics.tasks, config.topics.rollouts, config.topics.advantages)
    began = time.perf_counter()
    consumer = Consumer(config.consumer("raw"))
    places = [TopicPartition(topic, partition, 0) for topic in topics for partition in range(PARTITIONS)]
    left = sum(consumer.get_watermark_offsets(place)[1] for place in places)
    consumer.assign(places)
    size = 0
    while left:
        for message in consumer.consume(500, 0.05):
            size += len(message)
            left -= 1
    consumer.close()
    return size, time.perf_counter() - began


def reader(config: StreamConfig, groups: int) -> float:
    """Seconds that reading all groups took."""
    began = time.perf_counter()
    with GroupReader(config, earliest_position(config)) as opened:
        read = 0
        while read < groups:
            batch = opened.poll(min(64, groups - read), 60.0)
            assert batch.groups
            assert not batch.refused
            read += len(batch.groups)
    return time.perf_counter() - began


def main() -> None:
    """Runs the measurement and prints a line a round."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--groups", type=int, default=2_000)
    parser.add_argument("--members", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=1_024)
    parser.add_argument("--image-bytes", type=int, default=30_000)
    parser.add_argument("--apart", type=int, default=64, help="groups in the making at once")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    config = StreamConfig.from_environment(prefix=f"throughput-{uuid.uuid4().hex[:8]}.")
    admin = AdminClient({"bootstrap.servers": config.bootstrap_servers})
    topics = config.topics
    wanted = [
        NewTopic(topic, PARTITIONS, 1, config={"max.message.bytes": "16777216"})
        for topic in (topics.tasks, topics.rollouts, topics.advantages)
    ]
    for future in admin.create_topics(wanted).values():
        future.result(30)
    time.sleep(1)
    GroupWriter(config, arguments.members, arguments.tokens, arguments.image_bytes).write(arguments.groups, arguments.apart)
    ratios = []
    for number in range(arguments.rounds + 1):
        if number % 2:
            seconds = reader(config, arguments.groups)
            size, floor = raw(config)
        else:
            size, floor = raw(config)
            seconds = reader(config, arguments.groups)
        print(
            f"round {number}: {size / 1e6:.0f} MB, raw {size / floor / 1e6:.0f} MB/s, reader {size / seconds / 1e6:.0f} MB/s,"
            f" ratio {floor / seconds:.2f}",
            flush=True,
        )
        if number:
            ratios.append(floor / seconds)
    print(f"ratio: median {statistics.median(ratios):.2f}, lowest {min(ratios):.2f}, highest {max(ratios):.2f} of {len(ratios)} rounds")
    admin.delete_topics([topic.topic for topic in wanted])


if __name__ == "__main__":
    main()
