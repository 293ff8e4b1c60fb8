"""What the threads of a reader share: whether it is being closed, and what it waits for."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

from confluent_kafka import Message

from rollstream._cluster import Stopped
from rollstream.errors import RegistryUnavailableError, UndecodableRecordError
from rollstream.reader.checks import InvalidPayloadError
from rollstream.serde import Decoder, Registry

T = TypeVar("T")

_RETRY_S = 0.5


class ReaderState:
    """Whether a reader is being closed, and what it waits for. Safe for several threads."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.obstacle: str | None = None
        """What the reader waits for, such as a registry that does not answer; None: nothing is in its way."""

    def stop(self) -> None:
        """Ends every wait."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether it is being closed."""
        return self._stop.is_set()

    def wait(self, why: str) -> None:
        """Waits a moment before somebody is asked again.

        Raises:
            Stopped: the reader is closed.
        """
        self.obstacle = why
        if self._stop.wait(_RETRY_S):
            raise Stopped


class PatientDecoder(Generic[T]):
    """Decodes records, and waits as long as the registry does not answer: that says nothing about a record."""

    def __init__(self, record: type[T], registry: Registry, state: ReaderState) -> None:
        self._decoder = Decoder(record, registry)
        self._state = state

    def decode(self, message: Message) -> T:
        """The record of a message.

        Raises:
            InvalidPayloadError: the bytes are no such record.
            Stopped: the reader is closed while the registry does not answer.
        """
        value = message.value()
        if value is None:
            raise InvalidPayloadError(f"{_place(message)} has no value")
        while True:
            try:
                record = self._decoder.decode(value, message.headers())  # type: ignore[arg-type]
                self._state.obstacle = None
                return record
            except RegistryUnavailableError as e:
                self._state.wait(str(e))
            except UndecodableRecordError as e:
                raise InvalidPayloadError(f"{_place(message)} is undecodable: {e}") from e


def _place(message: Message) -> str:
    return f"{message.topic()}-{message.partition()}@{message.offset()}"
