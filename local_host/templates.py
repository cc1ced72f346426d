"""Route templates (rules 3, 7 and 8): parsed once at the start, matched segment by segment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local_host.constraints import Constraint, constraint_named
from local_host.errors import StartError


def folded(text: str) -> str:
    """Return the form in which literals are compared: without case, but `K` (Kelvin) is still no `k`."""
    if text.isascii():
        return text.lower()
    return "".join(low if (low := char.lower()).isascii() == char.isascii() else char for char in text)


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment of a template: a literal (already folded), or a parameter."""

    literal: str | None = None
    name: str = ""
    catch_all: bool = False
    optional: bool = False
    default: str | None = None
    constraints: tuple[Constraint, ...] = ()

    @property
    def may_be_absent(self) -> bool:
        """Whether a path may end before this segment."""
        return self.optional or self.catch_all or self.default is not None

    def accepts(self, value: str) -> bool:
        """Whether the value holds against every constraint."""
        return all(holds(value) for holds in self.constraints)


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed route, the prefix included."""

    text: str
    segments: tuple[Segment, ...]

    @property
    def shortest(self) -> int:
        """How many segments a matching path has at least."""
        needed = [place for place, segment in enumerate(self.segments, 1) if not segment.may_be_absent]
        return max(needed, default=0)

    @property
    def endless(self) -> bool:
        """Whether a catch-all takes whatever follows."""
        return bool(self.segments) and self.segments[-1].catch_all

    def match(self, parts: Sequence[str], folded_parts: Sequence[str]) -> dict[str, str] | None:
        """Return the route values of a path with a fitting number of segments; None if it does not match."""
        values: dict[str, str] = {}
        count = len(parts)
        for place, segment in enumerate(self.segments):
            if segment.literal is not None:
                if place >= count or folded_parts[place] != segment.literal:
                    return None
                continue
            if place < count:
                value = "/".join(parts[place:]) if segment.catch_all else parts[place]
            elif segment.default is not None:
                value = segment.default
            else:
                continue  # an absent optional has no key (rule 8)
            if segment.constraints and not segment.accepts(value):
                return None
            values[segment.name] = value
        return values


def parse(text: str) -> Template:
    """Parse a template without its leading slash; `StartError` if it is none."""
    segments = tuple(_segment(part, text) for part in _split(text, "/")) if text else ()
    names = [folded(segment.name) for segment in segments if segment.literal is None]
    if len(set(names)) != len(names):
        raise StartError(f"The route '{text}' names a parameter twice")
    for segment in segments[:-1]:
        if segment.catch_all or segment.optional:
            raise StartError(f"The route '{text}' has a catch-all or optional parameter that is not its last")
    return Template(text, segments)


def _split(text: str, separator: str) -> Iterator[str]:
    """Split where the separator stands outside of braces and parentheses."""
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


def _segment(part: str, text: str) -> Segment:
    if not part:
        raise StartError(f"The route '{text}' has an empty segment")
    if "{" not in part and "}" not in part:
        return Segment(literal=folded(part))
    inner = part[1:-1]
    if not (part.startswith("{") and part.endswith("}")) or _mixes_text_and_parameters(inner):
        raise StartError(
            f"The route '{text}' has a segment that is neither a literal nor one parameter: '{part}'"
        )
    head, default = _default(inner)
    optional = head.endswith("?")
    name, *constraints = _split(head.removesuffix("?"), ":")
    catch_all = name.startswith("*")
    name = name.lstrip("*")
    if not name or not name.replace("_", "").replace("-", "").isalnum():
        raise StartError(f"The route '{text}' has a parameter without a proper name: '{part}'")
    if default is not None and optional:
        raise StartError(f"The route '{text}' gives an optional parameter a default: '{part}'")
    # Inside a template a brace of a regular expression is written twice.
    built = tuple(constraint_named(item.replace("{{", "{").replace("}}", "}")) for item in constraints)
    return Segment(name=name, catch_all=catch_all, optional=optional, default=default, constraints=built)


def _mixes_text_and_parameters(inner: str) -> bool:
    single = inner.replace("{{", "").replace("}}", "")
    return "{" in single or "}" in single


def _default(inner: str) -> tuple[str, str | None]:
    head, *rest = _split(inner, "=")
    return head, "=".join(rest) if rest else None
