from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from group_writer import GroupWriter

from rollstream import (
    Batch,
    ClusterUnavailableError,
    GroupReader,
    GroupRef,
    PolicyPublisher,
    Position,
    Receipts,
    Refused,
    Step,
    StreamConfig,
    StreamError,
    TakenOverError,
    _cluster,
    earliest_position,
    sha256_of,
)
from rollstream.records import PolicyVersion, Progress, Receipt
from rollstream.serde import Decoder, Registry

LONG = 30.0


def told(config: StreamConfig, topic: str, record: type[Any]) -> list[Any]:
    with Registry(config) as registry:
        decoder: Decoder[Any] = Decoder(record, registry)
        return [decoder.decode(message.value() or b"") for message in _cluster.scan(config, topic)]


def versions(config: StreamConfig) -> list[PolicyVersion]:
    return told(config, config.topics.policies, PolicyVersion)


def position(config: StreamConfig, *offsets: int) -> Position:
    return Position(config.topics.advantages, dict(enumerate(offsets)))


def ref(offset: int) -> GroupRef:
    return GroupRef(0, offset, f"run/{offset}", "run")


def receipts(*offsets: int) -> Receipts:
    collected = Receipts()
    for offset in offsets:
        collected.trained(ref(offset))
    return collected


def open_publisher(config: StreamConfig, learner: str = "lab-7") -> PolicyPublisher:
    return PolicyPublisher(config, learner, batch_groups=2)


def test_a_step_is_checkpointed_and_then_told_as_a_whole(config: StreamConfig) -> None:
    GroupWriter(config).write(4)
    checkpoints: list[str] = []

    def save(step: Step) -> None:
        assert versions(config) == []
        checkpoints.append(step.to_json())

    with open_publisher(config) as publisher, GroupReader(config, earliest_position(config)) as reader:
        publisher.resume(None)
        batch = reader.poll(2, LONG, publisher.version)
        step = publisher.finish(batch, save, weights_uri="file:///w", sha256="ab", metrics={"loss": 0.5, "kl": float("nan")})
        after = (publisher.step, publisher.version, publisher.position)

    assert after == (1, 1, batch.position)
    assert Step.from_json(checkpoints[0]) == Step.from_json(step.to_json())
    (version,) = versions(config)
    assert version == {
        "policy_id": "default",
        "version": 1,
        "parent": None,
        "step": 1,
        "learner": "lab-7",
        "weights_uri": "file:///w",
        "sha256": "ab",
        "metrics": {"loss": 0.5},
    }
    (progress,) = told(config, config.topics.progress, Progress)
    assert progress["policy_version"] == 1
    assert progress["batch_size"] == 2
    assert progress["groups"] == {"TRAINED": 2}
    assert {place["partition"]: place["offset"] for place in progress["position"]} == dict(batch.position.offsets)
    trained = told(config, config.topics.receipts, Receipt)
    assert sorted(receipt["group_id"] for receipt in trained) == sorted(group.ref.group_id for group in batch.groups)
    assert {(receipt["outcome"], receipt["version_in"], receipt["version_out"]) for receipt in trained} == {("TRAINED", 0, 1)}


def test_nothing_is_told_of_a_step_whose_checkpoint_failed(config: StreamConfig) -> None:
    def save(_: Step) -> None:
        raise OSError("disk full")

    with open_publisher(config) as publisher:
        publisher.resume(None)
        with pytest.raises(OSError, match="disk full"):
            publisher.finish(receipts(1), save, position(config, 1, 0, 0))
        again = publisher.finish(receipts(1), lambda _: None, position(config, 1, 0, 0))

    assert again.version == 1
    assert len(versions(config)) == 1


def test_what_the_checkpoint_has_and_the_topics_lack_is_told_at_the_next_start(config: StreamConfig) -> None:
    with open_publisher(config) as publisher:
        publisher.resume(None)
        publisher.finish(receipts(1), lambda _: None, position(config, 2, 0, 0))
        saved = publisher.next_step(receipts(2, 3), position(config, 4, 0, 0)).to_json()

    with open_publisher(config) as publisher:
        publisher.resume(saved)
        assert (publisher.step, publisher.version, publisher.position) == (2, 2, position(config, 4, 0, 0))
    with open_publisher(config) as publisher:
        publisher.resume(saved)
        publisher.finish(receipts(4), lambda _: None, position(config, 5, 0, 0))

    assert [(version["version"], version["parent"]) for version in versions(config)] == [(1, None), (2, 1), (3, 2)]
    trained = told(config, config.topics.receipts, Receipt)
    assert [(receipt["group_id"], receipt["version_out"]) for receipt in trained] == [
        ("run/1", 1),
        ("run/2", 2),
        ("run/3", 2),
        ("run/4", 3),
    ]
    assert told(config, config.topics.progress, Progress)[-1]["groups"] == {"TRAINED": 4}


def test_an_older_checkpoint_branches_off_under_a_number_of_its_own(config: StreamConfig) -> None:
    steps = []
    with open_publisher(config) as publisher:
        publisher.resume(None)
        for offset in (1, 2, 3):
            steps.append(publisher.finish(receipts(offset), lambda _: None, position(config, offset + 1, 0, 0)))

    with open_publisher(config) as publisher:
        publisher.resume(steps[0].to_json())
        assert (publisher.step, publisher.version, publisher.position) == (1, 4, position(config, 2, 0, 0))
        publisher.finish(receipts(2), lambda _: None, position(config, 3, 0, 0))

    lines = [(version["version"], version["parent"]) for version in versions(config)]
    assert lines == [(1, None), (2, 1), (3, 2), (4, 1), (5, 4)]


def test_the_later_learner_of_a_name_fences_the_earlier(config: StreamConfig) -> None:
    zombie = open_publisher(config)
    zombie.resume(None)
    step = zombie.next_step(receipts(1), position(config, 2, 0, 0))
    with open_publisher(config) as heir:
        heir.resume(None)

        with pytest.raises(TakenOverError, match="another learner named lab-7 has taken over"):
            zombie.announce(step)
        heir.finish(receipts(1), lambda _: None, position(config, 2, 0, 0))
    zombie.close()

    assert len(versions(config)) == 1
    assert len(told(config, config.topics.receipts, Receipt)) == 1


def test_versions_go_on_behind_those_that_others_published(config: StreamConfig) -> None:
    with open_publisher(config, "first") as publisher:
        publisher.resume(None)
        publisher.finish(receipts(1), lambda _: None, position(config, 2, 0, 0))

    with open_publisher(config, "second") as publisher:
        publisher.resume(None)
        step = publisher.finish(receipts(1), lambda _: None, position(config, 2, 0, 0))

    assert (step.version, step.parent) == (2, None)


def test_refused_groups_are_told_ahead_of_their_step(config: StreamConfig) -> None:
    refused = Refused(ref(7), "STALE", "x" * 1_000)
    with open_publisher(config) as publisher:
        publisher.resume(None)
        publisher.tell_refused([refused])
        publisher.tell_refused([])

    (receipt,) = told(config, config.topics.receipts, Receipt)
    assert (receipt["group_id"], receipt["outcome"], receipt["version_out"]) == ("run/7", "STALE", None)
    assert len(receipt["detail"]) == 500
    assert told(config, config.topics.progress, Progress) == []


def test_checkpoints_that_do_not_belong_to_the_stream_are_refused(config: StreamConfig) -> None:
    with open_publisher(config) as publisher:
        publisher.resume(None)
        step = publisher.finish(receipts(1), lambda _: None, position(config, 2, 0, 0))
        second = publisher.next_step(receipts(2), position(config, 3, 0, 0)).to_json()

    with open_publisher(config) as publisher, pytest.raises(StreamError, match="has come to step 1 on this stream"):
        publisher.resume(None)
    with open_publisher(config, "other") as publisher:
        with pytest.raises(StreamError, match="the checkpoint is of learner lab-7"):
            publisher.resume(step.to_json())
        with pytest.raises(StreamError, match="knows nothing of learner other"):
            publisher.resume(second.replace("lab-7", "other"))
        with pytest.raises(StreamError, match="the checkpoint is of topic elsewhere"):
            publisher.resume(second.replace("lab-7", "other").replace(config.topics.advantages, "elsewhere"))
        with pytest.raises(ValueError, match="not a step"):
            publisher.resume('{"format": "rollstream-step/9"}')


def test_steps_that_do_not_follow_are_refused(config: StreamConfig) -> None:
    with open_publisher(config) as publisher:
        publisher.resume(None)
        step = publisher.finish(receipts(1), lambda _: None, position(config, 5, 0, 0))
        with pytest.raises(ValueError, match="does not follow version 1"):
            publisher.announce(step)
        with pytest.raises(ValueError, match="the step ends at"):
            publisher.next_step(receipts(1), position(config, 4, 0, 0))
        with pytest.raises(ValueError, match="give its position"):
            publisher.next_step(receipts(1))


def test_a_cluster_that_is_away_is_named() -> None:
    away = StreamConfig("127.0.0.1:9", properties={"transaction.timeout.ms": 2_000})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rollstream.publisher._CALL_S", 1.0)
        with pytest.raises(ClusterUnavailableError, match=r"cannot open the ledger of learner lab-7 at 127\.0\.0\.1:9"):
            open_publisher(away)


def test_receipts_of_several_ranks_are_one() -> None:
    batch = Batch([], [Refused(ref(3), "PAYLOAD_GONE", "gone")], {}, Position("t", {0: 4}))
    first = receipts(1, 2)
    first.refuse(ref(2), "PROMPT_MISMATCH", "another template")

    merged = first.merge([Receipts.from_json(Receipts.of(batch).to_json()), receipts(4)])

    assert [(settled.group.offset, settled.outcome) for settled in merged.settled] == [
        (1, "TRAINED"),
        (2, "PROMPT_MISMATCH"),
        (3, "PAYLOAD_GONE"),
        (4, "TRAINED"),
    ]
    assert merged.counts({"TRAINED": 5}) == {"TRAINED": 7, "PROMPT_MISMATCH": 1, "PAYLOAD_GONE": 1}
    for bad in ("[1]", '[[0,1,"g","r","EATEN",null]]', "7", "[[0]]"):
        with pytest.raises(ValueError, match=r"receipt|unpack"):
            Receipts.from_json(bad)


def test_the_checksum_is_of_the_whole_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000
    (tmp_path / "weights").write_bytes(content)

    assert sha256_of(tmp_path / "weights") == hashlib.sha256(content).hexdigest()


class Undecided:
    """A producer whose commit does not answer, though it may have worked."""

    def __init__(self, producer: Any, *, works: bool) -> None:
        self._producer = producer
        self._works = works

    def __getattr__(self, name: str) -> Any:
        return getattr(self._producer, name)

    def commit_transaction(self, timeout: float) -> None:
        if self._works:
            self._producer.commit_transaction(timeout)
        raise KafkaException(KafkaError(KafkaError._TIMED_OUT, "no answer", retriable=True))


@pytest.mark.parametrize("works", [True, False])
def test_a_transaction_whose_end_is_not_known_is_never_guessed_at(config: StreamConfig, works: bool) -> None:
    with open_publisher(config) as publisher:
        publisher.resume(None)
        publisher._producer = Undecided(publisher._producer, works=works)  # type: ignore[assignment]
        publisher.finish(receipts(1), lambda _: None, position(config, 2, 0, 0))
        publisher.finish(receipts(2), lambda _: None, position(config, 3, 0, 0))

    assert [version["version"] for version in versions(config)] == [1, 2]
    assert [receipt["group_id"] for receipt in told(config, config.topics.receipts, Receipt)] == ["run/1", "run/2"]
