import pytest

from rollstream import StreamConfig, Topics


def test_topics_have_the_names_that_every_stage_uses() -> None:
    topics = Topics("lab-7.")

    assert [topics.tasks, topics.answer_keys, topics.rollouts] == ["lab-7.tasks", "lab-7.answer-keys", "lab-7.rollouts"]
    assert [topics.rewards, topics.advantages, topics.policies] == ["lab-7.rewards", "lab-7.advantages", "lab-7.policies"]
    assert [topics.progress, topics.receipts, topics.dead_letters] == [
        "lab-7.progress",
        "lab-7.receipts",
        "lab-7.dead-letters",
    ]


@pytest.mark.parametrize("prefix", ["a b", "ä", "x/", "x" * 201])
def test_refuses_a_prefix_that_kafka_would_refuse(prefix: str) -> None:
    with pytest.raises(ValueError, match="not legal on Kafka"):
        StreamConfig(prefix=prefix).topics  # noqa: B018


def test_what_a_guarantee_rests_on_is_not_overridden() -> None:
    config = StreamConfig(
        properties={
            "acks": "1",
            "isolation.level": "read_uncommitted",
            "auto.offset.reset": "latest",
            "socket.timeout.ms": 5_000,
            "schema.registry.basic.auth.user.info": "a:b",
        }
    )

    assert config.producer("x")["acks"] == "all"
    assert config.consumer("x")["isolation.level"] == "read_committed"
    assert config.consumer("x")["auto.offset.reset"] == "error"
    assert config.consumer("x")["socket.timeout.ms"] == 5_000
    assert "schema.registry.basic.auth.user.info" not in config.consumer("x")
    assert config.registry()["basic.auth.user.info"] == "a:b"


def test_reads_the_environment_under_the_names_of_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLSTREAM_BOOTSTRAP_SERVERS", "kafka:9092")
    monkeypatch.setenv("ROLLSTREAM_PREFIX", "team.")
    monkeypatch.delenv("ROLLSTREAM_SCHEMA_REGISTRY", raising=False)

    config = StreamConfig.from_environment(prefix="mine.")

    assert config == StreamConfig("kafka:9092", "http://127.0.0.1:8081", "mine.")


def test_passwords_do_not_show() -> None:
    config = StreamConfig(properties={"sasl.username": "worker", "sasl.password": "very-secret"})

    assert "very-secret" not in f"{config} {config!r}"
    assert config.producer("w")["sasl.password"] == "very-secret"
