"""Rollout workers and GRPO learners on a rollstream."""

from rollstream.config import StreamConfig, Topics
from rollstream.errors import (
    PositionError,
    RegistryUnavailableError,
    StreamError,
    TakenOverError,
    UndecodableRecordError,
)
from rollstream.position import Position
from rollstream.reader.checks import Requirements
from rollstream.reader.groups import (
    Batch,
    GroupRef,
    PassedOver,
    Refused,
    TokenSequence,
    TrainingGroup,
    TrainingMember,
)
from rollstream.reader.reader import GroupReader
from rollstream.reader.sharded import BatchPlan, BatchPlanner, ShardReader
from rollstream.reader.sources import ReaderOptions, earliest_position, latest_position

__all__ = [
    "Batch",
    "BatchPlan",
    "BatchPlanner",
    "GroupReader",
    "GroupRef",
    "PassedOver",
    "Position",
    "PositionError",
    "ReaderOptions",
    "Refused",
    "RegistryUnavailableError",
    "Requirements",
    "ShardReader",
    "StreamConfig",
    "StreamError",
    "TakenOverError",
    "TokenSequence",
    "Topics",
    "TrainingGroup",
    "TrainingMember",
    "UndecodableRecordError",
    "earliest_position",
    "latest_position",
]
