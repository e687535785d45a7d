"""An address in texts that people typed."""

import json
import unicodedata

import pytest

from bot.core.forgetting import without

ADDRESS = "it@acme.com"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("it@acme.com", "a contact"),
        ("Ask IT@Acme.com.", "Ask a contact."),
        ("Acme <it@acme.com>, <mailto:it@acme.com|it@acme.com>", "Acme <a contact>, <mailto:a contact|a contact>"),
        ("it@acme.com\nit@acme.com", "a contact\na contact"),
        ("bandit@acme.com, b.it@acme.com, no-it@acme.com, +it@acme.com", None),
        ("it@acme.com.au and it@acme.company and it@acme.com-x", None),
        ("nothing of it", None),
    ],
)
def test_the_address_goes_wherever_it_stands_by_itself(text: str, left: str | None) -> None:
    assert without(text, ADDRESS) == (text if left is None else left)


def test_a_json_text_stays_one_with_letters_of_any_alphabet() -> None:
    for written in ("jürg@acme.com", "JÜRG@acme.com", unicodedata.normalize("NFD", "jürg@acme.com")):
        text = json.dumps({"reason": f"ask {written} first"})
        assert json.loads(without(text, "Jürg@acme.com")) == {"reason": "ask a contact first"}
