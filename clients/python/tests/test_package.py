from __future__ import annotations

import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import hatchling.build
import pytest

HERE = Path(__file__).parents[1]

IMPORT_ALONE = """
import importlib, pkgutil, sys

OUTSIDE = ("socket.connect", "socket.getaddrinfo", "socket.gethost", "socket.sendto", "subprocess.", "os.system", "os.exec", "os.posix")

def refuse(event, arguments):
    if event.startswith(OUTSIDE):
        raise RuntimeError(f"importing rollstream does {event}{arguments}")

sys.addaudithook(refuse)
import rollstream
names = [module.name for module in pkgutil.walk_packages(rollstream.__path__, "rollstream.") if module.name not in sys.argv[1:]]
for name in names:
    importlib.import_module(name)
print(len(names))
"""
EXTRAS = ("rollstream.torch", "rollstream.vllm")


def test_the_record_types_are_those_of_the_schemas() -> None:
    expected = runpy.run_path(str(HERE / "tools/generate_records.py"))["generate"]()

    assert (HERE / "src/rollstream/records.py").read_text() == expected, "run python tools/generate_records.py"


def test_importing_asks_no_network_and_starts_no_program() -> None:
    run = subprocess.run([sys.executable, "-c", IMPORT_ALONE, *EXTRAS], capture_output=True, text=True, timeout=60)

    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 20


def test_the_wheel_holds_schemas_and_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)

    wheel = hatchling.build.build_wheel(str(tmp_path))

    with zipfile.ZipFile(tmp_path / wheel) as archive:
        names = set(archive.namelist())
    schemas = {f"rollstream/schemas/{file.name}" for file in (HERE / "src/rollstream/schemas").iterdir()}
    assert len(schemas) == 8
    assert schemas | {"rollstream/__init__.py", "rollstream/py.typed"} <= names
