from __future__ import annotations

from collections.abc import Callable
from typing import Any

from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from group_writer import GroupWriter, Record, terminal
from reading import LONG, ids, outcomes, rest

from rollstream import (
    Batch,
    GroupReader,
    ReaderOptions,
    Requirements,
    StreamConfig,
    earliest_position,
)


def test_refuses_groups_whose_payload_is_gone(
    writer: GroupWriter, read: Callable[..., Batch], config: StreamConfig, admin: AdminClient
) -> None:
    written = writer.write(60)
    cut = [TopicPartition(config.topics.rollouts, partition, 30) for partition in range(3)]
    for future in admin.delete_records(cut).values():
        future.result(30)

    batch = read()

    gone = set(outcomes(batch))
    assert set(outcomes(batch).values()) == {"PAYLOAD_GONE"}
    assert 10 < len(gone) < 50
    assert gone | set(ids(batch)) == set(written)
    assert "is not in the log any more" in batch.refused[0].detail


def test_refuses_references_to_aborted_records(writer: GroupWriter, read: Callable[..., Batch], config: StreamConfig) -> None:
    first = writer.payload()
    partition = first.refs[0]["partition"]
    producer = Producer(config.transactional_producer("aborter", "aborter"))
    producer.init_transactions()
    producer.begin_transaction()
    producer.produce(config.topics.rollouts, b"aborted", b"key", partition)
    producer.flush()
    producer.abort_transaction()
    aborted = terminal(first)
    aborted["members"][1]["rollout"] = {"partition": partition, "offset": first.refs[-1]["offset"] + 1}
    writer.terminal(aborted)
    sound = writer.write(9)

    batch = read()

    assert outcomes(batch) == {first.task["group_id"]: "PAYLOAD_GONE"}
    assert sorted(ids(batch)) == sorted(sound)


def _member(**changes: Any) -> Callable[[Record], None]:
    return lambda group: group["members"][2].update(changes)


TERMINAL_RECORDS: list[tuple[Callable[[Record], Any], str]] = [
    (lambda group: group.update(task=None), "no reference to the task"),
    (lambda group: group["task"].update(topic="rollstream.answer-keys"), "refers to another topic"),
    (lambda group: group["task"].update(partition=99), "refers to partition 99"),
    (lambda group: group["task"].update(partition=-1), "refers to partition -1"),
    (lambda group: group["task"].update(offset=-5), "refers to offset -5"),
    (lambda group: group["task"].update(offset=2**62), "is beyond the end of the log"),
    (lambda group: group.update(run_id="run-2"), "the task belongs to run 'run-1'"),
    (lambda group: group.update(members=[]), "no member has an advantage"),
    (lambda group: group["members"].reverse(), "follows member 3"),
    (_member(index=7), "follows member 7"),
    (_member(advantage=float("nan")), "has advantage nan"),
    (_member(rollout=None), "no reference to its rollout"),
    (_member(token_count=21), "token count is 20, was 21"),
    (_member(policy_version_min=1), "oldest policy version is 3, was 1"),
    (lambda group: group["members"][2].update(rollout=group["members"][1]["rollout"]), "is for slot 1"),
    (lambda group: group["members"][3].update(index=2**40), "of a task for 4 completions"),
]


def test_refuses_terminal_records_that_do_not_fit_their_payload(writer: GroupWriter, read: Callable[..., Batch]) -> None:
    spoiled = {writer.changed(change): detail for change, detail in TERMINAL_RECORDS}
    sound = writer.write(3)

    batch = read()

    assert_refused(batch, spoiled)
    assert sorted(ids(batch)) == sorted(sound)


def assert_refused(batch: Batch, details: dict[str, str]) -> None:
    """Whether just these groups were refused as invalid, each for the reason whose words are given."""
    assert outcomes(batch) == dict.fromkeys(details, "PAYLOAD_INVALID")
    for refused in batch.refused:
        assert details[refused.group.group_id] in refused.detail


def _sequence(**changes: Any) -> Callable[[Record], None]:
    return lambda rollout: rollout["sequences"][0].update(changes)


ROLLOUTS: list[tuple[Callable[[Record], Any], str]] = [
    (lambda rollout: rollout.update(group_id="run-1/77"), "belongs to group 'run-1/77'"),
    (lambda rollout: rollout.update(run_id="x\ny"), "belongs to run 'x?y'"),
    (lambda rollout: rollout.update(task={"partition": 0, "offset": 12345}), "answers another task"),
    (lambda rollout: rollout.update(token_count=2**31 - 1), "token count is 2147483647"),
    (_sequence(token_ids=b"\0" * 79), "do not fit 20 numbers"),
    (_sequence(token_ids=b"\xff" * 80), "a token id is negative"),
    (_sequence(prompt_token_ids=b"\xff" * 12), "a prompt token id is negative"),
    (_sequence(logprobs=b"\0\0\xc0\x7f" * 20), "a log-probability is not finite"),
    (_sequence(loss_mask=b"\1" * 19), "do not fit 20 numbers"),
    (_sequence(token_count=None), "do not fit None numbers"),
    (_sequence(token_versions=[{"version": 3, "count": 19}]), "versions of 19 tokens"),
    (_sequence(token_versions=[{"version": 9, "count": 20}]), "outside the rollout's versions"),
    (_sequence(token_versions=[{"version": 3, "count": 0}]), "a run of 0 tokens"),
    (lambda rollout: rollout["sequences"].append({"token_count": 1}), "sequences of 21 tokens"),
]


def test_refuses_rollouts_that_are_not_what_they_say(writer: GroupWriter, read: Callable[..., Batch]) -> None:
    spoiled = {writer.with_rollouts(change): detail for change, detail in ROLLOUTS}
    sound = writer.write(3)

    batch = read()

    assert_refused(batch, spoiled)
    assert sorted(ids(batch)) == sorted(sound)


def test_refuses_what_is_no_record_and_goes_on(writer: GroupWriter, read: Callable[..., Batch], config: StreamConfig) -> None:
    topics = config.topics
    for partition in range(3):
        writer.raw(topics.advantages, b"run-9/1", b"\0\0\0\0\1garbage", partition)
        writer.raw(topics.advantages, b"\xff\xfe", b"", partition)
        writer.raw(topics.advantages, None, None, partition)
    hostile = writer.payload()
    writer.raw(topics.rollouts, b"run-1/0", b"\0\0\0\0\1garbage" * 1_000, hostile.refs[0]["partition"])
    group = terminal(hostile)
    group["members"][3]["rollout"] = {"partition": hostile.refs[0]["partition"], "offset": hostile.refs[3]["offset"] + 1}
    writer.terminal(group)
    sound = writer.write(5)

    batch = read()

    assert sorted(ids(batch)) == sorted(sound)
    assert len(batch.refused) == 10
    assert {refused.outcome for refused in batch.refused} == {"PAYLOAD_INVALID"}
    assert outcomes(batch).keys() >= {"run-9/1", "", hostile.task["group_id"]}


def test_a_picture_that_was_changed_is_refused(writer: GroupWriter, read: Callable[..., Batch], config: StreamConfig) -> None:
    honest = writer._task
    writer._task = lambda group_id: {  # type: ignore[method-assign]
        **honest(group_id),
        "images": [{"data": b"other", "sha256": "0" * 64}],
    }
    writer.write(2)

    batch = read()

    assert [refused.detail for refused in batch.refused] == ["image 0: does not match its checksum"] * 2


def test_groups_that_are_too_old_are_refused_at_the_step(config: StreamConfig, writer: GroupWriter) -> None:
    writer.write(20)
    unnamed = writer.payload()
    group = terminal(unnamed)
    for member in group["members"]:
        member["policy_version_min"] = None
    writer.terminal(group)
    writer._producer.flush()

    with GroupReader(config, earliest_position(config), ReaderOptions(max_versions_behind=2)) as reader:
        young = reader.poll(10, LONG, 5)
        old = rest(reader, config, 6)

    assert len(young.groups) == 10
    assert {refused.outcome for refused in old.refused} >= {"STALE"}
    assert len(old.refused) == 11 - len(old.groups)
    assert "oldest token is of version 3, policy is at 6: 3 behind, at most 2 allowed" in {r.detail for r in old.refused}


def test_what_a_learner_cannot_use_is_refused(writer: GroupWriter, read: Callable[..., Batch]) -> None:
    text_only = writer.with_rollouts(lambda rollout: rollout.update(sequences=[]))
    other = writer.with_rollouts(lambda rollout: rollout.update(policy_id="other"))
    raw = writer.with_rollouts(lambda rollout: rollout.update(logprob_kind="RAW"))
    blind = writer.with_rollouts(_sequence(prompt_token_ids=None, prompt_length=None))
    sound = writer.write(1)

    requirements = Requirements("default", token_ids=True, prompt_token_ids=True, logprob_kinds=frozenset({"PROCESSED"}))
    batch = read(requirements=requirements)

    details = {refused.group.group_id: refused.detail for refused in batch.refused}
    assert details == {
        text_only: "rollout of member 0: has no token_ids and no prompt_token_ids and no logprobs",
        other: "rollout of member 0: was sampled by policy other, this learner trains default",
        raw: "rollout of member 0: has log-probabilities of kind RAW, this learner reproduces PROCESSED",
        blind: "rollout of member 0: has no prompt_token_ids",
    }
    assert ids(batch) == sound
