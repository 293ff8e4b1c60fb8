"""Rollout workers and GRPO learners on a rollstream."""

from rollstream.config import StreamConfig, Topics
from rollstream.errors import (
    PositionError,
    RegistryUnavailableError,
    StreamError,
    TakenOverError,
    UndecodableRecordError,
)

__all__ = [
    "PositionError",
    "RegistryUnavailableError",
    "StreamConfig",
    "StreamError",
    "TakenOverError",
    "Topics",
    "UndecodableRecordError",
]
