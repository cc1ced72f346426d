"""Settings, query conditions and sort fields that the code uses, found by reading its source.

Source that cannot be analyzed raises `UnreadableError`, so that no use is missed silently.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import get_args

from shared.store.query import Condition, Query
from shared.store.sql import to_cosmos

ROOT = Path(__file__).parents[2]
_PACKAGES = ("shared", "work", "health", "assistant", "interaction")

_SETTING = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\Z")
_CONDITIONS = frozenset(kind.__name__ for kind in get_args(Condition))
_ARRAY_CONDITIONS = frozenset({"HasAny", "HasAll"})
_COSMOS_FIELD = re.compile(r'\bc(?:\.|\[")([a-z_]+)')

# A repository's own variable, and the sort parameter of a client, whose values are in `sort_fields` tables.
_FORWARDED = frozenset({"order_by", "self.sort.removeprefix('-')"})


class UnreadableError(Exception):
    """A name or field in the source is computed, so it cannot be determined statically."""


@cache
def modules() -> tuple[ast.Module, ...]:
    """Return the syntax trees of the modules that run on Azure."""
    in_packages = chain.from_iterable((ROOT / package).rglob("*.py") for package in _PACKAGES)
    return tuple(ast.parse(path.read_text(), str(path)) for path in (ROOT / "function_app.py", *in_packages))


@cache
def settings(*trees: ast.Module) -> frozenset[str]:
    """Return the names of the settings that these modules read, by default those that run on Azure.

    These are all string constants spelled like environment variables, and all names passed to the
    credential manager.
    """
    found: set[str] = set()
    for tree in trees or modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SETTING.match(node.value):
                found.add(node.value)
            elif isinstance(node, ast.FunctionDef):
                found.update(_requested_settings(node))
    return frozenset(found)


def filtered_paths(*trees: ast.Module) -> set[str]:
    """Return the paths, in Cosmos DB's notation, that query conditions filter on."""
    found = set()
    for tree in trees or modules():
        kinds = _names_of(tree, _CONDITIONS)
        for call in _calls(tree):
            built = {kinds[name] for name in _names_in(call.func) if name in kinds}
            if built:
                field = _string(_argument(call, 0, "field"))
                found.add(f"/{field}/[]/?" if built <= _ARRAY_CONDITIONS else f"/{field}/?")
    return found


def sort_fields(*trees: ast.Module) -> set[str]:
    """Return the stored fields by which lists are sorted."""
    found, aliases = {Query(type=None).order_by}, dict[str, str]()
    for tree in trees or modules():
        tables = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "sort_fields" and node.value:
                aliases |= ast.literal_eval(node.value)
        names = _names_of(tree, frozenset({"PageRequest", "Query"})).keys()
        for call in _calls(tree):
            if not names & set(_names_in(call.func)):
                continue
            sort_values = [keyword.value for keyword in call.keywords if keyword.arg == "order_by"]
            if any(keyword.arg is None for keyword in call.keywords):
                raise UnreadableError(ast.unparse(call))
            for value in sort_values:
                # A forwarded `order_by` is found where it was first set.
                forwarded = isinstance(value, ast.Attribute) and value.attr == "order_by"
                if not forwarded and ast.unparse(value) not in _FORWARDED:
                    found.update(_values(value, tables))
    return found - aliases.keys() | set(aliases.values())


def always_filtered_fields() -> set[str]:
    """Return the fields in the SQL of every query for a document type, regardless of its conditions."""
    text, _ = to_cosmos(Query(type="type"), "user")
    return set(_COSMOS_FIELD.findall(text))


def _requested_settings(function: ast.FunctionDef) -> Iterator[str]:
    parameters = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    imported = {
        alias.name for node in ast.walk(function) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    for call in _calls(function):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in {"get", "_get_list"}:
            continue
        receiver = ast.unparse(call.func.value).lower()
        if receiver != "self" and "credential" not in receiver:
            continue
        name = _argument(call, 0, "key")
        # A forwarded parameter is found where the caller names it; what the function imports is a class.
        if not (isinstance(name, ast.Name) and name.id in parameters | imported):
            yield _string(name)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _names_in(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr


def _names_of(tree: ast.Module, wanted: frozenset[str]) -> dict[str, str]:
    """Return the wanted names and their import aliases in a module, each with the original name."""
    imports = (alias for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names)
    return {name: name for name in wanted} | {
        alias.asname: alias.name for alias in imports if alias.asname and alias.name in wanted
    }


def _argument(call: ast.Call, position: int, name: str) -> ast.expr:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position < len(call.args):
        return call.args[position]
    raise UnreadableError(ast.unparse(call))


def _string(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise UnreadableError(ast.unparse(node))


def _values(node: ast.expr, tables: dict[str, ast.expr]) -> set[str]:
    """Return the possible values of a string: the constant, or any value of a table of the module."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        table = tables.get(node.value.id)
        if isinstance(table, ast.Dict):
            return {_string(value) for value in table.values}
    return {_string(node)}
