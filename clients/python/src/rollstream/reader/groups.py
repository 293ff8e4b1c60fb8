"""What a reader hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from rollstream.packed import LOGPROBS, MASK, TOKEN_IDS, ByteArray, FloatArray, IntArray, unpack
from rollstream.position import Position
from rollstream.records import AdvantageGroup, Member, ReceiptOutcome, Rollout, Sequence, Task


@dataclass(frozen=True, order=True)
class GroupRef:
    """A group and where its terminal record lies on topic advantages. Ordered by place."""

    partition: int
    offset: int
    group_id: str = field(compare=False)
    run_id: str = field(compare=False)


@dataclass(frozen=True)
class Refused:
    """A group that was to train and cannot. It is part of the batch so that a receipt can say so.

    Args:
        group: the group.
        outcome: STALE, PAYLOAD_GONE, PAYLOAD_INVALID or PROMPT_MISMATCH.
        detail: what is wrong, for people; it may quote text of other programs.
    """

    group: GroupRef
    outcome: ReceiptOutcome
    detail: str


class PassedOver(Enum):
    """Why a terminal record is nothing for a training reader."""

    EVALUATION = "evaluation"
    """An evaluation, however it ended."""
    FILTERED = "filtered"
    """A filter dropped it."""
    EXPIRED = "expired"
    """The deadline came too early."""
    CANCELLED = "cancelled"
    """It was cancelled."""
    UNKNOWN = "unknown"
    """Purpose or outcome is one that this version does not know."""


@dataclass(frozen=True)
class TokenSequence:
    """One token sequence of a rollout. Its arrays are read-only views of the record's bytes, checked when the group was read.

    Args:
        record: the record as it came.
    """

    record: Sequence

    @property
    def prompt_token_ids(self) -> IntArray | None:
        """The prompt's token ids as the engine saw them, shape (prompt length,); None: not reported."""
        return unpack(self.record["prompt_token_ids"], TOKEN_IDS, self.record["prompt_length"])

    @property
    def token_ids(self) -> IntArray | None:
        """The ids of the tokens after the prompt, shape (tokens,); None: not reported."""
        return unpack(self.record["token_ids"], TOKEN_IDS, self.record["token_count"])

    @property
    def logprobs(self) -> FloatArray | None:
        """Natural logarithm of each token's probability, of the rollout's kind, shape (tokens,); None: not reported."""
        return unpack(self.record["logprobs"], LOGPROBS, self.record["token_count"])

    @property
    def loss_mask(self) -> ByteArray | None:
        """1 for each token after the prompt that trains, else 0, shape (tokens,); None: all of them train."""
        return unpack(self.record["loss_mask"], MASK, self.record["token_count"])


@dataclass(frozen=True)
class TrainingMember:
    """A member that trains: its reward and advantage with its rollout, checked against each other.

    Args:
        scored: the member's part of the terminal record.
        rollout: its completion.
    """

    scored: Member
    rollout: Rollout

    @property
    def index(self) -> int:
        """The slot within the group."""
        return self.scored["index"]

    @property
    def advantage(self) -> float:
        """The advantage of every token that trains."""
        advantage = self.scored["advantage"]
        assert advantage is not None, "only members with an advantage train"
        return advantage

    @property
    def sequences(self) -> list[TokenSequence]:
        """The token sequences, in the rollout's order; empty where the engine reports text only."""
        return [TokenSequence(sequence) for sequence in self.rollout["sequences"]]


@dataclass(frozen=True)
class TrainingGroup:
    """A whole group with its payload.

    Inline pictures are verified against their checksums; a picture that lies at a URI is not loaded: whoever loads it verifies
    it.

    Args:
        ref: the group and where its terminal record lies.
        advantages: the terminal record.
        task: prompt, pictures and sampling parameters.
        members: the members that train, by rising index.
        payload_bytes: bytes of the task and the rollouts on their topics, uncompressed.
    """

    ref: GroupRef
    advantages: AdvantageGroup
    task: Task
    members: list[TrainingMember]
    payload_bytes: int

    @property
    def tokens(self) -> int:
        """Completion tokens of the members; a member whose count is not known counts as none."""
        return used_tokens(self.advantages)


@dataclass(frozen=True)
class Batch:
    """What one poll hands out.

    Args:
        groups: the groups to train on, in the reader's order.
        refused: groups that were to train and cannot.
        passed_over: how many terminal records were no training groups, by what they were.
        position: the reader's position after this batch. It covers exactly what was handed out so far and what was passed over
            between. Saved with the step that uses the batch, it makes sure that no group is trained twice and none skipped.
    """

    groups: list[TrainingGroup]
    refused: list[Refused]
    passed_over: Mapping[PassedOver, int]
    position: Position

    def __bool__(self) -> bool:
        """Whether the poll met any terminal record."""
        return bool(self.groups or self.refused or self.passed_over)

    def then(self, later: Batch) -> Batch:
        """The batch and one that was polled after it, as one."""
        passed_over = dict(self.passed_over)
        for why, count in later.passed_over.items():
            passed_over[why] = passed_over.get(why, 0) + count
        return Batch(self.groups + later.groups, self.refused + later.refused, passed_over, later.position)


def used_members(group: AdvantageGroup) -> list[Member]:
    """The members that train, by rising index: those with an advantage."""
    return [member for member in group["members"] if member["advantage"] is not None]


def used_tokens(group: AdvantageGroup) -> int:
    """Completion tokens of the members that train; a member whose count is not known counts as none."""
    return sum(member["token_count"] or 0 for member in used_members(group))
