"""The OpenAPI document says what is really answered, and the README names it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.core.facts import FactName
from bot.core.status import status_of
from bot.web.api.examples import ERROR, NEW, STATUS
from bot.web.api.openapi import document
from bot.web.api.problems import Problem, wrong
from tests.views.samples import CARDS, FORWARDED

DOCUMENT = document("https://bot.test")
SCHEMAS = DOCUMENT["components"]["schemas"]
README = (Path(__file__).parents[2] / "README.md").read_text()


def faults(value: object, model: str) -> list[str]:
    """What the document's schema of that name has against it."""
    schema = {"$ref": f"#/components/schemas/{model}", "components": DOCUMENT["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


@pytest.mark.parametrize("card", [*CARDS.values(), *FORWARDED.values()])
def test_every_state_of_a_domain_is_as_documented(card: Any) -> None:
    data = status_of(card).as_data()
    assert faults(data, "DomainStatus") == []
    assert set(data) == set(SCHEMAS["DomainStatus"]["properties"]) == set(SCHEMAS["DomainStatus"]["required"])
    assert faults({**data, "stage": "done"}, "DomainStatus")


def test_the_examples_are_right() -> None:
    assert faults(STATUS, "DomainStatus") == []
    assert set(STATUS) == set(SCHEMAS["DomainStatus"]["properties"])
    assert faults(NEW, "NewDomain") == []
    assert faults(ERROR, "Problem") == []
    assert faults({"domains": [STATUS], "next": "abc"}, "DomainPage") == []


def test_problems_are_as_documented() -> None:
    for problem in (wrong("host", "apex", "No."), Problem(503, "starting", "Later.", retry_after=0.2)):
        assert faults(json.loads(bytes(problem.answer("ref").body)), "Problem") == []
    assert Problem(503, "starting", "Later.", retry_after=0.2).answer("ref").headers["retry-after"] == "1"


def test_forwarding_wants_an_address() -> None:
    assert faults({"host": "ls.acme.com", "client": "c1", "setup": "forward"}, "NewDomain")
    assert faults({"host": "ls.acme.com", "client": "c1", "surprise": 1}, "NewDomain")


def test_every_reference_leads_somewhere() -> None:
    for found in set(re.findall(r"'\$ref': '#/([^']+)'", str(DOCUMENT))):
        place: Any = DOCUMENT
        for part in found.split("/"):
            place = place[part]


def test_the_readme_names_every_field_of_a_domain_and_every_fact() -> None:
    told = README[README.index("### API") : README.index("### Webhooks")]
    assert [name for name in SCHEMAS["DomainStatus"]["properties"] if f'"{name}"' not in told] == []
    assert [name for name in FactName if f"`{name}`" not in told] == []


def test_the_document_names_our_own_address_or_none() -> None:
    assert DOCUMENT["servers"] == [{"url": "https://bot.test/api/v1"}]
    assert document()["servers"] == [{"url": "/api/v1"}]
