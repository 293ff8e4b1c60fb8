"""What can go wrong, each as a type of its own. The message names the thing and the way out."""

from __future__ import annotations

from typing import Literal

UndecodableReason = Literal[
    "BAD_MAGIC",
    "BAD_HEADER",
    "TRUNCATED",
    "UNKNOWN_SCHEMA",
    "SCHEMA_MISMATCH",
    "MALFORMED",
    "TRAILING_BYTES",
]
"""Why bytes are not a record of their topic."""


class StreamError(Exception):
    """The cluster or the registry does not fit, or a setting is not usable. Nothing that waiting would mend."""


class ClusterUnavailableError(StreamError):
    """No broker answers. Waiting may mend it."""


class RegistryUnavailableError(StreamError):
    """The schema registry does not answer, or refuses to. Says nothing about any record: wait and ask again."""


class UndecodableRecordError(StreamError):
    """A record's bytes are not what its topic holds, whatever they are."""

    def __init__(self, reason: UndecodableReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: UndecodableReason = reason
        """Why, as a name that does not change."""


class PositionError(StreamError):
    """A reader cannot stand where it was told to. Never answered by a reset: that would skip or repeat groups in silence."""


class TakenOverError(StreamError):
    """Another learner of the same name writes now. This one must end: what it would write is refused by the cluster."""
