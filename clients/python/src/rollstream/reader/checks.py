"""What is asked of records before they are handed out. One check that fails makes the whole group invalid."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator
from collections.abc import Sequence as Listed
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rollstream.packed import LOGPROBS, TOKEN_IDS
from rollstream.reader.groups import GroupRef, PassedOver, used_members
from rollstream.records import AdvantageGroup, Image, LogprobKind, Member, RecordRef, Rollout, Sequence, Task

_MAX_DETAIL = 500
_OFFSETS = 2**63
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class InvalidPayloadError(Exception):
    """A task, a rollout or a terminal record is not what it must be. The problem is told for a receipt."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = printable(problem)


class PayloadRef(NamedTuple):
    """Where a record of the payload lies."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}-{self.partition}@{self.offset}"


@dataclass(frozen=True)
class Heap:
    """Where references may point: the stream's own topics, and the partition count that they share."""

    tasks: str
    rollouts: str
    partitions: int


class Candidate(NamedTuple):
    """A group that trains if its payload is sound.

    Args:
        ref: the group.
        advantages: its terminal record.
        members: the members that train, by rising index.
        payload: where the task, and then the rollout of each of these members, lies.
    """

    ref: GroupRef
    advantages: AdvantageGroup
    members: list[Member]
    payload: list[PayloadRef]


@dataclass(frozen=True)
class Requirements:
    """What a learner needs of a rollout beyond the contract. A group with a member that lacks it is refused as PAYLOAD_INVALID.

    Args:
        policy_id: policy that must have sampled; None: any.
        token_ids: whether there must be token ids.
        prompt_token_ids: whether there must be the prompt's token ids, as the engine saw them.
        logprob_kinds: there must be log-probabilities, of one of these kinds: those that the learner can reproduce, such as
            ``{"PROCESSED"}``; None: it needs none.
    """

    policy_id: str | None = None
    token_ids: bool = False
    prompt_token_ids: bool = False
    logprob_kinds: frozenset[LogprobKind] | None = None

    def check(self, rollout: Rollout) -> None:
        """Checks a rollout.

        Raises:
            InvalidPayloadError: naming what is missing.
        """
        if self.policy_id is not None and rollout["policy_id"] != self.policy_id:
            raise InvalidPayloadError(f"was sampled by policy {rollout['policy_id']}, this learner trains {self.policy_id}")
        if self.logprob_kinds is not None and rollout["logprob_kind"] not in self.logprob_kinds:
            kinds = ", ".join(sorted(self.logprob_kinds))
            raise InvalidPayloadError(f"has log-probabilities of kind {rollout['logprob_kind']}, this learner reproduces {kinds}")
        if not (self.token_ids or self.prompt_token_ids or self.logprob_kinds is not None):
            return
        needed = {
            "token_ids": self.token_ids,
            "prompt_token_ids": self.prompt_token_ids,
            "logprobs": self.logprob_kinds is not None,
        }
        missing = [name for name, wanted in needed.items() if wanted and not _has(rollout, name)]
        if missing:
            raise InvalidPayloadError(f"has no {' and no '.join(missing)}")


def _has(rollout: Rollout, name: str) -> bool:
    return bool(rollout["sequences"]) and all(
        sequence[name] is not None  # type: ignore[literal-required]
        for sequence in rollout["sequences"]
    )


def printable(text: str) -> str:
    """One line of bounded length: ids in it come from other programs."""
    return _CONTROL.sub("?", text if len(text) <= _MAX_DETAIL else text[:_MAX_DETAIL] + "...")


def passed_over(group: AdvantageGroup) -> PassedOver | None:
    """Why a training reader passes the group over; None: it trains."""
    if group["purpose"] == "EVAL":
        return PassedOver.EVALUATION
    if group["purpose"] != "TRAIN":
        return PassedOver.UNKNOWN
    if group["outcome"] in ("COMPLETE", "PARTIAL"):
        return None
    return PassedOver[group["outcome"]]


def candidate(ref: GroupRef, group: AdvantageGroup, heap: Heap) -> Candidate:
    """Reads the references of a group, checking the terminal record on its own.

    Raises:
        InvalidPayloadError: the record contradicts itself or points outside the stream.
    """
    if ref.group_id != group["group_id"]:
        raise InvalidPayloadError(f"the record's key is not its group id '{group['group_id']}'")
    if group["task"] is None:
        raise InvalidPayloadError("no reference to the task")
    members = used_members(group)
    if not members:
        raise InvalidPayloadError("no member has an advantage")
    with _in("the task"):
        payload = [_resolved(group["task"], heap.tasks, heap.partitions)]
    previous = -1
    try:
        for member in members:
            index, rollout = member["index"], member["rollout"]
            if index <= previous:
                raise InvalidPayloadError(f"follows member {previous}")
            if not math.isfinite(member["advantage"] or 0):
                raise InvalidPayloadError(f"has advantage {member['advantage']}")
            if rollout is None:
                raise InvalidPayloadError("has an advantage but no reference to its rollout")
            payload.append(_resolved(rollout, heap.rollouts, heap.partitions))
            previous = index
    except InvalidPayloadError as e:
        raise InvalidPayloadError(f"member {member['index']}: {e.problem}") from e
    return Candidate(ref, group, members, payload)


def _resolved(ref: RecordRef, own: str, partitions: int) -> PayloadRef:
    topic, partition, offset = ref["topic"], ref["partition"], ref["offset"]
    if topic is not None and topic != own:
        raise InvalidPayloadError(f"refers to another topic than {own}; references are followed within the stream only")
    if not 0 <= partition < partitions:
        raise InvalidPayloadError(f"refers to partition {partition} of {own}, which has {partitions}")
    if not 0 <= offset < _OFFSETS:
        raise InvalidPayloadError(f"refers to offset {offset}")
    return PayloadRef(own, partition, offset)


def check_task(task: Task, group: Candidate) -> None:
    """Whether a fetched task is the one that a group was made from, with its pictures as they were written.

    Raises:
        InvalidPayloadError: naming what does not fit.
    """
    if task["group_id"] != group.ref.group_id:
        raise InvalidPayloadError(f"the task belongs to group '{task['group_id']}'")
    if task["run_id"] != group.advantages["run_id"]:
        raise InvalidPayloadError(f"the task belongs to run '{task['run_id']}'")
    size = task["group_size"]
    for member in group.members:
        if size is not None and member["index"] >= size:
            raise InvalidPayloadError(f"member {member['index']} of a task for {size} completions")
    for i, image in enumerate(task["images"]):
        with _in(f"image {i}"):
            _check_image(image)


def _check_image(image: Image) -> None:
    data = image["data"]
    if image["sha256"] is None:
        raise InvalidPayloadError("has no checksum")
    if (data is None) == (image["uri"] is None):
        raise InvalidPayloadError("must have either data or a URI")
    if data is not None and hashlib.sha256(data).hexdigest() != image["sha256"]:
        raise InvalidPayloadError("does not match its checksum")


def check_rollout(rollout: Rollout, group: Candidate, member: Member) -> None:
    """Whether a fetched rollout is the one that a member was scored by, and whether its packed arrays are what they say.

    Raises:
        InvalidPayloadError: naming what does not fit.
    """
    if rollout["group_id"] != group.ref.group_id:
        raise InvalidPayloadError(f"belongs to group '{rollout['group_id']}'")
    if rollout["run_id"] != group.advantages["run_id"]:
        raise InvalidPayloadError(f"belongs to run '{rollout['run_id']}'")
    if rollout["index"] != member["index"]:
        raise InvalidPayloadError(f"is for slot {rollout['index']}")
    if not _answers(rollout["task"], group.payload[0]):
        raise InvalidPayloadError(f"answers another task than {group.payload[0]}")
    _require_same(member["token_count"], rollout["token_count"], "token count")
    _require_same(member["policy_version_min"], rollout["policy_version_min"], "oldest policy version")
    _require_same(member["policy_version_max"], rollout["policy_version_max"], "newest policy version")
    _check_sequences(rollout, rollout["sequences"])


def _require_same(scored: int | None, fetched: int | None, what: str) -> None:
    if scored != fetched:
        raise InvalidPayloadError(f"{what} is {fetched}, was {scored} when it was scored")


def _check_sequences(rollout: Rollout, sequences: list[Sequence]) -> None:
    for sequence in sequences:
        try:
            _check_lengths(sequence)
            if sequence["token_versions"]:
                _check_versions(sequence, rollout)
        except InvalidPayloadError as e:
            raise InvalidPayloadError(f"sequence {sequences.index(sequence)}: {e.problem}") from e
    if len(sequences) != 1 or sequences[0]["token_count"] != rollout["token_count"]:
        _check_sum(rollout)


def check_numbers(rollouts: Listed[tuple[Member, Rollout]]) -> None:
    """Whether the packed arrays of checked rollouts hold what they may: token ids that are not negative, log-probabilities that are
    finite. All of a group are looked at together, which costs little more than one alone; only where something is wrong is it looked for.

    Raises:
        InvalidPayloadError: naming what does not fit.
    """
    sequences = [sequence for _, rollout in rollouts for sequence in rollout["sequences"]]
    ids = b"".join([sequence[name] or b"" for sequence in sequences for name in ("token_ids", "prompt_token_ids")])
    logprobs = b"".join([sequence["logprobs"] or b"" for sequence in sequences])
    if _none_negative(ids) and _all_finite(logprobs):
        return
    for member, rollout in rollouts:
        for i, sequence in enumerate(rollout["sequences"]):
            with _in(f"rollout of member {member['index']}"), _in(f"sequence {i}"):
                _check_one(sequence)


def _check_one(sequence: Sequence) -> None:
    if not _none_negative(sequence["prompt_token_ids"] or b""):
        raise InvalidPayloadError("a prompt token id is negative")
    if not _none_negative(sequence["token_ids"] or b""):
        raise InvalidPayloadError("a token id is negative")
    if not _all_finite(sequence["logprobs"] or b""):
        raise InvalidPayloadError("a log-probability is not finite")


def _none_negative(packed: bytes) -> bool:
    return not packed or bool(np.minimum.reduce(np.frombuffer(packed, TOKEN_IDS)) >= 0)


def _all_finite(packed: bytes) -> bool:
    return bool(np.logical_and.reduce(np.isfinite(np.frombuffer(packed, LOGPROBS))))


def _answers(claimed: RecordRef | None, task: PayloadRef) -> bool:
    if claimed is None:
        return True
    return claimed["topic"] in (None, task.topic) and (claimed["partition"], claimed["offset"]) == (
        task.partition,
        task.offset,
    )


def _check_sum(rollout: Rollout) -> None:
    counts = [sequence["token_count"] for sequence in rollout["sequences"]]
    known = [count for count in counts if count is not None]
    if counts and len(known) == len(counts) and rollout["token_count"] not in (None, sum(known)):
        raise InvalidPayloadError(f"sequences of {sum(known)} tokens, but a token count of {rollout['token_count']}")


def _check_lengths(sequence: Sequence) -> None:
    count = sequence["token_count"]
    size = -1 if count is None else 4 * count
    ids, logprobs, mask = sequence["token_ids"], sequence["logprobs"], sequence["loss_mask"]
    if ids is not None and len(ids) != size:
        raise _misfit(ids, count, 4)
    if logprobs is not None and len(logprobs) != size:
        raise _misfit(logprobs, count, 4)
    if mask is not None and len(mask) != count:
        raise _misfit(mask, count, 1)
    prompt, length = sequence["prompt_token_ids"], sequence["prompt_length"]
    if prompt is not None and (length is None or len(prompt) != 4 * length):
        raise _misfit(prompt, length, 4)


def _misfit(packed: bytes, count: int | None, width: int) -> InvalidPayloadError:
    return InvalidPayloadError(f"{len(packed)} bytes do not fit {count} numbers of {width} bytes")


def _check_versions(sequence: Sequence, rollout: Rollout) -> None:
    oldest, newest = rollout["policy_version_min"], rollout["policy_version_max"]
    tokens = 0
    for run in sequence["token_versions"]:
        version, count = run["version"], run["count"]
        if count <= 0:
            raise InvalidPayloadError(f"a run of {count} tokens")
        if (oldest is not None and version < oldest) or (newest is not None and version > newest):
            raise InvalidPayloadError(f"tokens of version {version} outside the rollout's versions")
        tokens += count
    if tokens != sequence["token_count"]:
        raise InvalidPayloadError(f"versions of {tokens} tokens, but a token count of {sequence['token_count']}")


@contextmanager
def _in(part: str) -> Iterator[None]:
    try:
        yield
    except InvalidPayloadError as e:
        raise InvalidPayloadError(f"{part}: {e.problem}") from e
