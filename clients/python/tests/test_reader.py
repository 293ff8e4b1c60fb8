from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from group_writer import GroupWriter, Record, terminal

from rollstream import (
    Batch,
    GroupReader,
    PassedOver,
    Position,
    PositionError,
    ReaderOptions,
    Requirements,
    StreamConfig,
    earliest_position,
    latest_position,
)

LONG = 30.0
SHORT = 0.3


@pytest.fixture
def writer(config: StreamConfig) -> GroupWriter:
    return GroupWriter(config)


def ids(batch: Batch) -> list[str]:
    return [group.ref.group_id for group in batch.groups]


def read_all(reader: GroupReader, groups: int) -> list[str]:
    found: list[str] = []
    while len(found) < groups:
        batch = reader.poll(groups - len(found), LONG)
        assert batch, "nothing came"
        assert not batch.refused
        found += ids(batch)
    return found


def rest(reader: GroupReader, config: StreamConfig, current_version: int = 0) -> Batch:
    """Everything from where the reader stands to the end of the topic, as one batch."""
    end = latest_position(config)
    batch = reader.poll(1_000, SHORT, current_version)
    deadline = time.monotonic() + LONG
    while not reader.position.covers(end):
        assert time.monotonic() < deadline
        batch = batch.then(reader.poll(1_000, SHORT, current_version))
    return batch


def outcomes(batch: Batch) -> dict[str, str]:
    return {refused.group.group_id: refused.outcome for refused in batch.refused}


@pytest.fixture
def read(config: StreamConfig) -> Callable[..., Batch]:
    def read_rest(current_version: int = 0, **options: Any) -> Batch:
        with GroupReader(config, earliest_position(config), ReaderOptions(**options)) as reader:
            return rest(reader, config, current_version)

    return read_rest


def test_reads_every_group_once_with_its_payload(config: StreamConfig, writer: GroupWriter) -> None:
    written = writer.write(300)

    with GroupReader(config, earliest_position(config)) as reader:
        batches = [reader.poll(50, LONG) for _ in range(6)]
        end = reader.poll(1, SHORT)

    assert sorted(name for batch in batches for name in ids(batch)) == sorted(written)
    assert not end
    for batch in batches:
        assert len(batch.groups) == 50
        assert not batch.refused
    group = batches[0].groups[0]
    assert group.task["group_id"] == group.ref.group_id
    assert [member.index for member in group.members] == [0, 1, 2, 3]
    assert group.members[3].advantage == 0.5
    assert group.tokens == 80
    sequence = group.members[3].sequences[0]
    assert sequence.token_ids is not None
    assert sequence.logprobs is not None
    assert sequence.token_ids.shape == sequence.logprobs.shape == (20,)
    assert sequence.token_ids.dtype == np.int32
    assert sequence.loss_mask is None
    assert sequence.prompt_token_ids is not None
    assert sequence.prompt_token_ids.tolist() == [0, 1, 2]


def test_resumes_at_any_position_with_the_same_groups_in_the_same_order(config: StreamConfig, writer: GroupWriter) -> None:
    writer.write(150)
    order: list[str] = []
    positions: list[str] = []
    with GroupReader(config, earliest_position(config)) as reader:
        while len(order) < 150:
            positions.append(reader.position.to_json())
            order += read_all(reader, 1)
    dice = random.Random(4)

    for begin in [dice.randrange(150) for _ in range(6)]:
        with GroupReader(config, Position.from_json(positions[begin])) as reader:
            assert read_all(reader, 150 - begin) == order[begin:], f"from position {begin}"


def test_passes_over_what_does_not_train_and_counts_it(writer: GroupWriter, read: Callable[..., Batch], config: StreamConfig) -> None:
    for change in [
        {"purpose": "EVAL"},
        {"outcome": "FILTERED"},
        {"outcome": "EXPIRED"},
        {"outcome": "EXPIRED"},
        {"outcome": "CANCELLED"},
        {"outcome": "UNKNOWN"},
        {"purpose": "UNKNOWN"},
        {"outcome": "PARTIAL"},
    ]:
        writer.changed(lambda group, change=change: group.update(change))  # type: ignore[misc]

    batch = read()

    assert len(batch.groups) == 1
    assert batch.passed_over == {
        PassedOver.EVALUATION: 1,
        PassedOver.FILTERED: 1,
        PassedOver.EXPIRED: 2,
        PassedOver.CANCELLED: 1,
        PassedOver.UNKNOWN: 2,
    }
    assert batch.position == latest_position(config)


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


def test_positions_that_are_not_of_this_stream_are_errors(config: StreamConfig, writer: GroupWriter, admin: AdminClient) -> None:
    writer.write(30)
    topic = config.topics.advantages
    start = earliest_position(config)
    cut = [TopicPartition(topic, partition, 5) for partition in range(3)]
    for future in admin.delete_records(cut).values():
        future.result(30)

    with pytest.raises(PositionError, match=r"the records 0 to 4 are gone by retention.*Resume from a newer checkpoint"):
        GroupReader(config, start)
    with pytest.raises(PositionError, match="the topic was truncated or made anew"):
        GroupReader(config, Position(topic, {0: 5, 1: 5, 2: 10_000}))
    with pytest.raises(PositionError, match=r"has 3: the topic was made anew"):
        GroupReader(config, Position(topic, {0: 5}))
    with pytest.raises(PositionError, match="the position is one of topic other"):
        GroupReader(config, Position("other", {0: 0, 1: 0, 2: 0}))


def test_seeks_where_groups_lie_far_apart_and_reads_on_where_they_lie_close(config: StreamConfig, writer: GroupWriter) -> None:
    written = writer.write(200, apart=40)

    with GroupReader(config, earliest_position(config)) as reader:
        assert sorted(read_all(reader, 200)) == sorted(written)
        sequential = reader.stats
    with GroupReader(config, earliest_position(config), ReaderOptions(cache_bytes=0)) as reader:
        assert sorted(read_all(reader, 200)) == sorted(written)
        uncached = reader.stats

    assert sequential.seeks == 6
    assert sequential.records == 1_000
    assert sequential.evictions == 0
    assert uncached.cache_bytes == 0
    assert uncached.seeks > 6


def test_waits_for_groups_that_come_later(config: StreamConfig, writer: GroupWriter) -> None:
    with GroupReader(config, earliest_position(config)) as reader:
        assert not reader.poll(1, SHORT)
        written = writer.write(3)
        assert sorted(read_all(reader, 3)) == sorted(written)
        assert not reader.poll(1, 0)


def test_batches_have_as_many_groups_as_asked_for(config: StreamConfig, writer: GroupWriter) -> None:
    writer.write(20)
    with GroupReader(config, earliest_position(config)) as reader:
        batches = reader.batches(8)
        sizes = [len(next(batches).groups) for _ in range(2)]
        position = reader.position
        threading.Timer(0.5, reader.close).start()
        remaining = list(batches)

    assert sizes == [8, 8]
    assert remaining == []
    assert sum(position.offsets.values()) >= 16


def test_a_registry_that_is_away_costs_no_group(config: StreamConfig, writer: GroupWriter) -> None:
    writer.write(3)
    away = StreamConfig(config.bootstrap_servers, "http://127.0.0.1:9", config.prefix, {"schema.registry.max.retries": 0})

    with GroupReader(away, earliest_position(away)) as reader:
        batch = reader.poll(3, 1.5)
        obstacle, position = reader.obstacle, reader.position

    assert not batch
    assert "127.0.0.1:9 does not answer" in str(obstacle)
    assert position == earliest_position(config)


def test_closing_ends_a_poll(config: StreamConfig) -> None:
    reader = GroupReader(config, earliest_position(config))
    threading.Timer(0.3, reader.close).start()

    began = time.monotonic()
    with pytest.raises(ValueError, match="the reader is closed"):
        reader.poll(1, 60)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize("bad", [{"learner": "a b"}, {"max_versions_behind": -1}, {"cache_bytes": -1}])
def test_options_that_mean_nothing_are_named(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"learner name|versions behind|negative"):
        ReaderOptions(**bad)
