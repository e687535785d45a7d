"""docs/providers.md says which automatic way works where: it is equal to the data. UPDATE_GOLDEN=1 writes it anew."""

import os
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path

import pytest

from bot.core.languages import Language
from bot.core.providers import Panel, panels
from bot.core.words import words_in
from bot.core.writing import Problem

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

| provider | consent page | API token |
|---|---|---|
"""
RIGHTS = """
## What the access has to be allowed

People read this beside the form, in their language.

| provider | made at | with |
|---|---|---|
"""
PROOF = """
## What is proven, and what is not

Each of the nine is proven against a stand-in that speaks its API over a socket and refuses what the API refuses
(`tests/gateways/providers`, where the sources are named): written, there already, replaced after consent, refused,
wrong or weak access, account without the domain, busy, down, slow, cut off midway, pressed twice. No account of a
real customer was used: the first real write at a provider is worth a look at its panel.

Known of single providers:

- **Cloudflare**: the template's permission (*Zone, DNS, Edit*) is all that is asked for, as by certbot. Some tools
  ask for *Zone, Zone, Read* too; where a right token is told to hold no such domain, add that.
- **IONOS**: a new record switches off records of IONOS' own services that cannot stand beside it. Those that stand at
  our names are shown before; what is switched off already is passed over.
- **OVHcloud**: accounts of OVHcloud Europe only (`eu.api.ovh.com`); name servers below `ovh.ca` are offered the three
  steps. Nothing is served before the zone is refreshed, so each try ends with that. A zone with a warning is written
  too.
- **Gandi**: domains on LiveDNS. The older API keys work while Gandi takes them.
- **Hetzner**: zones in Hetzner Console. The API of the DNS Console before it ended in May 2026, and its tokens are
  told as wrong. A text beside others takes their TTL.
- **Linode**: the account's domain must be a primary one.
- **Vultr**: a key works only from addresses that its Access Control List allows.

Checked against the providers' documentation in November 2026, except for these, of which none was found: the names of
the buttons at IONOS and OVHcloud, the address of Gandi's page for tokens, and that there is no DNS API at Bluehost,
Shopify, SiteGround, HostGator, WordPress.com and Domain.com. The consent pages are those that domainconnect.org lists
as live, and Squarespace, which its knowledge base names.
"""


def row(panel: Panel) -> str:
    consent = "yes" if panel.connects else "no"
    written = ", ".join(panel.field_names) if panel.writes else f"by hand: {panel.by_hand}"
    return f"| {panel.provider.name} | {consent} | {written} |\n"


def right(panel: Panel) -> str:
    permit = words_in(Language.ENGLISH).say(f"write.permit_{panel.writes}", zone="the domain")
    return f"| {panel.provider.name} | {' → '.join(panel.access_path)} | {permit} |\n"


def test_the_table_in_the_docs_is_equal_to_the_data() -> None:
    rows, rights = (row(panel) for panel in panels()[:COUNT]), (right(panel) for panel in WRITING)
    wanted = ABOUT + "".join(rows) + RIGHTS + "".join(rights) + PROOF
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


def test_whatever_goes_wrong_there_are_words_for_it() -> None:
    keys = {f"write.problem_{problem}" for problem in Problem}
    assert [keys - set(words_in(language).sentences) for language in Language] == [set() for _ in Language]


@pytest.mark.parametrize("panel", WRITING, ids=lambda panel: panel.provider.id)
def test_people_are_told_what_to_fill_in_and_where_to_get_it(panel: Panel) -> None:
    assert len(panel.fields) == len(panel.field_names) > 0
    assert panel.access_address.startswith("https://")
    assert panel.access_path
    for language in Language:
        assert f"write.permit_{panel.writes}" in words_in(language).sentences
