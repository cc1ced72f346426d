"""The JSON schemas of bodies, responses and parameters."""

import functools
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema, to_json

from shared.errors import ERROR_CODES

REFERENCE = "#/components/schemas/{model}"

Schema = dict[str, Any]


class Schemas:
    """The JSON schemas of types, each defined once and referred to by name."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}
        self.of = functools.cache(self._generate)  # a few types recur: most error responses have the same

    def _generate(
        self,
        kind: Any,  # noqa: ANN401 - any type
        mode: Literal["validation", "serialization"] = "serialization",
    ) -> Schema:
        # Inside a list, the schema of a named type is a reference.
        adapter = TypeAdapter(list[kind], config=ConfigDict(use_attribute_docstrings=True))
        schema = adapter.json_schema(ref_template=REFERENCE, mode=mode, schema_generator=_Generator)
        self._define(schema)
        items: Schema = schema["items"]
        return items

    def of_parameters(self, model: type[BaseModel]) -> dict[str, Schema]:
        """Return the schemas of the model's fields, by name."""
        schema = model.model_json_schema(ref_template=REFERENCE, schema_generator=_Generator)
        self._define(schema)
        fields: dict[str, Schema] = schema.get("properties", {})
        return fields

    def resolve(self, reference: Schema) -> Schema:
        """Return the definition to which a schema refers."""
        return self.definitions[name_of(reference)]

    def _define(self, schema: Schema) -> None:
        for name, definition in schema.get("$defs", {}).items():
            definition.pop("title", None)
            for field in definition.get("properties", {}).values():
                _describe_default(field)
            if name == "ErrorCode":
                definition["description"] = _describe_error_codes()
            self.definitions[name] = definition


class _Generator(GenerateJsonSchema):
    """Leaves out titles and defaults that would mislead a client."""

    def normalize_name(self, name: str) -> str:
        return super().normalize_name(name).removesuffix("View")

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - the library's signature
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ANN401, FBT001 - likewise
        # A validated default is invalid: it only gives a missing field an error sentence of its own.
        return bool(field["schema"].get("validate_default")) or super().field_is_required(field, total)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        # None stands for an omitted field. Sent as null, it would clear the field.
        described = super().default_schema(schema)
        return {key: value for key, value in described.items() if (key, value) != ("default", None)}


def name_of(reference: Schema) -> str:
    """Return the name of the definition to which a schema refers."""
    return str(reference["$ref"]).rpartition("/")[2]


def _describe_default(field: Schema) -> None:
    """Move the default into the description: generated clients would require the field, or always send it."""
    if "default" in field:
        default = to_json(field.pop("default")).decode().strip('"')
        field["description"] = f"{field.get('description', '')} `{default}` if omitted.".strip()


def _describe_error_codes() -> str:
    meanings = "\n".join(f"* `{code}`: {meaning}" for code, meaning in ERROR_CODES.items())
    return f"The stable code of an error, for programs.\n\n{meanings}"
