"""Writing rollouts and dead letters."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from rollstream import _cluster
from rollstream.config import StreamConfig
from rollstream.errors import RegistryUnavailableError, StreamError
from rollstream.records import Rollout, Task
from rollstream.serde import Decoder, Encoder, Headers, Registry
from rollstream.worker.queue import TakenTask

log = logging.getLogger(__name__)

T = TypeVar("T")

_RETRY_S = 1.0
_MAX_DETAIL = 500
_LETTER = "rollstream.dead-letter."
_TOO_LARGE = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.RECORD_LIST_TOO_LARGE})


class NotWrittenError(Exception):
    """The cluster did not take a record."""

    def __init__(self, error: KafkaError) -> None:
        super().__init__(error.str())
        self.hopeless = _cluster.hopeless(error)
        self.too_large = error.code() in _TOO_LARGE


class Delivery:
    """A record on its way."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._error: KafkaError | None = None

    def note(self, error: KafkaError | None, _: Message | None = None) -> None:
        """The cluster has answered."""
        self._error = error
        self._done.set()

    def wait(self) -> None:
        """Waits for the answer; the producer gives up by itself after its delivery timeout.

        Raises:
            NotWrittenError: the cluster did not take it.
        """
        self._done.wait()
        if self._error is not None:
            raise NotWrittenError(self._error)


class Outbox:
    """Bytes in and out of a worker. Where the registry must be asked and does not answer, it waits: that is neither the task's fault nor
    the rollout's. Used by all threads of a worker.
    """

    def __init__(self, config: StreamConfig, client_id: str, registry: Registry) -> None:
        self._topics = config.topics
        self._producer = _cluster.make(Producer, config.producer(client_id))
        self._tasks = Decoder(Task, registry)
        self._encoder = Encoder(registry)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="worker-outbox", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._stop.is_set():
            self._producer.poll(0.1)

    def decode(self, taken: TakenTask) -> Task:
        """The task of a record.

        Raises:
            UndecodableRecordError: the bytes are not a task.
            RegistryUnavailableError: the worker closes while the registry does not answer.
        """
        value = taken.message.value()
        headers: Headers | None = taken.message.headers()  # type: ignore[assignment]
        return self._patiently(lambda: self._tasks.decode(value or b"", headers))

    def send(self, taken: TakenTask, rollout: dict[str, Any]) -> Delivery:
        """Sends a rollout into its task's partition.

        Raises:
            RegistryUnavailableError: the worker closes while the registry does not answer.
            StreamError: the registry refuses the schema.
        """
        value = self._patiently(lambda: self._encoder.encode(self._topics.rollouts, Rollout, rollout))
        return self._produce(self._topics.rollouts, taken, value, None, taken.partition)

    def send_dead_letter(self, taken: TakenTask, reason: str, detail: str) -> Delivery:
        """Sends a task that cannot be used where operators look for it."""
        facts = {
            "stage": "worker",
            "reason": reason,
            "detail": detail.encode("utf-8", "replace").decode()[:_MAX_DETAIL],
            "topic": self._topics.tasks,
            "partition": str(taken.partition),
            "offset": str(taken.offset),
        }
        kept = [header for header in taken.message.headers() or [] if not str(header[0]).startswith(_LETTER)]
        headers = [*kept, *((_LETTER + name, fact.encode()) for name, fact in facts.items())]
        return self._produce(self._topics.dead_letters, taken, taken.message.value(), headers, -1)

    def _produce(self, topic: str, taken: TakenTask, value: bytes | None, headers: Any, partition: int) -> Delivery:
        delivery = Delivery()
        extra = {} if headers is None else {"headers": headers}
        while True:
            try:
                self._producer.produce(topic, value, taken.message.key(), partition, on_delivery=delivery.note, **extra)
                return delivery
            except BufferError:
                self._producer.poll(0.1)
            except KafkaException as e:
                delivery.note(e.args[0])
                return delivery

    def _patiently(self, attempt: Callable[[], T]) -> T:
        while True:
            try:
                return attempt()
            except RegistryUnavailableError as e:
                log.warning("waiting for the registry: %s", e)
                if self._stop.wait(_RETRY_S):
                    raise

    def close(self) -> None:
        """Ends it; what is not acknowledged by then may or may not be written."""
        self._stop.set()
        self._thread.join(5)
        try:
            self._producer.flush(1)
            self._producer.purge()
        except (KafkaException, StreamError) as e:
            log.debug("outbox closed with what was left: %s", e)
