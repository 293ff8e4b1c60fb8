"""Which version of a policy there is, and which one the engine has loaded."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from rollstream import _cluster
from rollstream.config import StreamConfig
from rollstream.errors import RegistryUnavailableError, StreamError, UndecodableRecordError
from rollstream.records import PolicyVersion
from rollstream.serde import Decoder, Registry
from rollstream.worker.engine import EngineUnavailableError

log = logging.getLogger(__name__)

_WAIT_S = 0.5
_RETRY_S = 1.0


class PolicyWatch:
    """Reads topic policies from its beginning, on a thread of its own, and remembers the newest version of one policy. Versions only
    grow; an older one that comes later changes nothing.
    """

    def __init__(self, config: StreamConfig, client_id: str, registry: Registry, policy_id: str) -> None:
        self._topic = config.topics.policies
        self._key = policy_id.encode()
        self._decoder = Decoder(PolicyVersion, registry)
        self._consumer = _cluster.make(Consumer, {**config.consumer(client_id), "enable.partition.eof": True, "fetch.wait.max.ms": 100})
        self._newest: PolicyVersion | None = None
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._behind: set[int] = set()
        try:
            self._catch_up(config)
        except BaseException:
            self._consumer.close()
            raise
        self._thread = threading.Thread(target=self._run, name="worker-policies", daemon=True)
        self._thread.start()

    def _catch_up(self, config: StreamConfig) -> None:
        deadline = time.monotonic() + 10
        places = []
        for partition in _cluster.partitions_of(config, self._consumer, self._topic):
            first, _ = _cluster.bounds(self._consumer, self._topic, partition, lambda: time.monotonic() > deadline)
            places.append(TopicPartition(self._topic, partition, first))
        self._behind = {place.partition for place in places}
        self._consumer.assign(places)
        while self._behind and time.monotonic() < deadline:
            self._poll()

    def newest(self) -> PolicyVersion | None:
        """The newest version; None: none was published."""
        with self._changed:
            return self._newest

    def wait_for(self, version: int, until_ms: int | None, stopped: Callable[[], bool]) -> bool:
        """Waits until a version is there; false: it did not come before a time, or the worker stops."""
        with self._changed:
            while not self._is_there(version):
                if stopped() or (until_ms is not None and time.time() * 1_000 > until_ms):
                    return False
                self._changed.wait(_WAIT_S)
            return True

    def _is_there(self, version: int) -> bool:
        return self._newest is not None and self._newest["version"] >= version

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._poll()
            except StreamError as e:
                log.warning("cannot read topic policies, trying again: %s", e)
                self._stop.wait(_RETRY_S)
        self._consumer.close()

    def _poll(self) -> None:
        for message in _cluster.consume(self._consumer, _WAIT_S):
            error = message.error()
            if error is None:
                self._take(message)
            elif error.code() == KafkaError._PARTITION_EOF:
                self._behind.discard(message.partition() or 0)
            else:
                _cluster.complain(error, self._topic)

    def _take(self, message: Message) -> None:
        if message.key() != self._key or message.value() is None:
            return
        while not self._stop.is_set():
            try:
                self._note(self._decoder.decode(message.value() or b"", message.headers()))  # type: ignore[arg-type]
                return
            except RegistryUnavailableError as e:
                log.warning("cannot decode a policy version, trying again: %s", e)
                self._stop.wait(_RETRY_S)
            except UndecodableRecordError as e:
                log.warning("undecodable policy version at offset %s: %s", message.offset(), e)
                return

    def _note(self, version: PolicyVersion) -> None:
        with self._changed:
            if not self._is_there(version["version"]):
                self._newest = version
                self._changed.notify_all()

    def close(self) -> None:
        """Ends it."""
        self._stop.set()
        self._thread.join(5)


class LoadedWeights:
    """Which version the engine samples from. Weights change only between generations, and a version counts as loaded only after the
    engine has said so.

    Args:
        load: makes the engine sample from a version from now on, or raises; None: the engine's weights never change.
        newest: the newest version that was published.
    """

    def __init__(self, load: Callable[[PolicyVersion], None] | None, newest: Callable[[], PolicyVersion | None]) -> None:
        self._load = load
        self._newest = newest
        self._version = 0
        self._generating = 0
        self._idle = threading.Condition()

    @contextmanager
    def generating(self) -> Iterator[int]:
        """A generation by the newest version, which is loaded first; gives its number.

        Raises:
            EngineUnavailableError: the engine did not take it.
        """
        with self._idle:
            version = self._update()
            self._generating += 1
        try:
            yield version
        finally:
            with self._idle:
                self._generating -= 1
                self._idle.notify_all()

    def _update(self) -> int:
        while self._load is not None and (wanted := self._wanted()) is not None:
            if self._generating:
                self._idle.wait(_WAIT_S)
                continue
            try:
                self._load(wanted)
            except EngineUnavailableError:
                raise
            except Exception as e:
                raise EngineUnavailableError(f"the engine did not take version {wanted['version']}: {e!r}") from e
            self._version = wanted["version"]
        return self._version

    def _wanted(self) -> PolicyVersion | None:
        newest = self._newest()
        return newest if newest is not None and newest["version"] > self._version else None
