"""Route templates (rules 3, 7 and 8), compiled to regular expressions at the start."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from local_host.constraints import Constraint, constraint_named
from local_host.errors import StartError


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A parameter segment, in braces."""

    name: str
    catch_all: bool
    optional: bool
    default: str | None
    constraints: tuple[Constraint, ...]


class Template:
    """A route with its prefix; `StartError` if the text is not a template."""

    def __init__(self, text: str) -> None:
        segments = [_segment(part, text) for part in _split(text, "/")] if text else []
        self._parameters = [segment for segment in segments if isinstance(segment, _Parameter)]
        if len({parameter.name.lower() for parameter in self._parameters}) < len(self._parameters):
            raise StartError(f"The route '{text}' names a parameter twice")
        if any(isinstance(each, _Parameter) and (each.catch_all or each.optional) for each in segments[:-1]):
            raise StartError(f"The route '{text}' has a catch-all or optional parameter that is not its last")
        self._pattern = re.compile(_pattern(segments), re.IGNORECASE | re.ASCII | re.DOTALL)

    def match(self, path: str) -> dict[str, str] | None:
        """Return the route values of a path, or None if it does not match."""
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        values: dict[str, str] = {}
        for parameter, text in zip(self._parameters, found.groups(), strict=True):
            value = parameter.default if text is None else text
            if value is None:
                continue  # an absent optional has no key (rule 8)
            if not all(holds(value) for holds in parameter.constraints):
                return None
            values[parameter.name] = value
        return values


def _pattern(segments: list[str | _Parameter]) -> str:
    """Return the regular expression of a template, built from its end, where segments may be optional."""
    pattern = ""
    required = False
    for segment in reversed(segments):
        if isinstance(segment, str):
            pattern = f"/{re.escape(segment)}{pattern}"
            required = True
            continue
        pattern = f"/({'.+' if segment.catch_all else '[^/]+'}){pattern}"
        if required or not (segment.optional or segment.catch_all or segment.default is not None):
            required = True
        else:
            pattern = f"(?:{pattern})?"
    return pattern


def _split(text: str, separator: str) -> Iterator[str]:
    """Split at separators outside braces and parentheses."""
    depth = 0
    start = 0
    for place, char in enumerate(text):
        if char in "{(":
            depth += 1
        elif char in "})":
            depth -= 1
        elif char == separator and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _segment(part: str, text: str) -> str | _Parameter:
    """Parse a segment: a literal or a parameter."""
    if not part:
        raise StartError(f"The route '{text}' has an empty segment")
    if "{" not in part and "}" not in part:
        return part
    inner = part[1:-1]
    single = inner.replace("{{", "").replace("}}", "")  # braces of a regular expression are doubled
    if not (part.startswith("{") and part.endswith("}")) or "{" in single or "}" in single:
        raise StartError(
            f"The route '{text}' has a segment that is neither a literal nor one parameter: '{part}'"
        )
    head, *defaults = _split(inner, "=")
    name, *constraints = _split(head.removesuffix("?"), ":")
    parameter = _Parameter(
        name=name.lstrip("*"),
        catch_all=name.startswith("*"),
        optional=head.endswith("?"),
        default="=".join(defaults) if defaults else None,
        constraints=tuple(
            constraint_named(item.replace("{{", "{").replace("}}", "}")) for item in constraints
        ),
    )
    if not parameter.name.replace("_", "").replace("-", "").isalnum():
        raise StartError(f"The route '{text}' has a parameter with an invalid name: '{part}'")
    if parameter.default is not None and parameter.optional:
        raise StartError(f"The route '{text}' gives an optional parameter a default: '{part}'")
    return parameter
