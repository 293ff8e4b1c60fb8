import pickle

import pytest

from rollstream import Position

TEXT = '{"topic":"rollstream.advantages","offsets":{"0":17,"1":4}}'


def test_its_text_form_is_the_one_of_the_java_learner() -> None:
    position = Position("rollstream.advantages", {1: 4, 0: 17})

    assert position.to_json() == TEXT
    assert Position.from_json(TEXT) == position
    assert pickle.loads(pickle.dumps(position)) == position
    assert hash(Position.from_json(TEXT)) == hash(position)


def test_only_grows() -> None:
    position = Position("t", {0: 5, 1: 5})

    moved = position.advanced_to({1: 9})

    assert moved == Position("t", {0: 5, 1: 9})
    assert moved.covers(position)
    assert not position.covers(moved)
    assert not moved.covers(Position("other", {}))
    with pytest.raises(ValueError, match="would go back from 9 to 8"):
        moved.advanced_to({1: 8})
    with pytest.raises(ValueError, match="no partition 7"):
        moved.advanced_to({7: 8})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "[" * 100_000,
        '{"topic":"t"}',
        '{"topic":1,"offsets":{}}',
        '{"topic":"t","offsets":{"0":1.0}}',
        '{"topic":"t","offsets":{"0":true}}',
        '{"topic":"t","offsets":{"0":"1"}}',
        '{"topic":"t","offsets":{"01":1}}',
        '{"topic":"t","offsets":{"0":-1}}',
        '{"topic":"t","offsets":{"0":1,"0":2}}',
        '{"topic":"t","offsets":{"0":99999999999999999999}}',
        '{"topic":"","offsets":{"0":1}}',
    ],
)
def test_text_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"position|twice"):
        Position.from_json(text)
