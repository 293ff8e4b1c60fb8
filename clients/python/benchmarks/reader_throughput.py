"""Measures the group reader against a raw consumer that takes the same records off the same topics and throws them away.

The topics must be filled; ``ReaderTable`` in module ``benchmark`` of the repository fills them and runs this. Both sides run in turn, each
beginning every other round; the first round warms up. What counts is the rate from the first records in hand to the last ones. Prints a
line a round; then what a group costs in processor time, from the least that could be done with its records to the reader; and at the end
a row of a table. The garbage collector is set as the client's README advises; ``--gc default`` leaves it.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import statistics
import time
from collections.abc import Callable
from importlib import resources
from typing import Any

import fastavro
from confluent_kafka import Consumer, Message, TopicPartition

from rollstream import GroupReader, StreamConfig, earliest_position
from rollstream.records import AdvantageGroup, Rollout, Task
from rollstream.serde import Decoder, Registry

BATCH = 64
FRAME = 5

Look = Callable[[Message], object]


def raw(config: StreamConfig, look: Look | None = None) -> tuple[int, float]:
    """Bytes of all records, each handed to Python, and the seconds that this took, those before the first records left out.

    Args:
        config: the stream.
        look: what is done with each record; None: nothing.
    """
    topics = (config.topics.tasks, config.topics.rollouts, config.topics.advantages)
    consumer = Consumer(config.consumer("raw"))
    places = [TopicPartition(topic, partition, 0) for topic in topics for partition in consumer.list_topics(topic).topics[topic].partitions]
    records = left = sum(consumer.get_watermark_offsets(place)[1] for place in places)
    consumer.assign(places)
    size = first = 0
    began = 0.0
    while left:
        if left < records and not first:
            first, began = records - left, time.perf_counter()
        for message in consumer.consume(500, 0.05):
            size += len(message.value() or b"")
            left -= 1
            if look is not None:
                look(message)
    seconds = time.perf_counter() - began
    consumer.close()
    return size, seconds / (1 - first / records)


def reader(config: StreamConfig, groups: int) -> float:
    """Seconds that reading all groups took, those before the first groups left out."""
    with GroupReader(config, earliest_position(config)) as opened:
        read = first = 0
        began = 0.0
        while read < groups:
            if read and not first:
                first, began = read, time.perf_counter()
            batch = opened.poll(min(BATCH, groups - read), 60.0)
            assert batch.groups
            assert not batch.refused
            read += len(batch.groups)
        return (time.perf_counter() - began) / (1 - first / groups)


def place_of(message: Message) -> object:
    """What following a reference needs to know of a record."""
    return message.error(), message.partition(), message.offset(), len(message)


def by_fastavro(config: StreamConfig) -> Look:
    """Decodes each record with one call of fastavro, and does nothing else."""
    texts = resources.files("rollstream") / "schemas"
    schemas: dict[str | None, Any] = {
        topic: fastavro.parse_schema(json.loads((texts / f"{record.__name__}.avsc").read_text()))
        for topic, record in _records(config).items()
    }
    return lambda message: fastavro.schemaless_reader(io.BytesIO((message.value() or b"")[FRAME:]), schemas[message.topic()], None)


def by_decoder(config: StreamConfig, registry: Registry) -> Look:
    """Decodes each record as the reader does, and does nothing else."""
    decoders: dict[str | None, Decoder[Any]] = {topic: Decoder(record, registry) for topic, record in _records(config).items()}
    return lambda message: decoders[message.topic()].decode(message.value() or b"")


def _records(config: StreamConfig) -> dict[str, type[Any]]:
    topics = config.topics
    return {topics.tasks: Task, topics.rollouts: Rollout, topics.advantages: AdvantageGroup}


def costs(config: StreamConfig, groups: int) -> dict[str, float]:
    """Microseconds of processor time that a group costs, Kafka's client included, by what is done with its records."""
    with Registry(config) as registry:
        work: dict[str, Callable[[], object]] = {
            "raw": lambda: raw(config),
            "places": lambda: raw(config, place_of),
            "decoded by fastavro": lambda: raw(config, by_fastavro(config)),
            "decoded as the reader does": lambda: raw(config, by_decoder(config, registry)),
            "reader": lambda: reader(config, groups),
        }
        found = {}
        for name, do in work.items():
            began = time.process_time()
            do()
            found[name] = (time.process_time() - began) / groups * 1e6
        return found


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
    found = costs(config, arguments.groups)
    print("Python, µs of processor time a group: " + ", ".join(f"{name} {cost:.0f}" for name, cost in found.items()))
    middle = [statistics.median(numbers) for numbers in (floors, rates, ratios)]
    print(f"| Python | {middle[0]:.0f} | {middle[1]:.0f} | {middle[2]:.2f} | {min(ratios):.2f} | {max(ratios):.2f} |")


if __name__ == "__main__":
    main()
