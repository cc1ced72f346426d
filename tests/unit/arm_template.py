"""Evaluator for the Azure resource templates, as Azure Resource Manager does before it deploys them.

It supports only the features that our templates use and raises an error for any other, so that no test
passes over an unsupported construct. Source: "Syntax and expressions in ARM templates" and "ARM template
functions".
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.unit.arm_expression import (
    FunctionCall,
    Item,
    NumberLiteral,
    StringLiteral,
    TemplateError,
    is_expression,
    parse,
)

FOLDER = Path(__file__).parents[2] / "templates"
GROUP = "/subscriptions/0/resourceGroups/group"


@dataclass(frozen=True)
class RuntimeReference:
    """A value that is known only once the resource exists."""

    resource_id: str
    path: str = ""

    def __str__(self) -> str:
        return f"<{self.resource_id}{self.path}>"


@dataclass
class Resource:
    """A resource as it is sent to Azure."""

    id: str
    body: dict[str, Any]
    condition: bool = True
    loop: str | None = None
    referenced: set[str] = field(default_factory=set)

    @property
    def type(self) -> str:
        """Return the resource type."""
        kind: str = self.body["type"]
        return kind


def read(name: str) -> dict[str, Any]:
    """Return one of our templates; raise `TemplateError` for a duplicate property name."""
    content: dict[str, Any] = json.loads((FOLDER / name).read_text(), object_pairs_hook=_without_duplicates)
    return content


class Deployment:
    """A template evaluated with its parameters."""

    def __init__(self, template: Mapping[str, Any], **arguments: Any) -> None:
        self._declared = template["parameters"]
        self._variables = template.get("variables", {})
        self._arguments = arguments
        self._indexes: dict[str, int] = {}
        self._referenced: set[str] = set()
        if unknown := arguments.keys() - self._declared.keys():
            raise TemplateError(f"no such parameters: {sorted(unknown)}")
        self.parameters = {name: self._parameter(name) for name in self._declared}
        self.resources = [expanded for one in template["resources"] for expanded in self._expand(one)]
        self._referenced = set()
        self.outputs = {name: self.evaluate(one["value"]) for name, one in template["outputs"].items()}

    def only(self, kind: str) -> dict[str, Any]:
        """Return the body of the only deployed resource of a type."""
        found = [resource for resource in self.resources if resource.type == kind and resource.condition]
        if len(found) != 1:
            raise TemplateError(f"{len(found)} resources of {kind}")
        return found[0].body

    def evaluate(self, node: Any) -> Any:
        """Return a part of the template with its expressions and loops evaluated."""
        if isinstance(node, list):
            return [self.evaluate(value) for value in node]
        if isinstance(node, dict):
            evaluated = {key: self.evaluate(value) for key, value in node.items() if key != "copy"}
            for loop in node.get("copy", ()):
                evaluated[loop["name"]] = [self.evaluate(loop["input"]) for _ in self._repeat(loop)]
            return evaluated
        return self._evaluate_node(parse(node)) if is_expression(node) else node

    def _expand(self, resource: dict[str, Any]) -> Iterator[Resource]:
        if "copy" not in resource:
            yield self._resource(resource)
            return
        plain = {key: value for key, value in resource.items() if key != "copy"}
        for _ in self._repeat(resource["copy"]):
            yield self._resource(plain, resource["copy"]["name"])

    def _resource(self, resource: dict[str, Any], loop: str | None = None) -> Resource:
        self._referenced = set()
        body = self.evaluate(resource)
        resource_id = _id("" if "scope" in body else GROUP, body["type"], *body["name"].split("/"))
        if "scope" in body:
            resource_id = f"{GROUP}/providers/{body['scope']}{resource_id}"
        return Resource(resource_id, body, body.get("condition", True), loop, self._referenced)

    def _repeat(self, loop: dict[str, Any]) -> Iterator[int]:
        for index in range(self.evaluate(loop["count"])):
            # `copyIndex()` without a name means the loop of the resource.
            self._indexes[loop["name"]] = self._indexes[""] = index
            yield index

    def _parameter(self, name: str) -> Any:
        declared = self._declared[name]
        if name not in self._arguments and "defaultValue" not in declared:
            raise TemplateError(f"{name} is required")
        value = self._arguments[name] if name in self._arguments else self.evaluate(declared["defaultValue"])
        if not isinstance(value, _TYPES[declared["type"]]) or (
            declared["type"] == "int" and isinstance(value, bool)
        ):
            raise TemplateError(f"{name} is not of type {declared['type']}: {value!r}")
        size = len(value) if isinstance(value, str) else value
        for limit, is_met in (
            ("allowedValues", lambda: value in declared["allowedValues"]),
            ("minLength", lambda: size >= declared["minLength"]),
            ("maxLength", lambda: size <= declared["maxLength"]),
            ("minValue", lambda: size >= declared["minValue"]),
            ("maxValue", lambda: size <= declared["maxValue"]),
        ):
            if limit in declared and not is_met():
                raise TemplateError(f"{name} is {value!r}, which violates {limit}")
        return value

    def _evaluate_node(self, node: Any) -> Any:
        match node:
            case StringLiteral(value) | NumberLiteral(value):
                return value
            case Item(of, key):
                return _item(self._evaluate_node(of), self._evaluate_node(key))
            case FunctionCall("if", (condition, when_true, when_false)):
                return self._evaluate_node(when_true if self._evaluate_node(condition) else when_false)
            case FunctionCall(name, arguments):
                values = [self._evaluate_node(argument) for argument in arguments]
                return self._call(name, values)
        raise TemplateError(f"unknown expression: {node!r}")

    def _call(self, name: str, values: list[Any]) -> Any:
        match name, values:
            case "parameters", [str() as key]:
                # A default may refer to another parameter, which may be declared later.
                return self._parameter(key)
            case "variables", [str() as key]:
                return self.evaluate(self._variables[key])
            case "copyIndex", []:
                return self._indexes[""]
            case "copyIndex", [str() as loop]:
                return self._indexes[loop]
            case "reference", [str() as resource_id, *_]:
                self._referenced.add(resource_id)
                return RuntimeReference(resource_id)
        if name not in _FUNCTIONS:
            raise TemplateError(f"{name}() is not supported")
        return _FUNCTIONS[name](*values)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise TemplateError(f"duplicate name in {sorted(found)}")
    return found


def _item(of: Any, key: Any) -> Any:
    if isinstance(of, RuntimeReference):
        return RuntimeReference(of.resource_id, f"{of.path}.{key}")
    if (isinstance(of, dict) and key in of) or (isinstance(of, list) and 0 <= key < len(of)):
        return of[key]
    raise TemplateError(f"{of!r} has no {key!r}")


def _id(scope: str, kind: str, *names: str) -> str:
    namespace, *kinds = kind.split("/")
    if len(kinds) != len(names) or not all(names):
        raise TemplateError(f"{kind} takes {len(kinds)} names, not {names!r}")
    segments = (f"{kind_segment}/{name}" for kind_segment, name in zip(kinds, names, strict=True))
    return f"{scope}/providers/{namespace}/{'/'.join(segments)}"


def _format(pattern: str, *values: Any) -> str:
    return re.sub(r"\{(\d+)\}", lambda found: str(values[int(found[1])]), pattern)


def _digest(values: tuple[str, ...]) -> str:
    return sha256(repr(values).encode()).hexdigest()[:13]


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "secureString": str,
    "int": int,
    "bool": bool,
    "array": list,
}

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "concat": lambda *lists: [value for values in lists for value in values],
    "createArray": lambda *values: list(values),
    "empty": lambda value: not value,
    "equals": lambda left, right: left == right,
    "extensionResourceId": lambda base, kind, *names: base + _id("", kind, *names),
    "format": _format,
    "greater": lambda left, right: left > right,
    "guid": lambda *values: f"guid-{_digest(values)}",
    "join": lambda values, separator: separator.join(values),
    "length": len,
    "not": lambda value: not value,
    "resourceGroup": lambda: {"id": GROUP, "location": "westeurope"},
    "resourceId": lambda kind, *names: _id(GROUP, kind, *names),
    "string": str,
    "subscriptionResourceId": lambda kind, *names: _id("/subscriptions/0", kind, *names),
    "uniqueString": lambda *values: _digest(values),
}
