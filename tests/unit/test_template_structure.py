"""The templates of the Azure resources hold together: what Azure would refuse, or forget, fails here."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit import arm_template
from tests.unit.arm_expression import (
    Item,
    MultilineText,
    Request,
    TemplateError,
    calls,
    is_expression,
    parse,
    texts,
)
from tests.unit.arm_template import FOLDER, Deployment, Resource

NEEDED: dict[str, dict[str, Any]] = {
    "cosmosdb.json": {},
    "functionapp.json": {"cosmosAccountName": "account", "jwtSecret": "s" * 32},
}
VARIANTS = [
    ("cosmosdb.json", {}),
    ("cosmosdb.json", {"capacityMode": "autoscale", "readRegions": ["northeurope", "francecentral"]}),
    ("functionapp.json", {}),
    ("functionapp.json", {"keyVaultName": "vault", "allowedOrigins": ["https://app.example.com"]}),
]


@pytest.fixture(params=sorted(NEEDED))
def name(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def template(name: str) -> dict[str, Any]:
    return arm_template.read(name)


@pytest.fixture(params=VARIANTS, ids=lambda variant: f"{variant[0]} {' '.join(variant[1])}")
def deployment(request: pytest.FixtureRequest) -> Deployment:
    name, given = request.param
    return Deployment(arm_template.read(name), **NEEDED[name], **given)


def test_no_template_is_left_out() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(NEEDED)


def test_it_says_which_language_it_is_written_in(template: dict[str, Any]) -> None:
    assert template["$schema"].endswith("/2019-04-01/deploymentTemplate.json#")
    assert template["contentVersion"]


def test_what_looks_like_an_expression_is_one(template: dict[str, Any]) -> None:
    looking = [text for text in texts(template) if "parameters('" in text or "variables('" in text]
    assert looking
    assert [text for text in looking if not is_expression(text)] == []
    assert list(calls(template))


@pytest.mark.parametrize("section", ["parameters", "variables"])
def test_what_is_used_is_declared_and_what_is_declared_is_used(
    template: dict[str, Any], section: str
) -> None:
    used = {call.arguments for call in calls(template) if call.name == section}
    assert used == {(MultilineText(name),) for name in template.get(section, {})}


def test_every_parameter_is_explained(template: dict[str, Any]) -> None:
    for name, parameter in template["parameters"].items():
        assert parameter["metadata"]["description"], name


def test_what_has_to_be_given_is_what_nobody_else_can_know(name: str, template: dict[str, Any]) -> None:
    parameters = template["parameters"]
    assert {key for key, value in parameters.items() if "defaultValue" not in value} == set(NEEDED[name])


def test_no_secret_has_a_default(template: dict[str, Any]) -> None:
    defaults = [
        parameter.get("defaultValue", "")
        for name, parameter in template["parameters"].items()
        if "secret" in name.lower() or "key" in name.lower() or parameter["type"].startswith("secure")
    ]
    assert not any(defaults)


def test_parameters_that_are_secrets_are_kept_out_of_the_deployments_history(
    template: dict[str, Any],
) -> None:
    for name, parameter in template["parameters"].items():
        assert (parameter["type"] == "secureString") == ("secret" in name.lower()), name


def test_no_secret_is_an_output(template: dict[str, Any]) -> None:
    secure = {name for name, one in template["parameters"].items() if one["type"].startswith("secure")}
    given_out = {
        argument.value
        for call in calls(template["outputs"])
        if call.name == "parameters"
        for argument in call.arguments
    }
    assert not secure & given_out


def test_no_key_of_a_resource_is_asked_for(template: dict[str, Any]) -> None:
    assert [call.name for call in calls(template) if call.name.lower().startswith("list")] == []


def test_no_resource_is_made_twice(deployment: Deployment) -> None:
    ids = [resource.id for resource in deployment.resources]
    assert len(set(ids)) == len(ids)


def test_whatever_is_waited_for_is_in_the_template(deployment: Deployment) -> None:
    known = _known(deployment)
    for resource in deployment.resources:
        assert set(resource.body.get("dependsOn", ())) <= known.keys(), resource.id


def test_a_resource_waits_for_what_it_lies_in_is_about_or_looks_up(deployment: Deployment) -> None:
    known = _known(deployment)
    made_here = {resource.id for resource in deployment.resources}
    for resource in deployment.resources:
        needed = {other for other in made_here if resource.id.startswith(f"{other}/")}
        needed |= {text for text in texts(resource.body["properties"]) if text in made_here}
        needed |= resource.looked_up & made_here
        assert needed <= _waited_for(resource, known), resource.id


def _known(deployment: Deployment) -> dict[str, list[Resource]]:
    """Return the resources by what `dependsOn` may call them: the id, or the name of the loop."""
    known: dict[str, list[Resource]] = {}
    for resource in deployment.resources:
        known.setdefault(resource.id, []).append(resource)
        if resource.loop:
            known.setdefault(resource.loop, []).append(resource)
    return known


def _waited_for(resource: Resource, known: dict[str, list[Resource]]) -> set[str]:
    direct = [other for name in resource.body.get("dependsOn", ()) for other in known[name]]
    return {other.id for other in direct}.union(*(_waited_for(other, known) for other in direct))


class TestReadingTemplates:
    """What the tests above rest on."""

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
    def test_brackets_and_texts_that_are_not_closed_are_errors(self, expression: str) -> None:
        with pytest.raises(TemplateError):
            parse(expression)

    def test_a_bracket_in_a_text_is_a_text(self) -> None:
        expression = "[concat(createArray('a)', '[b', 'it''s'))]"
        assert _work_out(expression) == ["a)", "[b", "it's"]

    def test_expressions_are_read_from_the_inside_out(self) -> None:
        assert parse("[variables('a')[parameters('b')].c]") == Item(
            Item(Request("variables", (MultilineText("a"),)), Request("parameters", (MultilineText("b"),))),
            MultilineText("c"),
        )
        assert _work_out("[if(not(empty('')), format('{1}-{0}', 1, 'a'), '')]") == ""

    def test_a_name_that_stands_twice_is_an_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(arm_template, "FOLDER", tmp_path)
        (tmp_path / "one.json").write_text('{"a": 1, "b": {"c": 1, "c": 2}}')
        with pytest.raises(TemplateError, match="twice"):
            arm_template.read("one.json")

    @pytest.mark.parametrize("expression", ["[listKeys('a')]", "[createArray('a')[1]]", "[variables('a').c]"])
    def test_what_is_not_known_is_an_error(self, expression: str) -> None:
        with pytest.raises(TemplateError):
            _work_out(expression)

    def test_a_parameter_keeps_to_its_limits(self) -> None:
        limits = {"type": "int", "minValue": 1, "maxValue": 3, "allowedValues": [1, 3, 5]}
        template = {"parameters": {"a": limits}, "resources": [], "outputs": {}}
        assert Deployment(template, a=3).parameters == {"a": 3}
        for wrong in (0, 2, 5, "3", True):
            with pytest.raises(TemplateError):
                Deployment(template, a=wrong)
        with pytest.raises(TemplateError, match="not given"):
            Deployment(template)
        with pytest.raises(TemplateError, match="no such"):
            Deployment(template, a=1, b=1)


def _work_out(expression: str) -> Any:
    template = json.loads('{"parameters": {}, "variables": {"a": {"b": 1}}, "resources": [], "outputs": {}}')
    return Deployment(template).work_out(expression)
