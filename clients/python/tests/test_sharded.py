from __future__ import annotations

import threading
import time

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient
from group_writer import GroupWriter, terminal

from rollstream import (
    Batch,
    BatchPlan,
    BatchPlanner,
    GroupReader,
    GroupRef,
    PassedOver,
    ReaderOptions,
    ShardReader,
    StreamConfig,
    earliest_position,
    latest_position,
)
from rollstream.reader.sharded import balance

LONG = 30.0


def ids(batches: list[Batch]) -> list[str]:
    return [group.ref.group_id for batch in batches for group in batch.groups]


def refs(tokens: list[int]) -> list[tuple[GroupRef, int]]:
    return [(GroupRef(0, offset, f"r/{offset}", "r"), count) for offset, count in enumerate(tokens)]


def test_shares_are_balanced_by_tokens_and_the_same_on_every_rank() -> None:
    groups = refs([70, 10, 40, 40, 5, 60])

    shares = balance(groups, 3)

    assert [[ref.offset for ref in share] for share in shares] == [[0, 4], [1, 5], [2, 3]]
    assert balance(list(reversed(groups)), 3) == shares
    assert [len(share) for share in balance(refs([1]), 3)] == [1, 0, 0]
    with pytest.raises(ValueError, match="at least one rank"):
        balance(groups, 0)


def test_ranks_together_read_what_one_reader_reads(config: StreamConfig) -> None:
    writer = GroupWriter(config)
    spoiled = writer.with_rollouts(lambda rollout: rollout.update(index=3))
    writer.changed(lambda group: group.update(purpose="EVAL"))
    unusable = writer.changed(lambda group: group.update(task=None))
    writer.write(60)
    start = earliest_position(config)
    with GroupReader(config, start) as single:
        expected = single.poll(60, LONG)

    with BatchPlanner(config, start) as planner, ShardReader(config) as first, ShardReader(config) as second:
        plans = [planner.cut(groups, 2, LONG) for groups in (20, 20, 21)]
        sent = [BatchPlan.from_json(plan.to_json()) for plan in plans if plan is not None]
        shares = [reader.read(plan, rank) for plan in sent for rank, reader in enumerate((first, second))]
        end = planner.position

    assert sent == plans
    assert sorted(ids(shares)) == sorted(ids([expected]))
    refused = [refused.group.group_id for batch in shares for refused in batch.refused]
    assert sorted(refused) == sorted([spoiled, unusable])
    assert sum(batch.passed_over.get(PassedOver.EVALUATION, 0) for batch in shares) == 1
    assert shares[-1].position == end == latest_position(config)
    tokens = [sum(group.tokens for group in batch.groups) for batch in shares[:2]]
    assert max(tokens) <= 4 / 3 * sum(tokens) / 2


def test_the_number_of_ranks_may_change(config: StreamConfig) -> None:
    written = GroupWriter(config).write(30)

    with BatchPlanner(config, earliest_position(config)) as planner, ShardReader(config) as reader:
        shares: list[Batch] = []
        for ranks in (1, 4, 2):
            plan = planner.cut(10, ranks, LONG)
            assert plan is not None
            shares += [reader.read(plan, rank) for rank in range(ranks)]
            with pytest.raises(ValueError, match=f"no rank {ranks} among {ranks}"):
                reader.read(plan, ranks)

    assert sorted(ids(shares)) == sorted(written)


def test_old_groups_are_refused_by_the_cut(config: StreamConfig) -> None:
    writer = GroupWriter(config)
    old = writer.changed(lambda group: group["members"][1].update(policy_version_min=0))
    young = writer.write(3)

    with BatchPlanner(config, earliest_position(config), ReaderOptions(max_versions_behind=2)) as planner:
        plan = planner.cut(3, 1, LONG, current_version=5)

    assert plan is not None
    assert [(refused.group.group_id, refused.outcome) for refused in plan.refused] == [(old, "STALE")]
    assert sorted(ref.group_id for ref in plan.shares[0]) == sorted(young)


def test_a_terminal_record_that_has_gone_since_the_cut_is_named(config: StreamConfig, admin: AdminClient) -> None:
    written = GroupWriter(config).write(12)
    with BatchPlanner(config, earliest_position(config)) as planner, ShardReader(config) as reader:
        plan = planner.cut(12, 1, LONG)
        assert plan is not None
        ends = [TopicPartition(config.topics.advantages, partition, -1) for partition in range(3)]
        for future in admin.delete_records(ends).values():
            future.result(30)

        batch = reader.read(plan, 0)

    assert sorted(refused.group.group_id for refused in batch.refused) == sorted(written)
    assert {refused.outcome for refused in batch.refused} == {"PAYLOAD_GONE"}


def test_a_cut_waits_no_longer_than_it_may_and_loses_nothing(config: StreamConfig) -> None:
    writer = GroupWriter(config)
    with BatchPlanner(config, earliest_position(config)) as planner:
        early = writer.write(2)
        assert planner.cut(3, 1, 1.0) is None
        writer.terminal(terminal(writer.payload()))
        writer._producer.flush()
        plan = planner.cut(3, 1, LONG)

    assert plan is not None
    assert {ref.group_id for ref in plan.shares[0]} > set(early)


def test_closing_ends_a_cut(config: StreamConfig) -> None:
    planner = BatchPlanner(config, earliest_position(config))
    threading.Timer(0.3, planner.close).start()

    began = time.monotonic()
    with pytest.raises(ValueError, match="the planner is closed"):
        planner.cut(1, 1, 60)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize("text", ["{}", "[]", "1", '{"shares":[[[1]]]}', "nothing"])
def test_text_that_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a batch plan"):
        BatchPlan.from_json(text)
