from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from task_writer import SAMPLING, TaskWriter
from working import LONG, complete, engine, until, working

from rollstream import (
    Completion,
    EngineUnavailableError,
    Failure,
    GenerationRequest,
    RolloutWorker,
    StreamConfig,
    StreamError,
    TaskFailedError,
    _cluster,
)
from rollstream.records import LogprobKind, PolicyVersion, Rollout
from rollstream.worker.queue import ConsumerTaskQueue
from rollstream.worker.worker import EngineGate

MAX_TOKENS = int(SAMPLING["max_tokens"])


def by_slot(writer: TaskWriter) -> dict[tuple[str, int], Rollout]:
    """The rollout that wins each slot: the one with the lowest offset."""
    found: dict[tuple[str, int], Rollout] = {}
    for _, rollout in writer.rollouts():
        found.setdefault((rollout["group_id"], rollout["index"]), rollout)
    return found


@pytest.fixture
def writer(config: StreamConfig) -> TaskWriter:
    return TaskWriter(config)


@pytest.mark.parametrize("queue", ["consumer", "share"])
def test_every_task_is_completed_where_it_came_from(config: StreamConfig, writer: TaskWriter, queue: str) -> None:
    early = writer.write(20)
    with working(config, queue=queue) as worker:
        until(lambda: worker.stats.settled["accept"] == 20, worker)
        late = writer.write(10)
        until(lambda: worker.stats.settled["accept"] == 30, worker)
    places = writer.places()

    rollouts = writer.rollouts()
    assert Counter((rollout["group_id"], rollout["index"]) for _, rollout in rollouts) == Counter(
        (group, index) for group in early + late for index in range(3)
    )
    for message, rollout in rollouts:
        partition, offset = places[rollout["group_id"]]
        assert (message.key() or b"").decode() == rollout["group_id"]
        assert message.partition() == partition
        assert rollout["task"] == {"topic": None, "partition": partition, "offset": offset}
    _, rollout = rollouts[0]
    sequence = rollout["sequences"][0]
    assert np.frombuffer(sequence["token_ids"] or b"", "<i4").tolist() == [1, 2, rollout["index"]]
    assert np.frombuffer(sequence["logprobs"] or b"", "<f4").tolist() == [-0.5, -0.25, -1.0]
    assert (sequence["prompt_length"], sequence["token_count"], rollout["token_count"]) == (2, 3, 3)
    assert (rollout["worker"], rollout["engine"], rollout["logprob_kind"]) == ("w-1", "stub/1", "PROCESSED")
    assert (rollout["policy_id"], rollout["policy_version_min"], rollout["policy_version_max"]) == ("default", 0, 0)
    assert rollout["sampling"] is not None
    assert rollout["sampling"]["max_tokens"] == 64
    assert worker.stats.tokens == 30 * 3 * 3

    with working(config, queue=queue) as second:
        until(lambda: second.obstacle is None, second)
        writer.write(30)  # in every partition, behind those that are done
        until(lambda: second.stats.settled["accept"] == 30, second)
    assert second.stats.taken == 30


def test_what_is_unfinished_at_the_end_is_done_by_the_next(config: StreamConfig, writer: TaskWriter) -> None:
    names = writer.write(12)
    block = threading.Event()
    held: list[str] = []

    def stuck(request: GenerationRequest) -> Iterator[Completion]:
        if request.record["group_id"] in names[:2]:
            held.append(request.record["group_id"])
            block.wait(LONG)
        yield from complete(request)

    with working(config, engine(stuck), concurrency=3) as worker:
        until(lambda: worker.stats.settled["accept"] >= 1 and len(held) == 2, worker)
    with working(config) as second:
        until(lambda: len(by_slot(writer)) == 36, second)
    block.set()

    assert {group for group, _ in by_slot(writer)} == set(names)


def test_tasks_that_are_not_worth_running_are_accepted_unrun(config: StreamConfig, writer: TaskWriter) -> None:
    writer.write(2, ttl_ms=1)
    writer.write(1, policy_id="other")
    sound = writer.write(1)

    with working(config, allowed_skew_s=0.0) as worker:
        until(lambda: worker.stats.settled["accept"] == 4, worker)
        writer.write(1, min_policy_version=3, ttl_ms=2_000)  # now that the worker is awake
        until(lambda: worker.stats.settled["accept"] == 5, worker)

    assert worker.stats.unrun == {"expired": 2, "other-policy": 1, "policy-version-never-came": 1}
    assert {group for group, _ in by_slot(writer)} == set(sound)


def test_tasks_that_cannot_be_used_are_dead_letters(config: StreamConfig, writer: TaskWriter) -> None:
    writer.raw(b"run/900", b"\0\0\0\0\1garbage")
    writer.raw(b"run/901", b"")
    writer.write(1, run_id="x")
    writer.write(1, group_size=0)
    writer.write(1, group_size=2**31 - 1)
    writer.write(1, prompt=None)
    writer.write(1, sampling=None)
    writer.write(1, sampling={"temperature": 1.0})
    sound = writer.write(2)

    with working(config) as worker:
        until(lambda: sum(worker.stats.settled.values()) == 10, worker)

    assert worker.stats.dead_letters == {"UNDECODABLE": 2, "INVALID": 6}
    assert {group for group, _ in by_slot(writer)} == set(sound)
    letters = {message.key(): dict(message.headers() or []) for message in _cluster.scan(config, config.topics.dead_letters)}
    assert letters[b"run/900"]["rollstream.dead-letter.reason"] == b"UNDECODABLE"
    assert letters[b"run/900"]["rollstream.dead-letter.stage"] == b"worker"
    assert letters[b"run/900"]["rollstream.dead-letter.topic"] == config.topics.tasks.encode()
    assert letters[b"run/900"]["kept"] == b"1"
    assert letters[b"run/1"]["rollstream.dead-letter.detail"] == b"group size is 0; it must be 1 to 1024"


def test_completions_that_cannot_be_used_are_error_rollouts_with_their_reason(config: StreamConfig, writer: TaskWriter) -> None:
    bad: list[tuple[Any, str]] = [
        (Completion("a", "STOP", [1, 2], [-0.1]), "numbers: 2 tokens with 1 logprobs"),
        (Completion("a", "STOP", [1], [float("nan")]), "numbers: a number is not finite"),
        (Completion("a", "STOP", [1, 2], [-0.1, -9_999.0]), "numbers: -9999.0 is no log-probability"),
        (Completion("a", "STOP", [1], [0.5]), "numbers: 0.5 is no log-probability"),
        (Completion("a", "STOP", [1.5], [-0.1]), "do not all fit"),
        (Completion("a", "STOP", [2**40], [-0.1]), "do not all fit"),
        (Completion("a", "STOP", [-1], [-0.1]), "numbers: a token id is negative"),
        (Completion("a", "STOP", [1] * (MAX_TOKENS + 1)), f"numbers: {MAX_TOKENS + 1} tokens were sampled, and {MAX_TOKENS} allowed"),
        (Completion("a", "STOP", [1], None, [-1, 2]), "numbers: a prompt token id is negative"),
        (Completion("a\ud800", "STOP"), "garbled: the text has half a character"),
        (Completion(None, "STOP"), "missing: there is no text, but NoneType"),  # type: ignore[arg-type]
        (Completion("a", "TIRED"), "missing: finish reason 'TIRED' is none"),  # type: ignore[arg-type]
        (Completion("a", "STOP", None, [-0.1]), "without token ids"),
        (Completion("a", "STOP", [1], None, [1, 2], 3), "2 prompt token ids"),
        (Completion("a", "STOP", policy_version_min=5, policy_version_max=4), "newer than the newest"),
        (Completion("a", "STOP", policy_version_max=2**63), "no int64"),
        (Failure("no idea"), "broken: no idea"),
        (Failure("", fault="altered"), "altered: no reason given"),
        (Completion("x" * 40_000_000, "STOP"), "oversize: the completion is larger than the topic takes"),
    ]

    def spoil(request: GenerationRequest) -> Iterator[Completion | Failure]:
        yield from (member for member, _ in bad)
        yield Completion("good", "STOP", [1] * (MAX_TOKENS + 1), loss_mask=[0] + [1] * MAX_TOKENS)

    writer.write(1, group_size=len(bad) + 3)
    with working(config, engine(spoil)) as worker:
        until(lambda: worker.stats.settled["accept"] == 1, worker)

    rollouts = [rollout for _, rollout in sorted(by_slot(writer).items())]
    for (_, reason), rollout in zip(bad, rollouts, strict=False):
        assert rollout["finish_reason"] == "ERROR"
        assert reason in (rollout["error"] or "")
        assert rollout["text"] is None
    good, *left_out = rollouts[len(bad) :]
    assert (good["finish_reason"], good["text"]) == ("STOP", "good")
    assert [rollout["error"] for rollout in left_out] == ["missing: the engine gave no completion"] * 2
    assert worker.stats.rollouts == {"ERROR": len(bad) + 2, "STOP": 1}
    assert worker.stats.failures == {"numbers": 13, "garbled": 1, "missing": 4, "broken": 1, "altered": 1, "oversize": 1}


def test_a_task_that_fails_by_itself_is_a_group_of_errors(config: StreamConfig, writer: TaskWriter) -> None:
    def refuse(request: GenerationRequest) -> Iterator[Completion]:
        yield Completion("first", "STOP")
        raise TaskFailedError("two pictures, one place")

    writer.write(1)
    with working(config, engine(refuse)) as worker:
        until(lambda: worker.stats.settled["accept"] == 1, worker)

    errors = [rollout["error"] for _, rollout in sorted(by_slot(writer).items())]
    assert errors == [None, "refused: two pictures, one place", "refused: two pictures, one place"]


@pytest.mark.parametrize("queue", ["consumer", "share"])
def test_an_engine_that_fails_gives_its_tasks_back_and_gets_no_more_until_it_answers(
    config: StreamConfig, writer: TaskWriter, queue: str
) -> None:
    class Flaky:
        name = "flaky/1"
        logprob_kind: LogprobKind = "RAW"
        down = True
        asked = 0
        probed = 0

        def probe(self) -> None:
            self.probed += 1
            if self.down and self.asked:
                raise ConnectionError("still away")

        def generate(self, request: GenerationRequest) -> Iterator[Completion]:
            self.asked += 1
            if self.down:
                raise EngineUnavailableError("gone away")
            yield from complete(request)

    flaky = Flaky()
    writer.write(4)
    with working(config, flaky, queue=queue, concurrency=1) as worker:
        until(lambda: flaky.probed >= 3, worker)
        assert worker.obstacle == "still away"
        assert flaky.asked == 1
        flaky.down = False
        until(lambda: worker.stats.settled["accept"] == 4, worker)

    assert worker.stats.engine_failures == 1
    assert worker.stats.settled["release"] >= 1
    slots = by_slot(writer)
    assert len(slots) == 12
    assert max(rollout["attempt"] or 0 for rollout in slots.values()) >= 1


def test_a_task_that_breaks_the_engine_again_and_again_counts_as_failed(config: StreamConfig, writer: TaskWriter) -> None:
    poison, *_ = writer.write(3)

    def breaking(request: GenerationRequest) -> Iterator[Completion]:
        if request.record["group_id"] == poison:
            raise RuntimeError("illegal memory access")
        yield from complete(request)

    with working(config, engine(breaking), concurrency=1) as worker:
        until(lambda: worker.stats.settled["accept"] == 3, worker)

    errors = [rollout["error"] for (group, _), rollout in by_slot(writer).items() if group == poison]
    assert errors == ["broken: the engine broke off: RuntimeError('illegal memory access')"] * 3
    assert worker.stats.engine_failures == 2


def test_versions_are_stamped_after_they_were_loaded(config: StreamConfig, writer: TaskWriter) -> None:
    class Following:
        name = "following/1"
        logprob_kind: LogprobKind = "RAW"

        def __init__(self) -> None:
            self.loaded: list[int] = []
            self.seen: list[tuple[int, int]] = []

        def load(self, version: PolicyVersion) -> None:
            self.loaded.append(version["version"])
            if len(self.loaded) == 1:
                raise OSError("weights not there yet")

        def generate(self, request: GenerationRequest) -> Iterator[Completion]:
            assert request.policy is not None
            self.seen.append((request.policy_version, self.loaded[-1]))
            yield from complete(request)

    following = Following()
    writer.write(2, min_policy_version=4)
    with working(config, following) as worker:
        until(lambda: worker.stats.taken > 0, worker)
        assert sum(worker.stats.rollouts.values()) == 0
        writer.policy(3)
        writer.policy(5)
        writer.policy(4)
        until(lambda: worker.stats.settled["accept"] == 2, worker)
        writer.policy(6)
        (late,) = writer.write(1, min_policy_version=6)
        until(lambda: worker.stats.settled["accept"] == 3, worker)

    assert following.loaded[:2] == [5, 5]
    assert all(stamped == loaded for stamped, loaded in following.seen)
    versions = {(group == late, rollout["policy_version_min"]) for (group, _), rollout in by_slot(writer).items()}
    assert versions == {(False, 5), (True, 6)}


def test_engines_that_batch_get_several_groups_at_once(config: StreamConfig, writer: TaskWriter) -> None:
    class Batching:
        name = "batching/1"
        logprob_kind: LogprobKind = "PROCESSED"
        sizes: Sequence[int] = ()

        def generate_batch(self, requests: Sequence[GenerationRequest]) -> list[Any]:
            self.sizes = [*self.sizes, len(requests)]
            return [TaskFailedError("odd") if request.record["group_id"].endswith("7") else complete(request) for request in requests]

    batching = Batching()
    writer.write(30)
    with working(config, batching, concurrency=8) as worker:
        until(lambda: worker.stats.settled["accept"] == 30, worker)

    assert max(batching.sizes) > 1
    assert max(batching.sizes) <= 8
    assert len(by_slot(writer)) == 90
    assert worker.stats.rollouts == {"STOP": 81, "ERROR": 9}


def test_a_worker_that_was_full_when_another_came_goes_on_with_its_own_tasks(config: StreamConfig, writer: TaskWriter) -> None:
    writer.write(60)
    consumer = ConsumerTaskQueue(config, config.prefix + "workers", "early")
    until(lambda: bool(consumer.take(1, 0.1)))
    assert consumer.take(0, 0.1) == []  # full: its partitions are paused
    late = ConsumerTaskQueue(config, config.prefix + "workers", "late")
    until(lambda: not consumer.take(0, 0.1) and bool(late.take(1, 0.1)))
    until(lambda: bool(consumer.take(1, 0.1)))
    late.close()
    consumer.close()


def test_two_kinds_of_queue_in_one_fleet_are_refused_with_a_sentence(config: StreamConfig, writer: TaskWriter) -> None:
    writer.write(1)
    with working(config, queue="share") as worker:
        until(lambda: worker.stats.settled["accept"] == 1, worker)
        with pytest.raises(StreamError, match="does not take its tasks from a consumer group"):
            RolloutWorker(config, engine(), queue="consumer").run()


def test_a_lock_that_the_cluster_does_not_grant_is_named(config: StreamConfig) -> None:
    with pytest.raises(StreamError, match=r"does not let a lock .* last 600 s .*group\.share\.max\.record\.lock\.duration\.ms"):
        RolloutWorker(config, engine(), queue="share", lock_s=600).run()


def test_topics_that_are_missing_are_named(config: StreamConfig) -> None:
    with pytest.raises(StreamError, match=r"topic nowhere\.tasks is not there"):
        RolloutWorker(StreamConfig(config.bootstrap_servers, config.schema_registry, "nowhere."), engine()).run()


@pytest.mark.parametrize(
    "bad", [{"worker_id": "a b"}, {"fleet": ""}, {"queue": "both"}, {"concurrency": 0}, {"policy_id": ""}, {"lock_s": 0}]
)
def test_options_that_mean_nothing_are_named(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"is not 1 to 64|neither|concurrency is"):
        RolloutWorker(StreamConfig(), engine(), **bad)


def test_the_gate_asks_less_and_less_often_until_the_engine_answers() -> None:
    now = [0.0]
    answers: list[bool] = []

    def probe() -> None:
        if not answers.pop(0):
            raise ConnectionError("away")

    gate = EngineGate(probe, lambda: now[0])
    answers[:] = [False, False, True]

    assert not gate.try_open()
    now[0] = 0.2
    assert not gate.try_open()
    assert len(answers) == 2
    now[0] = 0.3
    assert not gate.try_open()
    assert gate.obstacle == "away"
    now[0] = 0.79
    assert not gate.try_open()
    assert len(answers) == 1
    now[0] = 0.81
    assert gate.try_open()
    assert gate.obstacle is None
    assert gate.try_open()


def request(**task: Any) -> GenerationRequest:
    empty: dict[str, Any] = {"messages": [], "images": [], "prompt": None, "group_size": 2, "sampling": {"seed": 7}}
    return GenerationRequest({**empty, **task}, None, 0, None)  # type: ignore[typeddict-item]


def test_members_have_the_seeds_that_other_workers_give_them() -> None:
    assert [request().member_seed(index) for index in range(3)] == [837_153_010, 36_052_587, 1_934_368_832]
    assert request(sampling={"seed": None}).member_seed(0) is None
    assert request(sampling={"seed": -(2**63)}).member_seed(1023) == 1_994_813_437


def test_pictures_stand_where_their_places_are() -> None:
    picture = {"data": b"\xff\xd8", "uri": None, "media_type": "image/png"}
    system = {"role": "system", "content": "Be brief."}

    chat = request(prompt="<image>A<image>", images=[picture, picture], messages=[system]).chat()

    url = {"type": "image_url", "image_url": {"url": "data:image/png;base64,/9g="}}
    assert chat == [system, {"role": "user", "content": [url, {"type": "text", "text": "A"}, url]}]
    assert request(prompt="plain").chat() == [{"role": "user", "content": "plain"}]
    for bad in (
        {"prompt": "<image>", "images": []},
        {"prompt": "A", "images": [picture]},
        {"images": [picture]},
        {"prompt": "<image>", "images": [{**picture, "data": None, "uri": "file:///etc/passwd"}]},
        {"prompt": "A", "messages": [{**system, "role": None}]},
    ):
        with pytest.raises(TaskFailedError):
            request(**bad).chat()
