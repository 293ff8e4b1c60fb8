"""What the tests run against: the stack that ``rollstream up`` serves, or the one that the build starts."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from confluent_kafka.admin import AdminClient, NewTopic
from group_writer import GroupWriter
from reading import rest

from rollstream import Batch, GroupReader, ReaderOptions, StreamConfig, earliest_position

PARTITIONS = 3
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def admin() -> AdminClient:
    config = StreamConfig.from_environment()
    client = AdminClient({"bootstrap.servers": config.bootstrap_servers, "log_level": 0})
    try:
        client.list_topics(timeout=10)
    except Exception as e:
        pytest.exit(f"no broker at {config.bootstrap_servers} ({e}): start one with ./rollstream up", returncode=3)
    return client


def _is_there(admin: AdminClient, topic: str) -> bool:
    partitions = admin.list_topics(topic, timeout=10).topics[topic].partitions
    return bool(partitions) and all(partition.leader >= 0 for partition in partitions.values())


@pytest.fixture
def config(admin: AdminClient) -> Iterator[StreamConfig]:
    """A stream of its own: fresh topics, shaped as ``rollstream topics create`` shapes them where a client can tell."""
    made = StreamConfig.from_environment(prefix=f"py-{uuid.uuid4().hex[:8]}.")
    topics = made.topics
    appended = {"message.timestamp.type": "LogAppendTime", "max.message.bytes": str(16 * 1024 * 1024)}
    large = {"max.message.bytes": str(8 * 1024 * 1024)}
    wanted = [
        NewTopic(topics.tasks, PARTITIONS, 1, config=appended),
        NewTopic(topics.answer_keys, PARTITIONS, 1, config=appended),
        NewTopic(topics.rollouts, PARTITIONS, 1, config={**appended, **large}),
        NewTopic(topics.rewards, PARTITIONS, 1),
        NewTopic(topics.advantages, PARTITIONS, 1, config=large),
        NewTopic(topics.policies, 1, 1),
        NewTopic(topics.progress, 1, 1, config={"cleanup.policy": "compact"}),
        NewTopic(topics.receipts, 1, 1),
        NewTopic(topics.dead_letters, 1, 1, config=appended),
    ]
    for future in admin.create_topics(wanted).values():
        future.result(30)
    deadline = time.monotonic() + 30
    while not all(_is_there(admin, topic.topic) for topic in wanted):
        assert time.monotonic() < deadline, "the topics do not appear"
    yield made
    admin.delete_topics([topic.topic for topic in wanted])


class Cli:
    """Java's command line: from ROLLSTREAM_CLI, else the launcher of this checkout."""

    def __init__(self) -> None:
        self._command = shlex.split(os.environ.get("ROLLSTREAM_CLI", str(ROOT / "rollstream")))

    def start(self, config: StreamConfig, log: IO[bytes], *arguments: str) -> subprocess.Popen[bytes]:
        """Starts a command; end the process."""
        stream = ["--bootstrap-servers", config.bootstrap_servers, "--schema-registry", config.schema_registry]
        return subprocess.Popen(
            [*self._command, *arguments, *stream, "--prefix", config.prefix],
            stdout=log,
            stderr=subprocess.STDOUT,
        )

    def run(self, config: StreamConfig, *arguments: str) -> tuple[int, str]:
        """Runs a command to its end: exit code and output."""
        with tempfile.TemporaryFile() as log:
            code = self.start(config, log, *arguments).wait(120)
            log.seek(0)
            return code, log.read().decode()


@pytest.fixture(scope="session")
def cli() -> Cli:
    return Cli()


@pytest.fixture
def writer(config: StreamConfig) -> GroupWriter:
    return GroupWriter(config)


@pytest.fixture
def read(config: StreamConfig) -> Callable[..., Batch]:
    def read_rest(current_version: int = 0, **options: Any) -> Batch:
        with GroupReader(config, earliest_position(config), ReaderOptions(**options)) as reader:
            return rest(reader, config, current_version)

    return read_rest
