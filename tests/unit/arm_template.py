"""Templates of Azure resources, read and worked out as Azure Resource Manager does before it deploys.

Only what our templates use is known here; anything else is an error, so that no test passes by not
having understood. Source: "Syntax and expressions in ARM templates" and "ARM template functions".
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.unit.arm_expression import (
    Item,
    MultilineText,
    Number,
    Request,
    TemplateError,
    is_expression,
    parse,
)

FOLDER = Path(__file__).parents[2] / "templates"
GROUP = "/subscriptions/0/resourceGroups/group"


@dataclass(frozen=True)
class AtRunTime:
    """What is known only once the resource exists."""

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
    looked_up: set[str] = field(default_factory=set)

    @property
    def type(self) -> str:
        """Say what kind of resource this is."""
        kind: str = self.body["type"]
        return kind


def read(name: str) -> dict[str, Any]:
    """Return a template of ours; an error when it says one name twice."""
    content: dict[str, Any] = json.loads((FOLDER / name).read_text(), object_pairs_hook=_once)
    return content


class Deployment:
    """A template with its parameters: what Azure is asked for."""

    def __init__(self, template: Mapping[str, Any], **given: Any) -> None:
        self._declared = template["parameters"]
        self._variables = template.get("variables", {})
        self._given = given
        self._indexes: dict[str, int] = {}
        self._looked_up: set[str] = set()
        if unknown := given.keys() - self._declared.keys():
            raise TemplateError(f"no such parameters: {sorted(unknown)}")
        self.parameters = {name: self._parameter(name) for name in self._declared}
        self.resources = [found for one in template["resources"] for found in self._loop(one)]
        self._looked_up = set()
        self.outputs = {name: self.work_out(one["value"]) for name, one in template["outputs"].items()}

    def only(self, kind: str) -> dict[str, Any]:
        """Return the one resource of a type, as it is sent."""
        found = [resource for resource in self.resources if resource.type == kind and resource.condition]
        if len(found) != 1:
            raise TemplateError(f"{len(found)} of {kind}")
        return found[0].body

    def work_out(self, node: Any) -> Any:
        """Return a part of the template with its expressions and its loops worked out."""
        if isinstance(node, list):
            return [self.work_out(value) for value in node]
        if isinstance(node, dict):
            done = {key: self.work_out(value) for key, value in node.items() if key != "copy"}
            for loop in node.get("copy", ()):
                done[loop["name"]] = [self.work_out(loop["input"]) for _ in self._repeat(loop)]
            return done
        return self._evaluate(parse(node)) if is_expression(node) else node

    def _loop(self, resource: dict[str, Any]) -> Iterator[Resource]:
        if "copy" not in resource:
            yield self._resource(resource)
            return
        plain = {key: value for key, value in resource.items() if key != "copy"}
        for _ in self._repeat(resource["copy"]):
            yield self._resource(plain, resource["copy"]["name"])

    def _resource(self, resource: dict[str, Any], loop: str | None = None) -> Resource:
        self._looked_up = set()
        body = self.work_out(resource)
        own = _id("" if "scope" in body else GROUP, body["type"], *body["name"].split("/"))
        whole = f"{GROUP}/providers/{body['scope']}{own}" if "scope" in body else own
        return Resource(whole, body, body.get("condition", True), loop, self._looked_up)

    def _repeat(self, loop: dict[str, Any]) -> Iterator[int]:
        for index in range(self.work_out(loop["count"])):
            # A function that names no loop means the resource's own.
            self._indexes[loop["name"]] = self._indexes[""] = index
            yield index

    def _parameter(self, name: str) -> Any:
        declared = self._declared[name]
        if name not in self._given and "defaultValue" not in declared:
            raise TemplateError(f"{name} is not given")
        value = self._given[name] if name in self._given else self.work_out(declared["defaultValue"])
        if not isinstance(value, _TYPES[declared["type"]]) or (
            declared["type"] == "int" and isinstance(value, bool)
        ):
            raise TemplateError(f"{name} is no {declared['type']}: {value!r}")
        size = len(value) if isinstance(value, str) else value
        for limit, meets in (
            ("allowedValues", lambda: value in declared["allowedValues"]),
            ("minLength", lambda: size >= declared["minLength"]),
            ("maxLength", lambda: size <= declared["maxLength"]),
            ("minValue", lambda: size >= declared["minValue"]),
            ("maxValue", lambda: size <= declared["maxValue"]),
        ):
            if limit in declared and not meets():
                raise TemplateError(f"{name} is {value!r}, against its {limit}")
        return value

    def _evaluate(self, node: Any) -> Any:
        match node:
            case MultilineText(value) | Number(value):
                return value
            case Item(of, key):
                return _item(self._evaluate(of), self._evaluate(key))
            case Request("if", (condition, when_true, when_false)):
                return self._evaluate(when_true if self._evaluate(condition) else when_false)
            case Request(name, arguments):
                values = [self._evaluate(argument) for argument in arguments]
                return self._call(name, values)
        raise TemplateError(f"not understood: {node!r}")

    def _call(self, name: str, values: list[Any]) -> Any:
        match name, values:
            case "parameters", [str() as key]:
                # One default may name another parameter, which may come later.
                return self._parameter(key)
            case "variables", [str() as key]:
                return self.work_out(self._variables[key])
            case "copyIndex", []:
                return self._indexes[""]
            case "copyIndex", [str() as loop]:
                return self._indexes[loop]
            case "reference", [str() as resource_id, *_]:
                self._looked_up.add(resource_id)
                return AtRunTime(resource_id)
        if name not in _FUNCTIONS:
            raise TemplateError(f"{name}() is not known here")
        return _FUNCTIONS[name](*values)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise TemplateError(f"a name stands twice in {sorted(found)}")
    return found


def _item(of: Any, key: Any) -> Any:
    if isinstance(of, AtRunTime):
        return AtRunTime(of.resource_id, f"{of.path}.{key}")
    if (isinstance(of, dict) and key in of) or (isinstance(of, list) and 0 <= key < len(of)):
        return of[key]
    raise TemplateError(f"{of!r} has no {key!r}")


def _id(begin: str, kind: str, *names: str) -> str:
    space, *kinds = kind.split("/")
    if len(kinds) != len(names) or not all(names):
        raise TemplateError(f"{kind} has {len(kinds)} names, not {names!r}")
    steps = (f"{step}/{name}" for step, name in zip(kinds, names, strict=True))
    return f"{begin}/providers/{space}/{'/'.join(steps)}"


def _format(pattern: str, *values: Any) -> str:
    return re.sub(r"\{(\d+)\}", lambda found: str(values[int(found[1])]), pattern)


def _stamp(values: tuple[str, ...]) -> str:
    return sha256(repr(values).encode()).hexdigest()[:13]


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "secureString": str,
    "int": int,
    "bool": bool,
    "array": list,
}

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "concat": lambda *lists: [value for one in lists for value in one],
    "createArray": lambda *values: list(values),
    "empty": lambda value: not value,
    "equals": lambda one, other: one == other,
    "extensionResourceId": lambda base, kind, *names: base + _id("", kind, *names),
    "format": _format,
    "greater": lambda one, other: one > other,
    "guid": lambda *values: f"guid-{_stamp(values)}",
    "join": lambda values, sign: sign.join(values),
    "length": len,
    "not": lambda value: not value,
    "resourceGroup": lambda: {"id": GROUP, "location": "westeurope"},
    "resourceId": lambda kind, *names: _id(GROUP, kind, *names),
    "string": str,
    "subscriptionResourceId": lambda kind, *names: _id("/subscriptions/0", kind, *names),
    "uniqueString": lambda *values: _stamp(values),
}
