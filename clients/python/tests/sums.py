"""Questions that a test can answer, and what a stub answers to them. Everything follows from the task, so that whoever reads knows."""

from __future__ import annotations

import json
import random
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rollstream import Completion, GenerationRequest
from rollstream.records import Task

FAILS = 29
"""A task whose seed this divides breaks the stub."""


def write_set(folder: Path, rows: int) -> Path:
    """A set of sums with a picture each, as rollstream tasks --dataset reads it."""
    file = folder / "sums.jsonl"
    with file.open("w") as lines:
        for row in range(rows):
            picture = f"{row}.png"
            (folder / picture).write_bytes(png(64, row))
            lines.write(json.dumps({"question": f"<image> {row} + 7 = ?", "answer": row + 7, "image": picture}) + "\n")
    return file


def png(side: int, grey: int) -> bytes:
    """A square picture of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = (b"\0" + bytes([grey % 256]) * side) * side
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def answer(task: Task) -> int:
    """The right one."""
    found = re.search(r"(\d+) \+ 7", task["prompt"] or "")
    assert found, task["prompt"]
    return int(found[1]) + 7


def breaks(task: Task) -> bool:
    """Whether the stub fails at the task."""
    assert task["sampling"] is not None
    return (task["sampling"]["seed"] or 0) % FAILS == 0


def guess(request: GenerationRequest) -> Iterator[Completion]:
    """What the stub answers: right about half of the time, now and then without the format that is asked for."""
    for index in range(request.group_size):
        dice = random.Random(request.member_seed(index))
        said = answer(request.record) + dice.choice((0, 0, 1, 2))
        text = f"<think>{index}</think> \\boxed{{{said}}}" if dice.random() < 0.8 else "no idea"
        numbers = np.random.default_rng(request.member_seed(index))
        count = int(numbers.integers(2, 30))
        yield Completion(text, "STOP", numbers.integers(0, 32_000, count), -numbers.random(count), [1, 2, 3])


def guessed(task: Task) -> list[Completion]:
    """What the stub has answered to a task."""
    return list(guess(GenerationRequest(task, None, 0, None)))
