"""How a worker gets tasks: from a consumer group, or from a share group. The same in all of a fleet."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from enum import Enum
from typing import Protocol

from confluent_kafka import AcknowledgeType, Consumer, KafkaError, KafkaException, Message, ShareConsumer, TopicPartition
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from rollstream import _cluster
from rollstream.config import StreamConfig
from rollstream.errors import ClusterUnavailableError, StreamError

log = logging.getLogger(__name__)

_ANSWER_S = 10.0
_LOOK_S = 0.05
_WANTED_DELIVERIES = 10
_LOCK_SHARE = 0.7
_OTHER_KIND = frozenset(
    {KafkaError.INCONSISTENT_GROUP_PROTOCOL, KafkaError.GROUP_ID_NOT_FOUND, KafkaError.INVALID_GROUP_ID, KafkaError.UNSUPPORTED_VERSION}
)


class Settlement(Enum):
    """What is to become of a task that was taken."""

    ACCEPT = "accept"
    """Done with: nobody else shall have it."""
    RELEASE = "release"
    """Somebody shall have it again."""
    REJECT = "reject"
    """Unusable: nobody shall have it."""


class TakenTask:
    """A task in the hands of a worker.

    Args:
        message: the record as it came.
        delivery_count: how often it was handed out, this time included.
    """

    def __init__(self, message: Message, delivery_count: int) -> None:
        self.message = message
        self.delivery_count = delivery_count
        self.taken_at_ms = int(time.time() * 1_000)
        self._lock = threading.Lock()
        self._state = "waiting"

    @property
    def partition(self) -> int:
        """Partition of the task, and so of its rollouts."""
        return self.message.partition() or 0

    @property
    def offset(self) -> int:
        """Offset of the task."""
        return self.message.offset() or 0

    def __str__(self) -> str:
        return f"{self.message.topic()}-{self.partition}@{self.offset}"

    def begin(self) -> bool:
        """Whether work on it may begin: it was not called off."""
        return self._change("begun")

    def call_off(self) -> bool:
        """Whether it was called off: work on it had not begun."""
        return self._change("called off")

    def _change(self, state: str) -> bool:
        with self._lock:
            waiting = self._state == "waiting"
            if waiting:
                self._state = state
            return waiting


class TaskQueue(Protocol):
    """Hands out tasks, for one thread."""

    def take(self, room: int, wait_s: float) -> list[TakenTask]:
        """The next tasks if some come in time: about as many as there is room for, more where the queue cannot give fewer."""

    def overdue(self) -> list[TakenTask]:
        """Tasks that are in hand and should go back if work on them has not begun."""

    def settle(self, task: TakenTask, settlement: Settlement) -> bool:
        """Says what became of a task; false: it belongs to somebody else by now."""

    def close(self) -> None:
        """Gives back what is in hand, and leaves the fleet."""


class ConsumerTaskQueue:
    """Tasks from a plain consumer group. A partition belongs to one worker at a time, of which it works on several tasks at once; the
    offset that is committed is the one of the first that is not settled. A released task is kept and handed out again.
    """

    def __init__(self, config: StreamConfig, group: str, client_id: str) -> None:
        settings = {
            "session.timeout.ms": 15_000,
            "queued.max.messages.kbytes": 16 * 1024,
            **config.consumer(client_id),
            "group.id": group,
            "auto.offset.reset": "earliest",
            "partition.assignment.strategy": "range",
        }
        self._consumer = _cluster.make(Consumer, settings)
        self._group = group
        self._topic = config.topics.tasks
        self._waiting: deque[TakenTask] = deque()
        self._open: dict[int, dict[int, bool]] = {}
        self._paused = False
        self._consumer.subscribe([config.topics.tasks], on_revoke=self._forget, on_lost=self._forget, on_assign=self._assigned)

    def _assigned(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        # A partition that was paused when the fleet shared out its partitions anew comes back paused.
        consumer.resume(partitions)
        self._paused = False

    def _forget(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        for partition in partitions:
            self._open.pop(partition.partition, None)
        self._waiting = deque(task for task in self._waiting if task.partition in self._open)

    def take(self, room: int, wait_s: float) -> list[TakenTask]:
        """As :class:`TaskQueue` says."""
        wanted = room - len(self._waiting)
        self._pause(wanted <= 0)
        # With partitions paused it gives none, and stays in the group all the same.
        for message in _cluster.consume(self._consumer, 0 if self._waiting and wanted > 0 else wait_s, max(1, wanted)):
            self._accept(message)
        return [self._waiting.popleft() for _ in range(min(room, len(self._waiting)))]

    def _pause(self, pause: bool) -> None:
        if pause == self._paused:
            return
        try:
            assigned = self._consumer.assignment()
            if pause:
                self._consumer.pause(assigned)
            else:
                self._consumer.resume(assigned)
            self._paused = pause
        except KafkaException as e:
            log.debug("not %s: %s", "paused" if pause else "resumed", e)

    def _accept(self, message: Message) -> None:
        error = message.error()
        if error is not None:
            _complain(error, self._group, "consumer")
            return
        task = TakenTask(message, 1)
        offsets = self._open.setdefault(task.partition, {})
        if task.offset not in offsets:
            offsets[task.offset] = False
            self._waiting.append(task)

    def overdue(self) -> list[TakenTask]:
        """As :class:`TaskQueue` says: none."""
        return []

    def settle(self, task: TakenTask, settlement: Settlement) -> bool:
        """As :class:`TaskQueue` says."""
        offsets = self._open.get(task.partition, {})
        if task.offset not in offsets:
            return False
        if settlement is Settlement.RELEASE:
            self._waiting.appendleft(TakenTask(task.message, task.delivery_count + 1))
            return True
        offsets[task.offset] = True
        self._commit(task.partition, offsets)
        return True

    def _commit(self, partition: int, offsets: dict[int, bool]) -> None:
        done = -1
        for offset in sorted(offsets):
            if not offsets[offset]:
                break
            done = offset
        if done < 0:
            return
        for offset in [offset for offset in offsets if offset < done]:
            del offsets[offset]
        try:
            self._consumer.commit(offsets=[TopicPartition(self._topic, partition, done + 1)], asynchronous=True)
        except KafkaException as e:
            # The partition is somebody else's now, who will answer the task once more: harmless.
            log.debug("settled too late: %s", e)

    def close(self) -> None:
        """As :class:`TaskQueue` says."""
        for partition, offsets in list(self._open.items()):
            self._commit(partition, offsets)
        self._consumer.close()


class ShareTaskQueue:
    """Tasks from a share group (KIP-932): every task goes to one worker at a time under a lock with a time limit, so that a slow generation
    holds up nobody else's, and workers may outnumber partitions.

    Of confluent-kafka 2.16's share consumer: it does not renew locks, and it takes whole batches as the task producer wrote them, however
    few it was asked for. So everything of one batch must be done within one lock: the lock must last as long as the slowest group times
    the tasks of a batch over the groups at once. Tasks on which work has not begun when seven tenths of the lock are gone are given back,
    which uses up one of their deliveries; work that outlasts the lock is written all the same, and repeated elsewhere. It takes no new
    tasks before all of a batch is settled.
    """

    def __init__(self, config: StreamConfig, group: str, client_id: str, lock_s: float) -> None:
        _prepare(config, group, lock_s)
        settings = {
            **config.client(client_id),
            "group.id": group,
            "share.acknowledgement.mode": "explicit",
            "max.poll.records": 1,
            "max.poll.interval.ms": int(max(300.0, 2 * lock_s) * 1_000),
        }
        self._consumer = _cluster.make(ShareConsumer, settings)
        self._group = group
        self._lock_s = lock_s
        self._taken_at = 0.0
        self._held: dict[tuple[int, int], TakenTask] = {}
        self._consumer.subscribe([config.topics.tasks])

    def take(self, room: int, wait_s: float) -> list[TakenTask]:
        """As :class:`TaskQueue` says. While a batch is in hand it waits for nothing, and hands over no more."""
        if self._held:
            time.sleep(wait_s)
            return []
        taken = []
        self._taken_at = time.monotonic()
        for message in self._consumer.poll(wait_s):
            error = message.error()
            if error is not None:
                _complain(error, self._group, "share")
                continue
            task = TakenTask(message, message.delivery_count() or 1)
            self._held[task.partition, task.offset] = task
            taken.append(task)
        return taken

    def overdue(self) -> list[TakenTask]:
        """As :class:`TaskQueue` says: after seven tenths of the lock."""
        if time.monotonic() - self._taken_at < _LOCK_SHARE * self._lock_s:
            return []
        return list(self._held.values())

    def settle(self, task: TakenTask, settlement: Settlement) -> bool:
        """As :class:`TaskQueue` says."""
        if self._held.pop((task.partition, task.offset), None) is None:
            return False
        kinds = {
            Settlement.ACCEPT: AcknowledgeType.ACCEPT,
            Settlement.RELEASE: AcknowledgeType.RELEASE,
            Settlement.REJECT: AcknowledgeType.REJECT,
        }
        try:
            self._consumer.acknowledge(task.message, kinds[settlement])
            # Not asynchronously: acknowledgements that pile up out of order are refused all together.
            answers = self._consumer.commit_sync(_ANSWER_S)
        except (RuntimeError, KafkaException) as e:
            log.debug("%s: settled too late: %s", task, e)
            return False
        refused = [failure for failure in answers.values() if failure is not None]
        if refused:
            log.debug("%s: settled too late: %s", task, refused)
        return not refused

    def close(self) -> None:
        """As :class:`TaskQueue` says."""
        for task in list(self._held.values()):
            self.settle(task, Settlement.RELEASE)
        self._consumer.close()


def _prepare(config: StreamConfig, group: str, lock_s: float) -> None:
    """Makes a share group ready for its first worker: from the first task on, committed tasks only, locks that last."""
    admin = _cluster.make(AdminClient, config.client("worker-start"))
    required = {
        "share.auto.offset.reset": "earliest",
        "share.isolation.level": "read_committed",
        "share.record.lock.duration.ms": str(int(lock_s * 1_000)),
    }
    try:
        _configure(admin, group, required)
        _await_settings(admin, group, required)
    except KafkaException as e:
        error: KafkaError = e.args[0]
        if error.code() in (KafkaError.CLUSTER_AUTHORIZATION_FAILED, KafkaError.GROUP_AUTHORIZATION_FAILED):
            log.warning("may not set %s of %s; an operator must have set them before the first worker starts", required, group)
            return
        if error.code() == KafkaError.INVALID_CONFIG and "lock.duration" in error.str():
            raise StreamError(
                f"the cluster does not let a lock of group {group} last {lock_s:.0f} s ({error.str()}); choose a shorter one,"
                " or have the brokers' group.share.max.record.lock.duration.ms raised (to an hour at most)"
            ) from e
        if error.code() in (KafkaError._TIMED_OUT, KafkaError._TRANSPORT):
            raise ClusterUnavailableError(f"no Kafka broker answers at {config.bootstrap_servers}; check that it runs") from e
        raise StreamError(
            f"the cluster at {config.bootstrap_servers} cannot keep share group {group} ({error.str()});"
            " share groups need Kafka 4.2, queue 'consumer' does without"
        ) from e
    try:
        _configure(admin, group, {"share.delivery.count.limit": str(_WANTED_DELIVERIES)})
    except KafkaException as e:
        log.info("group %s keeps its delivery limit: %s", group, e)


def _configure(admin: AdminClient, group: str, settings: dict[str, str]) -> None:
    entries = [ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET) for name, value in settings.items()]
    resource = ConfigResource(ResourceType.GROUP, group, incremental_configs=entries)
    for answer in admin.incremental_alter_configs([resource], request_timeout=_ANSWER_S).values():
        answer.result(_ANSWER_S + 1)


def _await_settings(admin: AdminClient, group: str, settings: dict[str, str]) -> None:
    """Waits until a broker goes by them: a share group that is joined before begins at the newest task, and passes over the others."""
    resource = ConfigResource(ResourceType.GROUP, group)
    deadline = time.monotonic() + _ANSWER_S
    while time.monotonic() < deadline:
        try:
            found = admin.describe_configs([resource], request_timeout=_ANSWER_S)[resource].result(_ANSWER_S + 1)
        except KafkaException as e:
            log.debug("group %s: settings not shown: %s", group, e)
            return
        if all(name in found and found[name].value == value for name, value in settings.items()):
            return
        time.sleep(_LOOK_S)


def _complain(error: KafkaError, group: str, kind: str) -> None:
    if error.code() in _OTHER_KIND:
        raise StreamError(
            f"fleet {group} does not take its tasks from a {kind} group ({error.str()}); start this worker with the fleet's queue,"
            " give it another fleet, or stop the fleet and delete its group"
        )
    _cluster.complain(error, f"tasks for group {group}")
