"""What the code asks of the world around it, found in the code itself.

What cannot be found out by reading is an error: nothing is passed over in silence.
"""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

from shared.store.query import Condition, Query
from shared.store.sql import to_cosmos

ROOT = Path(__file__).parents[2]
_ROOMS = ("shared", "work", "health", "assistant", "interaction")

_SETTING = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\Z")
_CONDITIONS = frozenset(kind.__name__ for kind in get_args(Condition))
_ARRAY_CONDITIONS = frozenset({"HasAny", "HasAll"})
_COSMOS_FIELD = re.compile(r'\bc(?:\.|\[")([a-z_]+)')


class UnreadableError(Exception):
    """The code does not say it so that it could be read."""


def modules() -> Iterator[ast.Module]:
    """Go through the modules that run on Azure."""
    for path in (ROOT / "function_app.py", *chain(*((ROOT / room).rglob("*.py") for room in _ROOMS))):
        yield ast.parse(path.read_text(), str(path))


def settings(trees: Iterator[ast.Module] | None = None) -> set[str]:
    """Return the settings that the code reads.

    These are all texts that are written as environment variables are, and whatever else is asked of the
    one that reads settings.
    """
    found: set[str] = set()
    for tree in trees or modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SETTING.match(node.value):
                found.add(node.value)
            elif isinstance(node, ast.FunctionDef):
                found.update(_asked_for(node))
    return found


def filtered_paths(trees: Iterator[ast.Module] | None = None) -> set[str]:
    """Return the paths, in Cosmos DB's notation, on which conditions of queries are put."""
    found = set()
    for tree in trees or modules():
        kinds = _names_of(tree, _CONDITIONS)
        for call in _calls(tree):
            made = {kinds[name] for name in _names_in(call.func) if name in kinds}
            if made:
                field = _text(_argument(call, 0, "field"))
                found.add(f"/{field}/[]/?" if made <= _ARRAY_CONDITIONS else f"/{field}/?")
    return found


def sort_fields(trees: Iterator[ast.Module] | None = None) -> set[str]:
    """Return the fields by which lists are sorted."""
    found = {Query(type=None).order_by}
    for tree in trees or modules():
        tables = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        names = frozenset({"PageRequest", "Query"})
        for call in _calls(tree):
            if not set(_names_in(call.func)) & _names_of(tree, names).keys():
                continue
            given = [word.value for word in call.keywords if word.arg == "order_by"]
            if any(word.arg is None for word in call.keywords):
                raise UnreadableError(ast.unparse(call))
            for value in given:
                # One that is handed on was given to somebody else before.
                if not (isinstance(value, ast.Attribute) and value.attr == "order_by"):
                    found.update(_values(value, tables))
    return found


def always_filtered_fields() -> set[str]:
    """Return the fields that stand in the SQL of each query of a type, whatever its conditions."""
    text, _ = to_cosmos(Query(type="type"), "user")
    return set(_COSMOS_FIELD.findall(text))


def _asked_for(function: ast.FunctionDef) -> Iterator[str]:
    own = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    for call in _calls(function):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in {"get", "_get_list"}:
            continue
        asked = ast.unparse(call.func.value).lower()
        if asked != "self" and "credential" not in asked:
            continue
        name = _argument(call, 0, "key")
        # What is handed on was named by the caller.
        if not (isinstance(name, ast.Name) and name.id in own):
            yield _text(name)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _names_in(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr


def _names_of(tree: ast.Module, wanted: frozenset[str]) -> dict[str, str]:
    """Return what these are called in a module, which may import them under other names."""
    imports = (alias for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names)
    return {name: name for name in wanted} | {
        alias.asname: alias.name for alias in imports if alias.asname and alias.name in wanted
    }


def _argument(call: ast.Call, position: int, name: str) -> ast.expr:
    for word in call.keywords:
        if word.arg == name:
            return word.value
    if position < len(call.args):
        return call.args[position]
    raise UnreadableError(ast.unparse(call))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise UnreadableError(ast.unparse(node))


def _values(node: ast.expr, tables: dict[str, ast.expr]) -> set[str]:
    """Return what a text may be: itself, or anything of a table of the module."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        table = tables.get(node.value.id)
        if isinstance(table, ast.Dict):
            return {_text(value) for value in table.values}
    return {_text(node)}
