"""The rollout worker."""

from __future__ import annotations

import logging
import queue as queue_module
import re
import threading
import time
import uuid
from collections.abc import Callable

from confluent_kafka import Consumer

from rollstream import _cluster
from rollstream.config import StreamConfig
from rollstream.errors import RegistryUnavailableError, StreamError
from rollstream.serde import Registry
from rollstream.worker.engine import BatchEngine, Engine, EngineUnavailableError
from rollstream.worker.outbox import NotWrittenError, Outbox
from rollstream.worker.policies import LoadedWeights, PolicyWatch
from rollstream.worker.queue import ConsumerTaskQueue, Settlement, ShareTaskQueue, TakenTask, TaskQueue
from rollstream.worker.runner import Settings, TaskRunner, WorkerStats

log = logging.getLogger(__name__)

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_FIRST_BACKOFF_S = 0.25
_LAST_BACKOFF_S = 30.0
_BUSY_WAIT_S = 0.05
_IDLE_WAIT_S = 0.25
_GRACE_S = 5.0


class EngineGate:
    """Whether tasks may be taken: not after the engine failed, until it answers a probe again. Probes are spaced by a backoff that doubles
    with every failure. Safe for several threads.

    Args:
        probe: asks the engine whether it can work, or raises; None: it can once the backoff is over.
    """

    def __init__(self, probe: Callable[[], None] | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._probe = probe
        self._clock = clock
        self._lock = threading.Lock()
        self._open = False
        self._next_probe = clock()
        self._backoff = _FIRST_BACKOFF_S
        self.obstacle: str | None = None
        """Why tasks may not be taken; None: they may."""

    @property
    def is_open(self) -> bool:
        """Whether tasks may be worked on."""
        with self._lock:
            return self._open

    def try_open(self) -> bool:
        """Whether tasks may be taken, after a probe if one is due."""
        with self._lock:
            if self._open or self._clock() < self._next_probe:
                return self._open
        try:
            if self._probe is not None:
                self._probe()
        except Exception as e:
            self.failed(str(e) or repr(e))
            return False
        with self._lock:
            self._open = True
            self.obstacle = None
            return True

    def worked(self) -> None:
        """The engine completed a group: the next failure starts with a short backoff again."""
        with self._lock:
            self._backoff = _FIRST_BACKOFF_S

    def failed(self, why: str) -> None:
        """The engine failed."""
        log.warning("the engine is out of order: %s", why)
        with self._lock:
            self._open = False
            self.obstacle = why
            self._next_probe = self._clock() + self._backoff
            self._backoff = min(_LAST_BACKOFF_S, 2 * self._backoff)


class RolloutWorker:
    """Takes whole groups from the stream, has an engine complete them, several at once, and writes each rollout as it is done, into the
    partition that the task came from. A task is acknowledged after its last rollout is. A crash in between costs a repeated generation,
    never a lost group: slots are counted, not rollouts.

    Where the engine fails rather than the task (:class:`EngineUnavailableError`, or any other exception the first two times), the tasks go
    back and none is taken until the engine answers; where the task fails (:class:`TaskFailedError`), its members become ERROR rollouts.

    The engine may have two more methods: ``probe()``, which raises while it cannot work, and ``load(version)``, which makes it sample
    from a version of the policy from then on. Without ``load`` its weights are its own, version 0, unless completions say otherwise.

    Args:
        config: the stream.
        engine: what completes prompts.
        worker_id: names the worker in its rollouts; None: a fresh name.
        policy_id: policy that it follows; tasks for another one are left unrun.
        fleet: the workers that share the tasks among them, as the group id after the stream's prefix.
        queue: how tasks are handed out, the same in all of the fleet: ``consumer`` (a plain consumer group: at most as many workers as
            partitions, for generations of any length) or ``share`` (KIP-932: any number of workers; see
            :class:`~rollstream.worker.queue.ShareTaskQueue` for how long the lock must last).
        concurrency: groups in the making at once.
        allowed_skew_s: how far the worker's clock may be ahead of the brokers' before a task counts as expired.
        lock_s: for ``share``: how long a lock lasts, 15 to 60 seconds unless the brokers allow more.

    Raises:
        ValueError: a name or number means nothing.
    """

    def __init__(
        self,
        config: StreamConfig,
        engine: Engine | BatchEngine,
        *,
        worker_id: str | None = None,
        policy_id: str = "default",
        fleet: str = "workers",
        queue: str = "consumer",
        concurrency: int = 8,
        allowed_skew_s: float = 5.0,
        lock_s: float = 60.0,
    ) -> None:
        self._worker_id = worker_id or f"py-{uuid.uuid4().hex[:12]}"
        for what, name in (("worker id", self._worker_id), ("fleet", fleet)):
            if not _NAME.fullmatch(name):
                raise ValueError(f"{what} '{name[:80]}' is not 1 to 64 letters, digits, '.', '_' or '-'")
        if queue not in ("consumer", "share"):
            raise ValueError(f"queue '{queue}' is neither 'consumer' nor 'share'")
        if not policy_id or not 1 <= concurrency <= 1_000 or allowed_skew_s < 0 or lock_s <= 0:
            raise ValueError(
                f"policy id '{policy_id}', concurrency {concurrency}, allowed skew {allowed_skew_s} s, lock {lock_s} s:"
                " the id is not empty, concurrency is 1 to 1000, times are positive"
            )
        self._config = config
        self._engine = engine
        self._settings = Settings(self._worker_id, policy_id, allowed_skew_s)
        self._group = config.prefix + fleet
        self._queue_kind = queue
        self._concurrency = concurrency
        self._lock_s = lock_s
        self._stop = threading.Event()
        self._gate = EngineGate(getattr(engine, "probe", None))
        self._work: queue_module.Queue[TakenTask] = queue_module.Queue()
        self._done: queue_module.SimpleQueue[tuple[TakenTask, Settlement]] = queue_module.SimpleQueue()
        self._failure: BaseException | None = None
        self._stats = WorkerStats()

    @property
    def stats(self) -> WorkerStats:
        """What it has done so far."""
        return self._stats

    @property
    def obstacle(self) -> str | None:
        """Why it takes no tasks; None: it does."""
        return self._gate.obstacle

    def stop(self) -> None:
        """Makes :meth:`run` hand back what is unfinished and return. From any thread or signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Works until :meth:`stop`.

        Raises:
            StreamError: the cluster does not answer at the start, the topics are missing, the fleet's queue is of the other kind, or the
                cluster refuses rollouts.
        """
        self._require_topics()
        client = f"worker.{self._worker_id}"
        with Registry(self._config) as registry:
            policies = PolicyWatch(self._config, f"{client}.policies", registry, self._settings.policy_id)
            outbox = Outbox(self._config, f"{client}.rollouts", registry)
            tasks: TaskQueue | None = None
            try:
                weights = LoadedWeights(getattr(self._engine, "load", None), policies.newest)
                runner = TaskRunner(self._settings, self._engine, outbox, policies, weights, self._stop.is_set)
                runner.stats = self._stats
                tasks = self._open_queue(client)
                threads = self._start(runner)
                self._serve(tasks)
                self._end(tasks, threads)
            finally:
                self._stop.set()
                if tasks is not None:
                    tasks.close()
                outbox.close()
                policies.close()
        if self._failure is not None:
            raise StreamError(f"the cluster refuses rollouts: {self._failure}") from self._failure

    def _require_topics(self) -> None:
        topics = self._config.topics
        consumer = _cluster.make(Consumer, self._config.consumer("worker-start"))
        try:
            _cluster.require_topics(self._config, consumer, [topics.tasks, topics.rollouts], [topics.policies, topics.dead_letters])
        finally:
            consumer.close()

    def _open_queue(self, client: str) -> TaskQueue:
        if self._queue_kind == "share":
            return ShareTaskQueue(self._config, self._group, f"{client}.tasks", self._lock_s)
        return ConsumerTaskQueue(self._config, self._group, f"{client}.tasks")

    def _start(self, runner: TaskRunner) -> list[threading.Thread]:
        batch = isinstance(self._engine, BatchEngine)
        threads = [
            threading.Thread(target=self._work_off, args=(runner, self._concurrency if batch else 1), name=f"worker-{i}", daemon=True)
            for i in range(1 if batch else self._concurrency)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _serve(self, tasks: TaskQueue) -> None:
        """The one thread that touches the queue."""
        in_hand: set[TakenTask] = set()
        while not self._stop.is_set():
            self._settle(tasks, in_hand)
            for task in tasks.overdue():
                if task.call_off():
                    self._done.put((task, Settlement.RELEASE))
            room = self._concurrency - len(in_hand) if self._gate.try_open() else 0
            for task in tasks.take(room, _BUSY_WAIT_S if in_hand else _IDLE_WAIT_S):
                self._stats.taken += 1
                in_hand.add(task)
                self._work.put(task)

    def _settle(self, tasks: TaskQueue, in_hand: set[TakenTask]) -> None:
        while not self._done.empty():
            task, settlement = self._done.get()
            in_hand.discard(task)
            self._stats.settled[settlement.value] += 1
            if not tasks.settle(task, settlement):
                self._stats.lost += 1
                log.warning("task %s was somebody else's by the time it was done", task)

    def _end(self, tasks: TaskQueue, threads: list[threading.Thread]) -> None:
        """Lets what is nearly done be done, for a few seconds."""
        deadline = time.monotonic() + _GRACE_S
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._settle(tasks, set())

    def _work_off(self, runner: TaskRunner, most: int) -> None:
        while not self._stop.is_set():
            if not self._gate.is_open:
                self._stop.wait(_BUSY_WAIT_S)
                continue
            left = dict.fromkeys(self._next(most))
            if not left:
                continue

            def settle(task: TakenTask, settlement: Settlement, left: dict[TakenTask, None] = left) -> None:
                left.pop(task)
                self._done.put((task, settlement))

            try:
                runner.run(list(left), settle)
                self._gate.worked()
            except Exception as e:
                self._note(e)
            for task in left:
                self._done.put((task, Settlement.RELEASE))

    def _note(self, failure: Exception) -> None:
        """What kept tasks from being done, and whether it keeps all others too."""
        if isinstance(failure, EngineUnavailableError):
            self._stats.engine_failures += 1
        elif isinstance(failure, NotWrittenError):
            if failure.hopeless:
                self._failure = failure
                self._stop.set()
        elif not isinstance(failure, RegistryUnavailableError):
            log.error("a worker's thread broke off", exc_info=failure)
        self._gate.failed(str(failure) or repr(failure))

    def _next(self, most: int) -> list[TakenTask]:
        batch: list[TakenTask] = []
        try:
            batch.append(self._work.get(timeout=_IDLE_WAIT_S))
            while len(batch) < most:
                batch.append(self._work.get_nowait())
        except queue_module.Empty:
            pass
        return [task for task in batch if task.begin()]
