"""Measures the group reader against a raw consumer that takes the same records off the same topics and throws them away.

The topics must be filled; ``ReaderTable`` in module ``benchmark`` of the repository fills them and runs this. Both sides run in turn, each
beginning every other round; the first round warms up. Prints a line a round, and at the end a row of a table. The garbage collector is
set as the client's README advises; ``--gc default`` leaves it.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time

from confluent_kafka import Consumer, TopicPartition

from rollstream import GroupReader, StreamConfig, earliest_position

BATCH = 64


def raw(config: StreamConfig) -> tuple[int, float]:
    """Bytes of all records, each handed to Python, and the seconds that this took."""
    topics = (config.topics.tasks, config.topics.rollouts, config.topics.advantages)
    began = time.perf_counter()
    consumer = Consumer(config.consumer("raw"))
    places = [TopicPartition(topic, partition, 0) for topic in topics for partition in consumer.list_topics(topic).topics[topic].partitions]
    left = sum(consumer.get_watermark_offsets(place)[1] for place in places)
    consumer.assign(places)
    size = 0
    while left:
        for message in consumer.consume(500, 0.05):
            size += len(message.value() or b"")
            left -= 1
    seconds = time.perf_counter() - began
    consumer.close()
    return size, seconds


def reader(config: StreamConfig, groups: int) -> float:
    """Seconds that reading all groups took."""
    began = time.perf_counter()
    with GroupReader(config, earliest_position(config)) as opened:
        read = 0
        while read < groups:
            batch = opened.poll(min(BATCH, groups - read), 60.0)
            assert batch.groups
            assert not batch.refused
            read += len(batch.groups)
        return time.perf_counter() - began


def main() -> None:
    """Runs the measurement."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--groups", type=int, required=True, help="that the topics hold")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gc", choices=("advised", "default"), default="advised")
    arguments = parser.parse_args()
    if arguments.gc == "advised":
        gc.set_threshold(50_000, 20, 100)
    config = StreamConfig.from_environment()
    floors, rates, ratios = [], [], []
    size = 0
    for number in range(arguments.rounds + 1):
        if number % 2:
            seconds = reader(config, arguments.groups)
            size, floor = raw(config)
        else:
            size, floor = raw(config)
            seconds = reader(config, arguments.groups)
        mib = size / 1e6
        print(
            f"Python, round {number}: raw {mib / floor:.0f} MB/s, reader {mib / seconds:.0f} MB/s, ratio {floor / seconds:.2f}", flush=True
        )
        if number:
            floors.append(mib / floor)
            rates.append(mib / seconds)
            ratios.append(floor / seconds)
    middle = [statistics.median(numbers) for numbers in (floors, rates, ratios)]
    print(f"| Python | {middle[0]:.0f} | {middle[1]:.0f} | {middle[2]:.2f} | {min(ratios):.2f} | {max(ratios):.2f} |")


if __name__ == "__main__":
    main()
