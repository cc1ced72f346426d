"""Consistency of the Azure templates: references, dependencies, parameters and secrets."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit import arm_template
from tests.unit.arm_expression import (
    FunctionCall,
    Item,
    StringLiteral,
    TemplateError,
    calls,
    is_expression,
    parse,
    strings,
)
from tests.unit.arm_template import FOLDER, Deployment, Resource

REQUIRED_PARAMETERS: dict[str, dict[str, Any]] = {
    "cosmosdb.json": {},
    "functionapp.json": {"cosmosAccountName": "account", "jwtSecret": "s" * 32},
}
VARIANTS = [
    ("cosmosdb.json", {}),
    ("cosmosdb.json", {"capacityMode": "autoscale", "readRegions": ["northeurope", "francecentral"]}),
    ("functionapp.json", {}),
    ("functionapp.json", {"keyVaultName": "vault", "allowedOrigins": ["https://app.example.com"]}),
]


@pytest.fixture(params=sorted(REQUIRED_PARAMETERS))
def name(request: pytest.FixtureRequest) -> str:
    param: str = request.param
    return param


@pytest.fixture
def template(name: str) -> dict[str, Any]:
    return arm_template.read(name)


@pytest.fixture(params=VARIANTS, ids=lambda variant: f"{variant[0]} {' '.join(variant[1])}")
def deployment(request: pytest.FixtureRequest) -> Deployment:
    name, arguments = request.param
    return Deployment(arm_template.read(name), **REQUIRED_PARAMETERS[name], **arguments)


def test_every_template_is_tested() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == set(REQUIRED_PARAMETERS)


def test_template_declares_its_schema_and_version(template: dict[str, Any]) -> None:
    assert template["$schema"].endswith("/2019-04-01/deploymentTemplate.json#")
    assert template["contentVersion"]


def test_every_parameter_or_variable_reference_is_in_an_expression(template: dict[str, Any]) -> None:
    references = [text for text in strings(template) if "parameters('" in text or "variables('" in text]
    assert references
    assert [text for text in references if not is_expression(text)] == []
    assert list(calls(template))


@pytest.mark.parametrize("section", ["parameters", "variables"])
def test_used_names_are_exactly_the_declared_names(template: dict[str, Any], section: str) -> None:
    used = {call.arguments for call in calls(template) if call.name == section}
    assert used == {(StringLiteral(name),) for name in template.get(section, {})}


def test_every_parameter_has_a_description(template: dict[str, Any]) -> None:
    for name, parameter in template["parameters"].items():
        assert parameter["metadata"]["description"], name


def test_only_the_required_parameters_lack_a_default(name: str, template: dict[str, Any]) -> None:
    parameters = template["parameters"]
    required = {key for key, value in parameters.items() if "defaultValue" not in value}
    assert required == set(REQUIRED_PARAMETERS[name])


def test_no_secret_has_a_default(template: dict[str, Any]) -> None:
    defaults = [
        parameter.get("defaultValue", "")
        for name, parameter in template["parameters"].items()
        if "secret" in name.lower() or "key" in name.lower() or parameter["type"].startswith("secure")
    ]
    assert not any(defaults)


def test_secret_parameters_are_secure_strings(
    template: dict[str, Any],
) -> None:
    for name, parameter in template["parameters"].items():
        assert (parameter["type"] == "secureString") == (
            "secret" in name.lower() or name.endswith(("Key", "Token", "Password"))
        ), name


def test_no_secret_is_an_output(template: dict[str, Any]) -> None:
    secure = {
        name for name, parameter in template["parameters"].items() if parameter["type"].startswith("secure")
    }
    output_parameters = {
        argument.value
        for call in calls(template["outputs"])
        if call.name == "parameters"
        for argument in call.arguments
    }
    assert not secure & output_parameters


def test_no_resource_key_is_requested(template: dict[str, Any]) -> None:
    assert [call.name for call in calls(template) if call.name.lower().startswith("list")] == []


def test_resource_ids_are_unique(deployment: Deployment) -> None:
    ids = [resource.id for resource in deployment.resources]
    assert len(set(ids)) == len(ids)


def test_every_dependency_is_in_the_template(deployment: Deployment) -> None:
    known = _known(deployment)
    for resource in deployment.resources:
        assert set(resource.body.get("dependsOn", ())) <= known.keys(), resource.id


def test_resource_depends_on_its_parent_and_all_resources_it_refers_to(deployment: Deployment) -> None:
    known = _known(deployment)
    deployed = {resource.id for resource in deployment.resources}
    for resource in deployment.resources:
        required = {other for other in deployed if resource.id.startswith(f"{other}/")}
        required |= {text for text in strings(resource.body["properties"]) if text in deployed}
        required |= resource.referenced & deployed
        assert required <= _dependencies(resource, known), resource.id


def _known(deployment: Deployment) -> dict[str, list[Resource]]:
    """Return the resources by the names that `dependsOn` may use: resource ids and loop names."""
    known: dict[str, list[Resource]] = {}
    for resource in deployment.resources:
        known.setdefault(resource.id, []).append(resource)
        if resource.loop:
            known.setdefault(resource.loop, []).append(resource)
    return known


def _dependencies(resource: Resource, known: dict[str, list[Resource]]) -> set[str]:
    direct = [other for name in resource.body.get("dependsOn", ()) for other in known[name]]
    return {other.id for other in direct}.union(*(_dependencies(other, known) for other in direct))


class TestTemplateEvaluation:
    """The template tests depend on this parser and evaluator."""

    @pytest.mark.parametrize(
        "expression",
        [
            "[parameters('a']",
            "[parameters('a'))]",
            "[parameters('a)]",
            "[variables('a')[copyIndex()]",
            "[format('{0}', )]",
            "[]",
            "[parameters('a') parameters('b')]",
        ],
    )
    def test_malformed_expression_raises(self, expression: str) -> None:
        with pytest.raises(TemplateError):
            parse(expression)

    def test_bracket_in_a_string_is_literal(self) -> None:
        expression = "[concat(createArray('a)', '[b', 'it''s'))]"
        assert _evaluate(expression) == ["a)", "[b", "it's"]

    def test_nested_expressions_are_evaluated_innermost_first(self) -> None:
        assert parse("[variables('a')[parameters('b')].c]") == Item(
            Item(
                FunctionCall("variables", (StringLiteral("a"),)),
                FunctionCall("parameters", (StringLiteral("b"),)),
            ),
            StringLiteral("c"),
        )
        assert _evaluate("[if(not(empty('')), format('{1}-{0}', 1, 'a'), '')]") == ""

    def test_duplicate_name_raises(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(arm_template, "FOLDER", tmp_path)
        (tmp_path / "one.json").write_text('{"a": 1, "b": {"c": 1, "c": 2}}')
        with pytest.raises(TemplateError, match="duplicate"):
            arm_template.read("one.json")

    @pytest.mark.parametrize("expression", ["[listKeys('a')]", "[createArray('a')[1]]", "[variables('a').c]"])
    def test_unknown_function_or_element_raises(self, expression: str) -> None:
        with pytest.raises(TemplateError):
            _evaluate(expression)

    def test_parameter_outside_its_limits_raises(self) -> None:
        limits = {"type": "int", "minValue": 1, "maxValue": 3, "allowedValues": [1, 3, 5]}
        template = {"parameters": {"a": limits}, "resources": [], "outputs": {}}
        assert Deployment(template, a=3).parameters == {"a": 3}
        for invalid in (0, 2, 5, "3", True):
            with pytest.raises(TemplateError):
                Deployment(template, a=invalid)
        with pytest.raises(TemplateError, match="required"):
            Deployment(template)
        with pytest.raises(TemplateError, match="no such"):
            Deployment(template, a=1, b=1)


def _evaluate(expression: str) -> Any:
    template = json.loads('{"parameters": {}, "variables": {"a": {"b": 1}}, "resources": [], "outputs": {}}')
    return Deployment(template).evaluate(expression)
