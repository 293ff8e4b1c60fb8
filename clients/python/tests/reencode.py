"""Reads the records of topics with Confluent's own deserializer and writes each again with Confluent's own serializer, twice: with the
schema's id in front, and with its GUID in a header.

    python -m tests.reencode TOPIC...
"""

from __future__ import annotations

import sys

from confluent_kafka import Message, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient, header_schema_id_serializer, prefix_schema_id_serializer
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from rollstream import StreamConfig, _cluster


def reencode(client: SchemaRegistryClient, producer: Producer, messages: list[Message], topic: str) -> None:
    known = {"auto.register.schemas": False, "use.latest.version": True}
    text = client.get_latest_version(topic + "-value").schema.schema_str
    read = AvroDeserializer(client)
    for framing in (prefix_schema_id_serializer, header_schema_id_serializer):
        write = AvroSerializer(client, text, conf={**known, "schema.id.serializer": framing})
        for message in messages:
            record = read(message.value(), SerializationContext(topic, MessageField.VALUE, message.headers()))
            headers: list[tuple[str, str | bytes | None]] = []
            value = write(record, SerializationContext(topic, MessageField.VALUE, headers))
            producer.produce(topic, value, message.key(), headers=headers)


def main(topics: list[str]) -> None:
    config = StreamConfig.from_environment()
    producer = Producer(config.producer("reencode"))
    with SchemaRegistryClient({"url": config.schema_registry}) as client:
        for topic in topics:
            reencode(client, producer, _cluster.scan(config, topic), topic)
    assert producer.flush(30) == 0


if __name__ == "__main__":
    main(sys.argv[1:])
