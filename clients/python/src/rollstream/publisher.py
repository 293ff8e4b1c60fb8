"""Telling the stream what a learner did: policies, progress and receipts, in one transaction a step."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from rollstream import _cluster
from rollstream.config import StreamConfig
from rollstream.errors import ClusterUnavailableError, RegistryUnavailableError, StreamError, TakenOverError
from rollstream.position import Position
from rollstream.reader.groups import Batch, Refused
from rollstream.reader.sources import earliest_position
from rollstream.receipts import Receipts, Settled
from rollstream.records import PolicyVersion, Progress, Receipt
from rollstream.serde import Decoder, Encoder, Registry
from rollstream.step import Step, receipt

log = logging.getLogger(__name__)

_RETRY_S = 0.5
_CALL_S = 30.0
_FENCED = frozenset({KafkaError._FENCED, KafkaError.PRODUCER_FENCED, KafkaError.INVALID_PRODUCER_EPOCH})


class PolicyPublisher:
    """The learner's ledger: which versions there are, where it stands, what became of each group.

    The order that the ledger rests on is: checkpoint first, then one transaction over policies, progress and receipts. :meth:`finish`
    keeps it. A crash before the checkpoint costs the step, which is taken again from the same groups; a crash after it costs nothing:
    :meth:`resume` tells what the checkpoint has and the topics lack. So in the line of a checkpoint no group is trained twice and none
    is skipped, which ``rollstream audit`` proves from the topics.

    The transactional id is the prefix and the learner's name: of two learners of one name only the later can write, Java ones included;
    the earlier gets a :class:`~rollstream.TakenOverError`. Opening the publisher is what fences. One thread only.

    Args:
        config: the stream.
        learner: who learns: 1 to 64 letters, digits, '.', '_' or '-'.
        policy_id: policy that is trained.
        batch_groups: groups of a batch.

    Raises:
        StreamError: the cluster does not answer or the topics are missing.
        ValueError: a name or number means nothing.
    """

    def __init__(self, config: StreamConfig, learner: str, policy_id: str = "default", batch_groups: int = 1) -> None:
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", learner):
            raise ValueError(f"learner name '{learner[:80]}' is not 1 to 64 letters, digits, '.', '_' or '-'")
        if not policy_id or batch_groups < 1:
            raise ValueError(f"policy id '{policy_id}', a batch of {batch_groups} groups")
        self._config = config
        self._learner = learner
        self._policy_id = policy_id
        self._batch_groups = batch_groups
        self._registry = Registry(config)
        self._encoder = Encoder(self._registry)
        self._producer: Producer | None = None
        self._told: Progress | None = None
        self._current: Step | None = None
        try:
            self._connect()
            self._newest = self._newest_version()
        except BaseException:
            self.close()
            raise
        self._position = Position(config.topics.advantages, {})

    @property
    def version(self) -> int:
        """The policy's version at the next step: what the staleness gate compares with; 0: none was made yet."""
        return self._current.version if self._current else 0

    @property
    def step(self) -> int:
        """Steps taken."""
        return self._current.step if self._current else 0

    @property
    def position(self) -> Position:
        """Where the reader goes on."""
        return self._current.position if self._current else self._position

    def resume(self, checkpoint: str | None) -> PolicyPublisher:
        """Goes on from a checkpoint, or begins. Tells the stream what the checkpoint has and the topics lack; where they have more (an
        older checkpoint was put back), the line that is given up stays in the topics, and a new one branches off at the checkpoint under
        a number of its own: versions never go back. To be called once, before the first step.

        Args:
            checkpoint: the step that the newest checkpoint holds, as :meth:`Step.to_json` gave it; None: there is no checkpoint.

        Returns:
            itself, with :attr:`position`, :attr:`step` and :attr:`version` to go on from.

        Raises:
            StreamError: checkpoint and stream do not belong together.
            TakenOverError: another learner of that name has taken over.
            ValueError: the text is no step.
        """
        known = self._told
        if checkpoint is None:
            if known is not None and known["step"]:
                raise StreamError(
                    f"learner {self._learner} has come to step {known['step']} on this stream, but there is no checkpoint;"
                    " give the one that it saved last, or give this learner another name to begin anew"
                )
            self._position = earliest_position(self._config)
            return self
        step = Step.from_json(checkpoint)
        self._require_own(step, known)
        self._current = step
        told = (known["policy_version"] or 0) if known else 0
        if told < step.version:
            self._write(step.policy_version(), step.progress(), step.receipts())
        elif told > step.version:
            self._branch(step)
        self._newest = max(self._newest, self.version)
        return self

    def _require_own(self, step: Step, known: Progress | None) -> None:
        if (step.learner, step.policy_id) != (self._learner, self._policy_id):
            raise StreamError(
                f"the checkpoint is of learner {step.learner} and policy {step.policy_id}, not of {self._learner} and"
                f" {self._policy_id}; give another one, or go on under those names"
            )
        if step.position.topic != self._config.topics.advantages:
            raise StreamError(
                f"the checkpoint is of topic {step.position.topic}, this stream's is {self._config.topics.advantages};"
                " give the prefix that it was made under"
            )
        if known is None and step.step > 1:
            raise StreamError(
                f"the checkpoint is of step {step.step}, but this stream knows nothing of learner {self._learner}: it belongs to another"
                " cluster, or the topics were made anew; begin anew without it"
            )

    def _branch(self, old: Step) -> None:
        branched = Step(
            old.learner,
            old.policy_id,
            old.step,
            max(self._newest, old.version) + 1,
            old.version,
            old.position,
            old.batch_groups,
            old.counts,
            (),
            old.weights_uri,
            old.sha256,
            old.metrics,
        )
        self._write(branched.policy_version(), branched.progress(), [])
        self._current = branched
        log.warning("policy %s: version %s branches off version %s", self._policy_id, branched.version, old.version)

    def next_step(
        self,
        receipts: Receipts | Batch,
        position: Position | None = None,
        *,
        weights_uri: str | None = None,
        sha256: str | None = None,
        metrics: Mapping[str, float] | None = None,
    ) -> Step:
        """The step that a batch makes, under the next version. Nothing is told yet: it belongs into the checkpoint first.

        Args:
            receipts: what became of the batch's groups; a batch: all that it handed out was trained.
            position: the reader's after the batch; None: the batch's.
            weights_uri: where the new weights lie; None: the trainer pushes them into the engines itself.
            sha256: SHA-256 of the weights file; None where there is no URI, or a folder.
            metrics: figures of the step.

        Raises:
            ValueError: receipts without a position, or a position that goes back.
        """
        if isinstance(receipts, Batch):
            position = position or receipts.position
            receipts = Receipts.of(receipts)
        if position is None:
            raise ValueError("receipts do not say where the reader stands: give its position")
        if not position.covers(self.position):
            raise ValueError(f"the step ends at {position.to_json()}, before {self.position.to_json()}")
        current = self._current
        return Step(
            self._learner,
            self._policy_id,
            self.step + 1,
            max(self._newest, self.version) + 1,
            current.version if current else None,
            position,
            self._batch_groups,
            receipts.counts(current.counts if current else None),
            receipts.settled,
            weights_uri,
            sha256,
            dict(metrics or {}),
        )

    def announce(self, step: Step) -> None:
        """Tells the stream of a step whose checkpoint is saved: all of it or nothing. Waits out what passes, up to five minutes.

        Raises:
            TakenOverError: another learner of that name has taken over.
            StreamError: it did not work; the checkpoint is good, and :meth:`resume` with it will tell.
            ValueError: the step does not follow the one before.
        """
        if step.parent != (self._current.version if self._current else None) or step.version <= max(self._newest, self.version):
            raise ValueError(f"version {step.version} of parent {step.parent} does not follow version {self.version}")
        self._write(step.policy_version(), step.progress(), step.receipts())
        self._current = step
        self._newest = step.version

    def finish(
        self,
        receipts: Receipts | Batch,
        save: Callable[[Step], object],
        position: Position | None = None,
        *,
        weights_uri: str | None = None,
        sha256: str | None = None,
        metrics: Mapping[str, float] | None = None,
    ) -> Step:
        """The whole end of a step in its order: makes it, has the checkpoint saved, then tells the stream.

        Args:
            receipts: as for :meth:`next_step`.
            save: writes the checkpoint, with :meth:`Step.to_json` inside, so that it outlives the process; raises if it cannot.
            position: as for :meth:`next_step`.
            weights_uri: as for :meth:`next_step`.
            sha256: as for :meth:`next_step`.
            metrics: as for :meth:`next_step`.
        """
        step = self.next_step(receipts, position, weights_uri=weights_uri, sha256=sha256, metrics=metrics)
        save(step)
        self.announce(step)
        return step

    def tell_refused(self, refused: Iterable[Refused]) -> None:
        """Tells of refused groups ahead of the step that will cover them, so that others are made in their place. The step's own receipts
        name them once more, which does no harm.
        """
        stand_in = Step(self._learner, self._policy_id, 0, 0, self.version or None, self.position, self._batch_groups)
        told = [receipt(stand_in, Settled(group.group, group.outcome, group.detail[:500])) for group in refused]
        if told:
            self._write(None, None, told)

    def _write(self, version: dict[str, Any] | None, progress: dict[str, Any] | None, receipts: list[dict[str, Any]]) -> None:
        deadline = time.monotonic() + 10 * _CALL_S
        while True:
            try:
                self._attempt(version, progress, receipts)
                return
            except (KafkaException, RegistryUnavailableError, ClusterUnavailableError) as e:
                if time.monotonic() > deadline:
                    raise StreamError(f"cannot tell the stream: {e}; the checkpoint is good, resuming with it will tell") from e
                log.warning("cannot tell the stream yet: %s", e)
                time.sleep(_RETRY_S)

    def _attempt(self, version: dict[str, Any] | None, progress: dict[str, Any] | None, receipts: list[dict[str, Any]]) -> None:
        topics = self._config.topics
        records = [(topics.receipts, told["group_id"], self._encoder.encode(topics.receipts, Receipt, told)) for told in receipts]
        if version is not None:
            records.append((topics.policies, self._policy_id, self._encoder.encode(topics.policies, PolicyVersion, version)))
        after: Progress | None = None
        if progress is not None:
            value = self._encoder.encode(topics.progress, Progress, progress)
            after = Decoder(Progress, self._registry).decode(value)
            records.append((topics.progress, self._learner, value))
        if self._producer is None and self._holds_already(after):
            return
        self._commit(records)
        self._told = after or self._told

    def _holds_already(self, after: Progress | None) -> bool:
        """Opens anew after a failure and finds out whether the failed transaction holds. One without progress is written again."""
        before = self._told
        self._connect()
        if after is not None and self._told == after:
            return True
        if self._told != before:
            raise self._taken_over()
        return False

    def _commit(self, records: list[tuple[str, str, bytes]]) -> None:
        producer = self._producer
        assert producer is not None, "connected before"
        failures: list[KafkaError] = []
        try:
            producer.begin_transaction()
            for topic, key, value in records:
                producer.produce(topic, value, key.encode(), on_delivery=_collect(failures))
            producer.commit_transaction(_CALL_S)
        except (KafkaException, BufferError) as e:
            error = e.args[0] if e.args and isinstance(e.args[0], KafkaError) else None
            self._disconnect()
            if error is not None and (error.code() in _FENCED or any(failure.code() in _FENCED for failure in failures)):
                raise self._taken_over() from e
            if error is not None and _cluster.hopeless(error):
                raise StreamError(f"the cluster refuses what learner {self._learner} tells: {error.str()}") from e
            raise KafkaException(error or KafkaError(KafkaError._QUEUE_FULL)) from e

    def _taken_over(self) -> TakenOverError:
        return TakenOverError(
            f"another learner named {self._learner} has taken over under prefix '{self._config.prefix}';"
            " give this one a name of its own if both are to run"
        )

    def _connect(self) -> None:
        producer = _cluster.make(Producer, self._config.transactional_producer(self._learner, self._learner))
        try:
            producer.init_transactions(_CALL_S)
        except KafkaException as e:
            if e.args[0].code() in _FENCED:
                raise self._taken_over() from e
            kind = StreamError if _cluster.hopeless(e.args[0]) else ClusterUnavailableError
            raise kind(f"cannot open the ledger of learner {self._learner} at {self._config.bootstrap_servers}: {e}") from e
        self._told = self._last(self._config.topics.progress, self._learner, Progress)
        self._producer = producer

    def _disconnect(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            # One that was fenced says so here again; who called knows already.
            with contextlib.suppress(KafkaException):
                producer.purge()
                producer.flush(0.5)

    def _newest_version(self) -> int:
        newest = self._last(self._config.topics.policies, self._policy_id, PolicyVersion)
        return newest["version"] if newest else 0

    def _last(self, topic: str, key: str, record: type[Any]) -> Any:
        """The last record of a key; None: there is none, or it was deleted."""
        found: Message | None = None
        for message in _cluster.scan(self._config, topic):
            if message.key() == key.encode():
                found = message
        if found is None or found.value() is None:
            return None
        return Decoder(record, self._registry).decode(found.value() or b"", found.headers())  # type: ignore[arg-type]

    def close(self) -> None:
        """Closes it; a transaction that is open is aborted by its timeout at the latest."""
        self._disconnect()
        self._registry.close()

    def __enter__(self) -> PolicyPublisher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _collect(failures: list[KafkaError]) -> Callable[[KafkaError | None, Message], None]:
    def on_delivery(error: KafkaError | None, _: Message) -> None:
        if error is not None:
            failures.append(error)

    return on_delivery


def sha256_of(file: str | Path) -> str:
    """SHA-256 of a file, lower-case hexadecimal: what workers check weights against."""
    digest = hashlib.sha256()
    with Path(file).open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
