"""One step of a learner as its checkpoint holds it and the stream is told of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rollstream.position import Position
from rollstream.receipts import Settled

_FORMAT = "rollstream-step/1"


@dataclass(frozen=True)
class Step:
    """A step: which version of which policy it made, where the learner stands after it, what became of its groups.

    It belongs into the checkpoint, as :meth:`to_json` gives it: everything that the stream is told is made from it alone, so that it can
    be told again, word for word, when the learner died before it was.

    Args:
        learner: who took it.
        policy_id: policy that is trained.
        step: number of the step.
        version: version of the policy that it made.
        parent: version that it was made from; None: it is the first of its line.
        position: the reader's, after its groups.
        batch_groups: groups of a batch.
        counts: groups so far, by what became of them.
        groups: what became of the groups of this step.
        weights_uri: where the weights lie; None: the trainer pushes them into the engines itself.
        sha256: SHA-256 of the weights file, lower-case hexadecimal; None where there is no URI.
        metrics: the step's figures by name; finite ones are told.
    """

    learner: str
    policy_id: str
    step: int
    version: int
    parent: int | None
    position: Position
    batch_groups: int
    counts: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[Settled, ...] = ()
    weights_uri: str | None = None
    sha256: str | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> str:
        """The text form."""
        return json.dumps(
            {
                "format": _FORMAT,
                "learner": self.learner,
                "policy_id": self.policy_id,
                "step": self.step,
                "version": self.version,
                "parent": self.parent,
                "position": json.loads(self.position.to_json()),
                "batch_groups": self.batch_groups,
                "counts": dict(self.counts),
                "groups": [settled.to_json() for settled in self.groups],
                "weights_uri": self.weights_uri,
                "sha256": self.sha256,
                "metrics": self.finite_metrics(),
            }
        )

    @staticmethod
    def from_json(text: str) -> Step:
        """Reads the text form.

        Raises:
            ValueError: saying what is wrong with it.
        """
        try:
            root = json.loads(text)
            if root["format"] != _FORMAT:
                raise ValueError(f"format is {root['format']}, this version reads {_FORMAT}")
            return Step(
                str(root["learner"]),
                str(root["policy_id"]),
                int(root["step"]),
                int(root["version"]),
                None if root["parent"] is None else int(root["parent"]),
                Position.from_json(json.dumps(root["position"])),
                int(root["batch_groups"]),
                {str(name): int(count) for name, count in root["counts"].items()},
                tuple(Settled.from_json(settled) for settled in root["groups"]),
                root["weights_uri"],
                root["sha256"],
                {str(name): float(value) for name, value in root["metrics"].items()},
            )
        except (KeyError, TypeError, AttributeError, ValueError) as e:
            raise ValueError(f"not a step: {e!r} in {text[:80]}") from e

    @property
    def version_in(self) -> int:
        """The policy's version before the step; 0: there was none."""
        return self.parent or 0

    def finite_metrics(self) -> dict[str, float]:
        """The figures that are numbers."""
        return {name: float(value) for name, value in self.metrics.items() if math.isfinite(value)}

    def policy_version(self) -> dict[str, Any]:
        """What topic policies is told."""
        return {
            "policy_id": self.policy_id,
            "version": self.version,
            "parent": self.parent,
            "step": self.step,
            "learner": self.learner,
            "weights_uri": self.weights_uri,
            "sha256": self.sha256,
            "metrics": self.finite_metrics(),
        }

    def progress(self) -> dict[str, Any]:
        """What topic progress is told."""
        return {
            "learner": self.learner,
            "policy_id": self.policy_id,
            "step": self.step,
            "policy_version": self.version,
            "position": [{"partition": partition, "offset": offset} for partition, offset in self.position.offsets.items()],
            "batch_size": self.batch_groups,
            "groups": dict(self.counts),
        }

    def receipts(self) -> list[dict[str, Any]]:
        """What topic receipts is told."""
        return [receipt(self, settled) for settled in self.groups]


def receipt(step: Step, settled: Settled) -> dict[str, Any]:
    """The receipt of a group."""
    told = {
        "group_id": settled.group.group_id,
        "run_id": settled.group.run_id,
        "learner": step.learner,
        "outcome": settled.outcome,
        "detail": settled.detail,
        "policy_id": step.policy_id,
        "version_in": step.version_in,
        "advantage_group": {"partition": settled.group.partition, "offset": settled.group.offset},
    }
    if settled.outcome == "TRAINED":
        told.update(step=step.step, version_out=step.version)
    return told
