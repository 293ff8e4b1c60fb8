"""Seeing tasks through: check, wait for the policy's version, generate, write."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rollstream.errors import RegistryUnavailableError, UndecodableRecordError
from rollstream.records import Task
from rollstream.worker.engine import (
    BatchEngine,
    Completion,
    Engine,
    EngineUnavailableError,
    Failure,
    Fault,
    GenerationRequest,
    TaskFailedError,
)
from rollstream.worker.outbox import Delivery, NotWrittenError, Outbox
from rollstream.worker.policies import LoadedWeights, PolicyWatch
from rollstream.worker.queue import Settlement, TakenTask
from rollstream.worker.rollouts import Made, RolloutFactory, Timing

log = logging.getLogger(__name__)

MAX_GROUP_SIZE = 1_024
"""Most members of a group."""

_TRIES = 3


@dataclass
class WorkerStats:
    """What a worker counts. Read it from any thread."""

    taken: int = 0
    """Tasks taken from the queue."""
    settled: Counter[str] = field(default_factory=Counter)
    """Tasks by what became of them: accept, release, reject."""
    lost: int = 0
    """Tasks that belonged to somebody else by the time they were done."""
    unrun: Counter[str] = field(default_factory=Counter)
    """Tasks accepted without being run, by reason: expired, other-policy, policy-version-never-came."""
    rollouts: Counter[str] = field(default_factory=Counter)
    """Rollouts written and acknowledged, by finish reason."""
    failures: Counter[str] = field(default_factory=Counter)
    """ERROR rollouts written and acknowledged, by the kind that their error begins with."""
    tokens: int = 0
    """Completion tokens written."""
    dead_letters: Counter[str] = field(default_factory=Counter)
    """Tasks that could not be used, by reason."""
    engine_failures: int = 0
    """How often the engine rather than a task failed."""


@dataclass(frozen=True)
class Settings:
    """How a worker deals with its tasks.

    Args:
        worker_id: the worker's id.
        policy_id: policy that it follows; tasks for another one are left unrun.
        allowed_skew_s: how far the worker's clock may be ahead of the brokers': for so long after its deadline a task is still run.
    """

    worker_id: str
    policy_id: str
    allowed_skew_s: float


@dataclass(frozen=True)
class _Job:
    taken: TakenTask
    task: Task
    deadline_ms: int | None


class TaskRunner:
    """Sees tasks through. What it answers is ACCEPT only after every rollout is acknowledged. Used by all threads of a worker.

    Args:
        settings: how.
        engine: what completes prompts.
        outbox: what writes.
        policies: which versions there are.
        weights: which one is loaded.
        stopped: whether the worker is closing.
        engine_failed: told when the engine rather than a task failed.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine | BatchEngine,
        outbox: Outbox,
        policies: PolicyWatch,
        weights: LoadedWeights,
        stopped: Callable[[], bool],
    ) -> None:
        self.stats = WorkerStats()
        self._settings = settings
        self._engine = engine
        self._outbox = outbox
        self._policies = policies
        self._weights = weights
        self._stopped = stopped
        self._counting = threading.Lock()

    def run(self, tasks: Sequence[TakenTask], settle: Callable[[TakenTask, Settlement], None]) -> None:
        """Sees tasks through, several together where the engine takes several.

        Raises:
            EngineUnavailableError: the engine failed.
            NotWrittenError: the cluster does not take rollouts.
            RegistryUnavailableError: the worker closes while the registry does not answer.
        """
        jobs = []
        for taken in tasks:
            prepared = self._prepared(taken)
            if isinstance(prepared, Settlement):
                settle(taken, prepared)
            else:
                jobs.append(prepared)
        if jobs:
            self._generate(jobs, settle)

    def _prepared(self, taken: TakenTask) -> _Job | Settlement:
        try:
            task = self._outbox.decode(taken)
        except UndecodableRecordError as e:
            return self._reject(taken, "UNDECODABLE", str(e))
        defect = defect_of(task, taken)
        if defect is not None:
            return self._reject(taken, "INVALID", defect)
        if task["policy_id"] not in (None, self._settings.policy_id):
            return self._unrun("other-policy")
        deadline_ms = deadline_of(task, taken)
        late_ms = None if deadline_ms is None else deadline_ms + int(self._settings.allowed_skew_s * 1_000)
        if late_ms is not None and time.time() * 1_000 > late_ms:
            return self._unrun("expired")
        version = task["min_policy_version"]
        if version is not None and not self._policies.wait_for(version, late_ms, self._stopped):
            return Settlement.RELEASE if self._stopped() else self._unrun("policy-version-never-came")
        return _Job(taken, task, deadline_ms)

    def _reject(self, taken: TakenTask, reason: str, detail: str) -> Settlement:
        log.warning("unusable task %s: %s: %s", taken, reason, detail)
        self._outbox.send_dead_letter(taken, reason, detail).wait()
        with self._counting:
            self.stats.dead_letters[reason] += 1
        return Settlement.REJECT

    def _unrun(self, reason: str) -> Settlement:
        with self._counting:
            self.stats.unrun[reason] += 1
        return Settlement.ACCEPT

    def _generate(self, jobs: list[_Job], settle: Callable[[TakenTask, Settlement], None]) -> None:
        with self._weights.generating() as version:
            writers = [self._writer(job, version) for job in jobs]
            requests = [GenerationRequest(job.task, self._policies.newest(), version, job.deadline_ms) for job in jobs]
            try:
                for writer, generated in zip(writers, self._ask(requests), strict=True):
                    self._write(writer, generated)
            except (EngineUnavailableError, NotWrittenError, RegistryUnavailableError):
                raise
            except Exception as e:
                if max(job.taken.delivery_count for job in jobs) < _TRIES:
                    raise EngineUnavailableError(f"the engine broke off: {e!r}") from e
                log.exception("the engine broke off %s times over a task: the task counts as failed", _TRIES)
                for job, writer in zip(jobs, writers, strict=True):
                    if job.taken.delivery_count >= _TRIES:
                        writer.fail("broken", f"the engine broke off: {e!r}")
                        writer.finish()
                        settle(job.taken, Settlement.ACCEPT)
                return
        for job, writer in zip(jobs, writers, strict=True):
            writer.finish()
            settle(job.taken, Settlement.ACCEPT)

    def _ask(self, requests: list[GenerationRequest]) -> Iterable[Iterable[Completion | Failure] | TaskFailedError]:
        if isinstance(self._engine, BatchEngine):
            return self._engine.generate_batch(requests)
        return [self._ask_one(self._engine, request) for request in requests]

    @staticmethod
    def _ask_one(engine: Engine, request: GenerationRequest) -> Iterable[Completion | Failure] | TaskFailedError:
        try:
            return engine.generate(request)
        except TaskFailedError as e:
            return e

    @staticmethod
    def _write(writer: GroupWriter, generated: Iterable[Completion | Failure] | TaskFailedError) -> None:
        try:
            if isinstance(generated, TaskFailedError):
                raise generated
            for place, member in enumerate(generated):
                writer.accept(place, member)
        except TaskFailedError as e:
            writer.fail(e.fault, str(e))

    def _writer(self, job: _Job, version: int) -> GroupWriter:
        factory = RolloutFactory(
            self._settings.worker_id,
            self._settings.policy_id,
            self._engine.name,
            self._engine.logprob_kind,
            job.taken,
            job.task,
            version,
        )
        return GroupWriter(job, factory, self._outbox, self.stats, self._counting)


class GroupWriter:
    """Writes the members of one group as they come, each slot once, and then sees to it that all are there."""

    def __init__(self, job: _Job, factory: RolloutFactory, outbox: Outbox, stats: WorkerStats, counting: threading.Lock) -> None:
        self._taken = job.taken
        self._size = job.task["group_size"] or 0
        self._factory = factory
        self._outbox = outbox
        self._stats = stats
        self._counting = counting
        self._started_ms = int(time.time() * 1_000)
        self._why_missing: tuple[Fault, str] = ("missing", "the engine gave no completion")
        self._sent: dict[int, tuple[Made, Delivery]] = {}

    def accept(self, place: int, member: Completion | Failure) -> None:
        """Writes a member. One that was there already is left out.

        Raises:
            ValueError: the group has no such member.
        """
        index = place if member.index is None else member.index
        if not 0 <= index < self._size:
            raise ValueError(f"member {index} of a group of {self._size}")
        if index not in self._sent:
            timing = Timing(self._started_ms, int(time.time() * 1_000))
            self._send(index, self._factory.rollout(index, member, timing))

    def fail(self, fault: Fault, why: str) -> None:
        """The members that have not come will not."""
        self._why_missing = (fault, why)

    def _send(self, index: int, made: Made) -> None:
        self._sent[index] = (made, self._outbox.send(self._taken, made.record))

    def finish(self) -> None:
        """Waits until every member is acknowledged. A member that did not come, or whose rollout is larger than the topic takes, becomes
        one that failed: its group need not wait for its deadline.

        Raises:
            NotWrittenError: a rollout could not be written.
        """
        for index in range(self._size):
            if index not in self._sent:
                self._send(index, self._factory.error(index, *self._why_missing))
        for index in range(self._size):
            made, delivery = self._sent[index]
            try:
                delivery.wait()
            except NotWrittenError as e:
                if not e.too_large:
                    raise
                made = self._factory.error(index, "oversize", "the completion is larger than the topic takes")
                self._outbox.send(self._taken, made.record).wait()
            self._count(made)

    def _count(self, made: Made) -> None:
        with self._counting:
            self._stats.rollouts[made.record["finish_reason"]] += 1
            self._stats.tokens += made.record.get("token_count") or 0
            if made.fault is not None:
                self._stats.failures[made.fault] += 1


def defect_of(task: Task, taken: TakenTask) -> str | None:
    """What makes a task unusable; None: nothing does. Tasks come from other programs: everything may be missing or absurd."""
    key = (taken.message.key() or b"").decode("utf-8", "replace")
    run, slash, sequence = key.rpartition("/")
    size = task["group_size"]
    if key != task["group_id"]:
        return "the record's key is not its group id"
    if not slash or not sequence.isdecimal() or not run or len(key) > 84:
        return f"group id '{key[:84]}' is not <run id>/<sequence>"
    if run != task["run_id"]:
        return "the run id is not that of the group id"
    if size is None or not 1 <= size <= MAX_GROUP_SIZE:
        return f"group size is {size}; it must be 1 to {MAX_GROUP_SIZE}"
    if task["prompt"] is None and not task["messages"]:
        return "there is no prompt"
    return _sampling_defect(task)


def _sampling_defect(task: Task) -> str | None:
    sampling = task["sampling"]
    if sampling is not None and (sampling["max_tokens"] or 0) > 0:
        numbers = (sampling["temperature"], sampling["top_p"], sampling["top_k"], sampling["min_p"])
        if all(number is not None for number in numbers):
            return None
    return "the sampling parameters are not complete"


def deadline_of(task: Task, taken: TakenTask) -> int | None:
    """When the group expires: the task's append time plus its time to live, milliseconds since the epoch; None: never. The answer key is
    appended right after the task, so it is early by milliseconds at most.
    """
    appended = taken.message.timestamp()[1]
    if task["ttl_ms"] is None or appended < 0:
        return None
    return appended + task["ttl_ms"]
