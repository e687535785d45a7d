"""docs/providers.md says which automatic way works where: it is equal to the data. UPDATE_GOLDEN=1 writes it anew."""

import os
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path

import pytest

from bot.core.languages import Language
from bot.core.providers import Panel, panels
from bot.core.words import words_in

DOCUMENT = Path(__file__).parents[2] / "docs" / "providers.md"
COUNT = 40
WRITING = [panel for panel in panels() if panel.writes]
ABOUT = """\
# Which automatic way works where

For the forty most common DNS providers that linkdomain knows by their name servers. Made from
`bot/core/providers.toml`; a test holds both equal.

- **Consent page**: the provider takes part in Domain Connect ([domain-connect.md](domain-connect.md)). People sign in
  there, see the records and confirm. It is offered once the provider has taken our template, and where it says so for
  the very domain.
- **API token**: written through dns-lexicon (the extra `providers`, and `PUBLIC_URL`). These are its fields.
  The access is used for one call and kept nowhere. Records of other names are never touched; what stands at the same
  name is shown and replaced only when that is confirmed, and only addresses and CNAMEs are. A Cloudflare record is
  written with the proxy off. The TTL is 600 seconds (Linode: 300).
- Where neither works, the page's three steps are in the panel's own words.

Cloudflare and DigitalOcean are proven against stand-ins that speak their APIs; of the others it is proven that they are
asked at their own address, with the access in no address, and that a refused access is told as one.

| provider | consent page | API token |
|---|---|---|
"""


def row(panel: Panel) -> str:
    consent = "yes" if panel.connects else "no"
    written = ", ".join(panel.field_names) if panel.writes else f"by hand: {panel.by_hand}"
    return f"| {panel.provider.name} | {consent} | {written} |\n"


def test_the_table_in_the_docs_is_equal_to_the_data() -> None:
    wanted = ABOUT + "".join(row(panel) for panel in panels()[:COUNT])
    if os.environ.get("UPDATE_GOLDEN"):
        DOCUMENT.write_text(wanted)
    assert DOCUMENT.read_text() == wanted


def test_each_of_the_forty_has_a_way_or_a_reason() -> None:
    assert [panel.provider.id for panel in panels()[:COUNT] if bool(panel.writes) == bool(panel.by_hand)] == []


@pytest.mark.parametrize("panel", WRITING, ids=lambda panel: panel.provider.id)
def test_every_module_and_option_that_is_named_is_in_dns_lexicon(panel: Panel) -> None:
    discovery = import_module("lexicon._private.discovery")
    assert discovery.find_providers()[panel.writes]
    parser = ArgumentParser()
    discovery.load_provider_module(panel.writes).Provider.configure_parser(parser)
    assert set(panel.fields) <= {action.dest for action in parser._actions}


@pytest.mark.parametrize("panel", WRITING, ids=lambda panel: panel.provider.id)
def test_people_are_told_what_to_fill_in_and_where_to_get_it(panel: Panel) -> None:
    assert len(panel.fields) == len(panel.field_names) > 0
    assert panel.access_address.startswith("https://")
    assert panel.access_path
    for language in Language:
        assert f"write.permit_{panel.writes}" in words_in(language).sentences
