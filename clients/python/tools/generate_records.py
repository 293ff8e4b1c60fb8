"""Writes src/rollstream/records.py from src/rollstream/schemas: the records of the contract as types.

Run it after the schemas have changed: ``python tools/generate_records.py``. A test holds the file against the schemas.
"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent / "src" / "rollstream"
WIDTH = 128
PRIMITIVES = {
    "string": "str",
    "bytes": "bytes",
    "int": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "boolean": "bool",
    "null": "None",
}
HEADER = '''"""The records of the contract as they come out of a topic and go into one, field by field.

Generated from the schemas by tools/generate_records.py. Times are milliseconds since the epoch. ``None`` means "not known" unless
the field says otherwise. Packed arrays are little-endian bytes, see :mod:`rollstream.packed`.
"""

from typing import Literal, TypedDict
'''


def generate() -> str:
    """The text of the module."""
    types: dict[str, str] = {}
    for file in sorted((PACKAGE / "schemas").glob("*.avsc")):
        _type_name(json.loads(file.read_text()), types)
    return HEADER + "\n" + "\n\n".join(types.values())


def _type_name(schema: Any, types: dict[str, str]) -> str:
    if isinstance(schema, list):
        return " | ".join(sorted((_type_name(branch, types) for branch in schema), key=lambda name: name == "None"))
    if isinstance(schema, str):
        return PRIMITIVES.get(schema) or schema.rpartition(".")[2]
    kind = schema["type"]
    if kind == "array":
        return f"list[{_type_name(schema['items'], types)}]"
    if kind == "map":
        return f"dict[str, {_type_name(schema['values'], types)}]"
    if kind == "enum":
        types.setdefault(schema["name"], _enum(schema))
        return str(schema["name"])
    if kind == "record":
        if schema["name"] not in types:
            text = _record(schema, types)
            types.setdefault(schema["name"], text)
        return str(schema["name"])
    return _type_name(kind, types)


def _enum(schema: dict[str, Any]) -> str:
    symbols = "".join(f'    "{symbol}",\n' for symbol in schema["symbols"])
    return f"{schema['name']} = Literal[\n{symbols}]\n{_doc(schema['doc'], '')}"


def _record(schema: dict[str, Any], types: dict[str, str]) -> str:
    lines = [f"class {schema['name']}(TypedDict):\n", _doc(schema["doc"], "    ")]
    for field in schema["fields"]:
        lines.append(f"\n    {field['name']}: {_type_name(field['type'], types)}\n{_doc(field['doc'], '    ')}")
    return "".join(lines)


def _doc(text: str, indent: str) -> str:
    plain = " ".join(text.split())
    wrapped = textwrap.wrap(f'"""{plain}"""', WIDTH - len(indent))
    return "".join(f"{indent}{line}\n" for line in wrapped)


if __name__ == "__main__":
    (PACKAGE / "records.py").write_text(generate())
