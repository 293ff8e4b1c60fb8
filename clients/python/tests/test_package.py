from __future__ import annotations

import runpy
import zipfile
from pathlib import Path

import hatchling.build
import pytest

HERE = Path(__file__).parents[1]


def test_the_record_types_are_those_of_the_schemas() -> None:
    expected = runpy.run_path(str(HERE / "tools/generate_records.py"))["generate"]()

    assert (HERE / "src/rollstream/records.py").read_text() == expected, "run python tools/generate_records.py"


def test_the_wheel_holds_schemas_and_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)

    wheel = hatchling.build.build_wheel(str(tmp_path))

    with zipfile.ZipFile(tmp_path / wheel) as archive:
        names = set(archive.namelist())
    schemas = {f"rollstream/schemas/{file.name}" for file in (HERE / "src/rollstream/schemas").iterdir()}
    assert len(schemas) == 8
    assert schemas | {"rollstream/__init__.py", "rollstream/py.typed"} <= names
