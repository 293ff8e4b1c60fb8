"""Schemas of this package as Python functions.

fastavro walks a schema beside the bytes, in C; for the small nullable fields of this contract that costs more than reading them. Here a
schema is turned once into the source of a function that reads field after field, as ``dataclasses`` makes its methods, and that takes
half of the time. Only for schemas of one's own: what writers register is not turned into code.

What a function returns is what fastavro returns. Of bytes that are no record, or that say something in an unusual way, it raises one of
:data:`GAVE_UP`, and fastavro has the last word. It never loops longer than there are bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

GAVE_UP = (IndexError, ValueError, struct.error)
"""What a function raises: look at the record another way."""

Read = Callable[[bytes, int], tuple[Any, int]]
"""Reads a record from a place on: the record, and the place after it, which may lie beyond the end of bytes that were cut off."""


def compiled(schema: dict[str, Any]) -> Read:
    """The function that reads the records of a schema.

    Raises:
        ValueError: the schema has something that this contract has not, such as a union of two types.
    """
    source = _Source()
    name = source.record(schema)
    names: dict[str, Any] = {
        "_long": _long,
        "_length": _length,
        "_strange": _strange,
        "_double": struct.Struct("<d").unpack_from,
        "_float": struct.Struct("<f").unpack_from,
        **source.symbols,
    }
    exec("\n".join(source.functions.values()), names)  # noqa: S102 - made of this package's own schemas
    read: Read = names[name]
    return read


def _long(b: bytes, p: int) -> tuple[int, int]:
    raw = shift = 0
    while True:
        byte = b[p]
        p += 1
        raw |= (byte & 127) << shift
        if byte < 128:
            break
        shift += 7
    if raw >> 64 or (shift and not byte):
        raise ValueError("a number of more than 64 bits, or of more bytes than it needs")
    return (raw >> 1) ^ -(raw & 1), p


def _length(b: bytes, p: int) -> tuple[int, int]:
    length, p = _long(b, p)
    if length < 0:
        raise ValueError("a negative length")
    return length, p


def _strange(what: int) -> ValueError:
    return ValueError(f"{what} stands for nothing here")


# Most numbers take a byte or two.
_NUMBER = """
n = b[p]
if n < 128:
    {into} = (n >> 1) ^ -(n & 1)
    p += 1
elif 0 < (m := b[p + 1]) < 128:
    n += (m << 7) - 128
    {into} = (n >> 1) ^ -(n & 1)
    p += 2
else:
    {into}, p = _long(b, p)
"""

_LENGTH = """
{into} = b[p]
if not {into} & 129:
    {into} >>= 1
    p += 1
elif not {into} & 1 and 0 < (m := b[p + 1]) < 128:
    {into} = ({into} - 128 >> 1) + (m << 6)
    p += 2
else:
    {into}, p = _length(b, p)
"""

_BYTES = (
    _LENGTH.format(into="n")
    + """
q = p + n
{into} = b[p:q]
p = q
"""
)

_REAL = """
({into},) = _{kind}(b, p)
p += {size}
"""

_BOOLEAN = """
n = b[p]
if n > 1:
    raise _strange(n)
{into} = n == 1
p += 1
"""

_ENUM = """
n = b[p]
if n & 129:
    raise _strange(n)
{into} = {symbols}[n >> 1]
p += 1
"""

_PLAIN = {
    "string": _BYTES.replace("b[p:q]", "b[p:q].decode()"),
    "bytes": _BYTES,
    "int": _NUMBER,
    "long": _NUMBER,
    "double": _REAL.replace("{kind}", "double").replace("{size}", "8"),
    "float": _REAL.replace("{kind}", "float").replace("{size}", "4"),
    "boolean": _BOOLEAN,
}


class _Source:
    """The source of functions, one a record type. A field's value is kept in a variable that begins with ``f_``."""

    def __init__(self) -> None:
        self.functions: dict[str, str] = {}
        self.symbols: dict[str, tuple[str, ...]] = {}
        self._loops = 0

    def record(self, schema: dict[str, Any]) -> str:
        """The name of the function that reads a record."""
        name = "read_" + _short(schema["name"])
        if name not in self.functions:
            body = "".join(self._read(field["type"], "f_" + field["name"]) for field in schema["fields"])
            entries = ", ".join(f'"{field["name"]}": f_{field["name"]}' for field in schema["fields"])
            self.functions[name] = f"def {name}(b, p):\n" + _indented(f"{body}return {{{entries}}}, p\n")
        return name

    def _read(self, schema: Any, into: str) -> str:
        if isinstance(schema, list):
            return self._nullable(schema, into)
        kind = schema if isinstance(schema, str) else schema["type"]
        if kind in _PLAIN:
            return _PLAIN[kind].format(into=into).lstrip("\n")
        if kind == "enum":
            symbols = "symbols_" + _short(schema["name"])
            self.symbols[symbols] = tuple(schema["symbols"])
            return _ENUM.format(into=into, symbols=symbols).lstrip("\n")
        if kind in ("array", "map"):
            return self._blocks(schema, into)
        name = self.record(schema) if kind == "record" else "read_" + _short(kind)
        if name not in self.functions:
            raise ValueError(f"no way to read {schema}")
        return f"{into}, p = {name}(b, p)\n"

    def _nullable(self, branches: list[Any], into: str) -> str:
        if branches[0] != "null" or len(branches) != 2:
            raise ValueError(f"no way to read {branches}")
        value = _indented(self._read(branches[1], into))
        return f"n = b[p]\np += 1\nif n == 0:\n    {into} = None\nelif n == 2:\n{value}else:\n    raise _strange(n)\n"

    def _blocks(self, schema: dict[str, Any], into: str) -> str:
        self._loops += 1
        count, key, item = f"count_{self._loops}", f"key_{self._loops}", f"item_{self._loops}"
        if schema["type"] == "map":
            one = self._read("string", key) + self._read(schema["values"], item) + f"{into}[{key}] = {item}\n"
            empty = "{}"
        else:
            one = self._read(schema["items"], item) + f"{into}.append({item})\n"
            empty = "[]"
        block = _LENGTH.format(into=count).lstrip("\n") + f"for _ in range({count}):\n{_indented(one)}"
        return f"{into} = {empty}\nwhile b[p]:\n{_indented(block)}p += 1\n"


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.split("\n") if line)
