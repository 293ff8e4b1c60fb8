import pytest

from rollstream.packed import LOGPROBS, MASK, TOKEN_IDS, pack, unpack


def test_reads_without_a_copy_what_it_packed() -> None:
    packed = pack([1, 150_000, 2**31 - 1], TOKEN_IDS)

    array = unpack(packed, TOKEN_IDS, 3)

    assert packed == b"\x01\0\0\0\xf0\x49\x02\0\xff\xff\xff\x7f"
    assert array is not None
    assert array.tolist() == [1, 150_000, 2**31 - 1]
    assert not array.flags.owndata
    assert unpack(pack([-0.5, -1e-3], LOGPROBS), LOGPROBS, 2) == pytest.approx([-0.5, -1e-3])
    assert unpack(pack([True, False], MASK), MASK, 2) == pytest.approx([1, 0])


def test_there_may_be_none() -> None:
    assert unpack(None, TOKEN_IDS, 3) is None
    assert pack([], TOKEN_IDS) == b""


@pytest.mark.parametrize(("size", "count"), [(12, 4), (12, None), (13, 3), (0, 1), (4, -1)])
def test_refuses_bytes_that_do_not_fit_their_count(size: int, count: int | None) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        unpack(bytes(size), TOKEN_IDS, count)


@pytest.mark.parametrize("numbers", [[2**31], [-(2**31) - 1], [0.5], [[1, 2]]])
def test_refuses_token_ids_that_are_none(numbers: list[float]) -> None:
    with pytest.raises(ValueError, match=r"number|dimension"):
        pack(numbers, TOKEN_IDS)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e300])
def test_refuses_log_probabilities_that_are_not_finite(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        pack([-1.0, number], LOGPROBS)
