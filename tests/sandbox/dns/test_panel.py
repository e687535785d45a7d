"""The provider's form: what it does to what is typed, and what it will not take."""

import pytest

from bot.sandbox.dns import TARGET, DnsStandIn, PanelRefused
from tests.sandbox.dns.support import NS1, ask, values

BARE = TARGET.rstrip(".")


async def test_a_value_without_final_dot_gets_the_zone_added(tree: DnsStandIn) -> None:
    tree.panel("acme.test").add("ls", "CNAME", BARE, 600)
    assert values(await ask(tree, NS1, "ls.acme.test", "CNAME"), "CNAME") == [f"{BARE}.acme.test."]


async def test_the_mistake_can_be_corrected(tree: DnsStandIn) -> None:
    panel = tree.panel("acme.test")
    panel.add("ls", "CNAME", BARE)
    panel.change("ls", "CNAME", TARGET)
    assert values(await ask(tree, NS1, "ls.acme.test", "CNAME"), "CNAME") == [TARGET]


async def test_another_panel_takes_the_value_as_it_is(tree: DnsStandIn) -> None:
    tree.panel("acme.test", appends_zone=False).add("ls", "CNAME", BARE)
    assert values(await ask(tree, NS1, "ls.acme.test", "CNAME"), "CNAME") == [TARGET]


async def test_the_whole_name_in_the_name_box_is_doubled(tree: DnsStandIn) -> None:
    tree.panel("acme.test").add("ls.acme.test", "CNAME", TARGET)
    assert values(await ask(tree, NS1, "ls.acme.test.acme.test", "CNAME"), "CNAME") == [TARGET]


async def test_text_is_taken_as_typed_however_long(tree: DnsStandIn) -> None:
    panel = tree.panel("acme.test")
    panel.add("_twilio.ls", "TXT", "twilio-domain-verification=0123456789abcdef0123456789abcdef")
    panel.add("long", "TXT", 'a "quoted" ' + "x" * 300)
    assert values(await ask(tree, NS1, "_twilio.ls.acme.test", "TXT"), "TXT") == [
        '"twilio-domain-verification=0123456789abcdef0123456789abcdef"'
    ]
    long = (await ask(tree, NS1, "long.acme.test", "TXT")).answer[0][0]
    assert b"".join(long.strings) == b'a "quoted" ' + b"x" * 300


async def test_a_url_pasted_as_value_becomes_a_strange_name(tree: DnsStandIn) -> None:
    tree.panel("acme.test").add("ls", "CNAME", f"http://{BARE}/")
    target = values(await ask(tree, NS1, "ls.acme.test", "CNAME"), "CNAME")[0]
    assert target.startswith("http:")


@pytest.mark.parametrize(
    ("name", "kind", "value", "ttl"),
    [
        ("@", "CNAME", TARGET, 600),
        ("@", "NS", "ns1.other.test.", 600),
        ("www", "CNAME", TARGET, 600),
        ("ls", "CNAME", TARGET, 60),
        ("ls", "A", "not an address", 600),
        ("ls.other.example.", "A", "203.0.113.1", 600),
        ("l" * 64, "A", "203.0.113.1", 600),
        ("a..b", "A", "203.0.113.1", 600),
        ("ls", "SPF", "x", 600),
    ],
)
async def test_the_form_refuses(tree: DnsStandIn, name: str, kind: str, value: str, ttl: int) -> None:
    panel = tree.panel("acme.test")
    panel.add("www", "A", "203.0.113.1")
    before = panel.records()
    with pytest.raises(PanelRefused):
        panel.add(name, kind, value, ttl)
    assert panel.records() == before


async def test_nothing_joins_a_cname(tree: DnsStandIn) -> None:
    panel = tree.panel("acme.test")
    panel.add("ls", "CNAME", TARGET)
    with pytest.raises(PanelRefused):
        panel.add("ls", "TXT", "x")


async def test_what_is_not_there_cannot_be_removed(tree: DnsStandIn) -> None:
    panel = tree.panel("acme.test")
    panel.add("ls", "CNAME", TARGET)
    panel.remove("ls", "CNAME")
    with pytest.raises(PanelRefused):
        panel.remove("ls", "CNAME")


async def test_the_panel_lists_what_it_holds(tree: DnsStandIn) -> None:
    tree.panel("acme.test").add("ls", "CNAME", TARGET, 600)
    assert ("ls", "CNAME", TARGET, 600) in tree.panel("acme.test").records()
