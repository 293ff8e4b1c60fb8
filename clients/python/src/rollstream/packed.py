"""Packed arrays: little-endian bytes on the wire, numpy arrays here, without a copy on the way in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float32]
ByteArray = npt.NDArray[np.uint8]

TOKEN_IDS = np.dtype("<i4")
LOGPROBS = np.dtype("<f4")
MASK = np.dtype("|u1")


def unpack(packed: bytes | None, dtype: np.dtype[Any], count: int | None) -> npt.NDArray[Any] | None:
    """The numbers of a packed array: a read-only view of the bytes.

    Args:
        packed: the bytes; None: there is no array.
        dtype: one of ``TOKEN_IDS``, ``LOGPROBS``, ``MASK``.
        count: how many numbers there must be; None: not known, which no array fits.

    Returns:
        An array of shape ``(count,)``, or None where there is none.

    Raises:
        ValueError: the bytes are not that many numbers.
    """
    if packed is None:
        return None
    if count is None or len(packed) != count * dtype.itemsize:
        raise ValueError(f"{len(packed)} bytes do not fit {count} numbers of {dtype.itemsize} bytes")
    return np.frombuffer(packed, dtype)


def pack(numbers: npt.ArrayLike | Sequence[float], dtype: np.dtype[Any]) -> bytes:
    """The bytes of an array.

    Raises:
        ValueError: it is not one-dimensional, not finite, or a number does not fit the type.
    """
    array = np.asarray(numbers)
    if array.size == 0:
        return b""
    if array.ndim != 1:
        raise ValueError(f"an array of shape {array.shape} is not one-dimensional")
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        if array.dtype.kind not in "iub" or array.min() < limits.min or array.max() > limits.max:
            raise ValueError(f"numbers of {array.dtype} do not all fit {dtype}")
    with np.errstate(over="ignore"):
        packed = array.astype(dtype)
    if dtype.kind == "f" and not np.isfinite(packed).all():
        raise ValueError("a number is not finite")
    return packed.tobytes()
