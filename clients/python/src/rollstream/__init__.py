"""Rollout workers and GRPO learners on a rollstream."""

from rollstream.config import StreamConfig, Topics
from rollstream.errors import (
    ClusterUnavailableError,
    PositionError,
    RegistryUnavailableError,
    StreamError,
    TakenOverError,
    UndecodableRecordError,
)
from rollstream.position import Position
from rollstream.publisher import PolicyPublisher, sha256_of
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
from rollstream.receipts import Receipts, Settled
from rollstream.step import Step
from rollstream.worker.engine import (
    BatchEngine,
    Completion,
    Engine,
    EngineUnavailableError,
    Failure,
    Fault,
    FunctionEngine,
    GenerationRequest,
    TaskFailedError,
)
from rollstream.worker.runner import WorkerStats
from rollstream.worker.worker import RolloutWorker

__all__ = [
    "Batch",
    "BatchEngine",
    "BatchPlan",
    "BatchPlanner",
    "ClusterUnavailableError",
    "Completion",
    "Engine",
    "EngineUnavailableError",
    "Failure",
    "Fault",
    "FunctionEngine",
    "GenerationRequest",
    "GroupReader",
    "GroupRef",
    "PassedOver",
    "PolicyPublisher",
    "Position",
    "PositionError",
    "ReaderOptions",
    "Receipts",
    "Refused",
    "RegistryUnavailableError",
    "Requirements",
    "RolloutWorker",
    "Settled",
    "ShardReader",
    "Step",
    "StreamConfig",
    "StreamError",
    "TakenOverError",
    "TaskFailedError",
    "TokenSequence",
    "Topics",
    "TrainingGroup",
    "TrainingMember",
    "UndecodableRecordError",
    "WorkerStats",
    "earliest_position",
    "latest_position",
    "sha256_of",
]
