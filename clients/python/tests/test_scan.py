from __future__ import annotations

import random

from rollstream.reader.scan import PartitionScan


def test_what_comes_in_order_is_settled_one_after_the_other() -> None:
    scan = PartitionScan([7, 3, 5, 3])

    assert (scan.next, scan.left, scan.last) == (3, 3, 7)
    assert [scan.take(offset) for offset in (2, 3, 4, 5, 5)] == [False, True, False, True, False]
    assert (scan.next, scan.left) == (7, 1)
    assert scan.take(7)
    assert (scan.before(100), scan.left) == ([], 0)


def test_what_was_skipped_is_named_until_it_is_settled() -> None:
    scan = PartitionScan([1, 2, 3, 9])

    assert scan.take(3)
    assert not scan.take(3)
    assert scan.before(3) == scan.before(9) == [1, 2]
    assert scan.take(1)
    assert scan.take(2)
    assert (scan.next, scan.left, scan.before(9)) == (9, 1, [])
    assert scan.beyond(9) == [9]
    assert scan.left == 0


def test_agrees_with_sets() -> None:
    dice = random.Random(8)
    for _ in range(500):
        wanted = dice.sample(range(40), dice.randint(1, 12))
        scan, open_ones = PartitionScan(wanted), set(wanted)
        for _ in range(30):
            what, number = dice.randrange(4), dice.randrange(42)
            if what == 3 and number > 30:
                gone = {offset for offset in open_ones if offset >= number}
                assert scan.beyond(number) == sorted(gone)
                open_ones -= gone
            else:
                assert scan.take(number) == (number in open_ones)
                open_ones.discard(number)
            assert scan.before(number) == sorted(offset for offset in open_ones if offset < number)
            assert scan.left == len(open_ones)
            assert scan.next == min(open_ones, default=2**63)
