"""Putting a group together from its terminal record and its payload."""

from __future__ import annotations

from collections.abc import Mapping

from confluent_kafka import Message

from rollstream.reader.checks import (
    Candidate,
    InvalidPayloadError,
    PayloadRef,
    Requirements,
    check_numbers,
    check_rollout,
    check_task,
)
from rollstream.reader.fetcher import Missing
from rollstream.reader.groups import Refused, TrainingGroup, TrainingMember, used_members
from rollstream.reader.patience import PatientDecoder
from rollstream.records import AdvantageGroup, Rollout, Task


class GroupAssembler:
    """Puts groups together and judges them. The only place that refuses a payload."""

    def __init__(self, tasks: PatientDecoder[Task], rollouts: PatientDecoder[Rollout], requirements: Requirements) -> None:
        self._tasks = tasks
        self._rollouts = rollouts
        self._requirements = requirements

    def assemble(self, group: Candidate, fetched: Mapping[PayloadRef, Message | Missing]) -> TrainingGroup | Refused:
        """A group whose payload was looked for.

        Raises:
            Stopped: the reader is closed meanwhile.
        """
        found: list[Message] = []
        missing: list[Missing] = []
        for ref in group.payload:
            part = fetched[ref]
            if isinstance(part, Missing):
                missing.append(part)
            else:
                found.append(part)
        if missing:
            worst = min(missing, key=lambda part: part.outcome != "PAYLOAD_INVALID")
            return Refused(group.ref, worst.outcome, worst.detail)
        try:
            return self._decode(group, found)
        except InvalidPayloadError as e:
            return Refused(group.ref, "PAYLOAD_INVALID", e.problem)

    def _decode(self, group: Candidate, records: list[Message]) -> TrainingGroup:
        task = self._tasks.decode(records[0])
        check_task(task, group)
        members = []
        for member, record in zip(group.members, records[1:], strict=True):
            rollout = self._rollouts.decode(record)
            try:
                check_rollout(rollout, group, member)
                self._requirements.check(rollout)
            except InvalidPayloadError as e:
                raise InvalidPayloadError(f"rollout of member {member['index']}: {e.problem}") from e
            members.append(TrainingMember(member, rollout))
        check_numbers([(member.scored, member.rollout) for member in members])
        return TrainingGroup(group.ref, group.advantages, task, members, sum(len(record) for record in records))


def stale(group: AdvantageGroup, current_version: int, max_versions_behind: int | None) -> str | None:
    """Why a group is too old to train on; None: it may.

    The age of a group is the policy's version at the step, less the version that sampled the oldest token among the members that
    train: one old member makes the whole group old, for its advantage is relative to the others. A group that does not name its
    versions is refused while there is a limit: nothing says that it is young enough.
    """
    if max_versions_behind is None:
        return None
    versions = [member["policy_version_min"] for member in used_members(group)]
    known = [version for version in versions if version is not None]
    if not known or len(known) < len(versions):
        return "a member does not say which policy version sampled it"
    behind = current_version - min(known)
    if behind <= max_versions_behind:
        return None
    return (
        f"oldest token is of version {min(known)}, policy is at {current_version}: {behind} behind, at most {max_versions_behind} allowed"
    )
