"""Whatever stands in the database, every view is valid by Slack's rules and says nothing that we did not say."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot.core.bulk import Digest, DigestLine
from bot.core.cards import CampaignLine, Card, Page, ReplyModel
from bot.core.commands import AddCampaign
from bot.core.domain import AttachmentState, Campaign, Client, LinkSettings, Setup
from bot.core.events import EventKind
from bot.core.facts import Code, Diagnosis, FactName, Finding, Provider, Record
from bot.core.messages import Content
from bot.core.overview import (
    ClientLine,
    GivenUp,
    HomeQuery,
    Line,
    OrganizationCount,
    Overview,
    Part,
    Registries,
)
from bot.core.providers import panels
from bot.core.registry import AccountShown, CampaignPage, ClientPage, NameQuery, RegisteredClient
from handlers import grammar, views
from handlers.views import approval, card, checks, forwarding, help, lists, registries, reply, said_back, task
from handlers.views.digests import digest
from handlers.views.home import home_view
from handlers.views.modals.add import AddDraft, add_form
from handlers.views.modals.attach import AttachDraft, attach_form, nothing_to_attach
from handlers.views.modals.details import DetailsDraft, details_form
from handlers.views.modals.forward import ForwardDraft, forward_form
from handlers.views.modals.parts import Choice
from handlers.views.modals.small import reject_form
from tests.views import nasty, samples, token_samples, webhook_samples
from tests.views.nasty import others
from tests.views.support import Json, as_json, faults, strings

OURS = re.compile(
    r"<!date\^\d+\^[^<>|]*\|[^<>|]*>|<@U0[A-Z]+>|<!subteam\^S0[A-Z]+>|<#C0[A-Z]+>|"
    r"<https://(slack\.com/archives|bot\.test)/[^<>|]*(\|[^<>|]*)?>|"
    + "|".join(re.escape(f"<{panel.address}|{panel.provider.name}>") for panel in panels() if panel.address)
)
CONTROLS = ("<!", "<@", "<#", "<http")
BAD = st.sampled_from(
    ["<!channel>", "<@U0EVIL1>", "<https://evil.test|acme.com>", "<#C1|x>", "*_~`", "&" * 3000, "<" * 3000, "x" * 3000]
)
TYPED = BAD | st.text(max_size=300) | st.builds("".join, st.lists(BAD, min_size=1, max_size=3))


def everything(typed: str) -> Iterator[Content | View]:
    client = Client("client-1", "T0TEAM", typed)
    campaign = Campaign("campaign-1", "T0TEAM", "client-1", typed, None)
    attached = tuple(samples.attached(campaign, state, typed) for state in AttachmentState)
    for shown in samples.CARDS.values():
        told = _spoilt(shown, typed, client)
        yield from (card(told), task(told, told.domain.host), lists.status(replace(samples.HISTORY, card=told)))
        yield reply(ReplyModel(replace(told, campaigns=attached * 5), _events(typed), is_broadcast=False))
    told = _spoilt(samples.CARDS["live"], typed, client)
    yield from (approval(replace(model, card=told)) for model in samples.APPROVALS.values())
    yield from _answers(typed, told, client, campaign)
    yield from _forms(typed, told, campaign)
    yield from others(typed, told)
    for shown in samples.FORWARDED.values():
        yield card(replace(_spoilt(shown, typed, client), undeliverable=(typed,) * 9))
        yield forwarding.forwarded(_spoilt(shown, typed, client), "details", typed, is_mail_on=True)


def _events(typed: str) -> tuple[samples.Event, ...]:
    details = {"campaign": typed, "reason": typed, "code": typed, "facts": "record", "seconds": typed}
    return tuple(samples.event(kind, samples.OWNER, **details) for kind in EventKind)


def _spoilt(shown: Card, typed: str, client: Client) -> Card:
    domain = shown.domain
    spoilt = samples.wrong(samples.T0, Code.WRONG_TARGET, seen=typed, server=typed)
    request = replace(domain.request, reason=typed) if domain.request else None
    if domain.details is None:
        domain = replace(domain, facts={**domain.facts, FactName.CAA: spoilt, FactName.RECORD: spoilt})
    domain = replace(domain, request=request, provider=Provider("x", typed), note=typed)
    records = (Record("CNAME", typed, typed, typed), Record("TXT", typed, typed, typed))
    return replace(shown, domain=domain, client=client, records=records)


def _answers(typed: str, told: Card, client: Client, campaign: Campaign) -> Iterator[Content]:
    seen = Diagnosis(
        "ls.acme.com", Record("CNAME", typed, typed, typed), (Finding(Code.WRONG_TARGET, {"seen": typed}),) * 9, {}
    )
    yield checks.dry_run(replace(seen, provider=Provider("x", typed)))
    yield from (checks.looking(typed), checks.not_seen(typed), checks.looking_at_ours(typed, typed))
    yield help.misunderstood(typed, "status", typed, grammar.VERBS)
    yield lists.domain_list(Page(typed, (told,) * 10, 30), number=1, size=10, query="mine:")
    yield registries.client_list(_page(client, typed), is_admin=True, admins=())
    yield registries.campaign_list(
        CampaignPage((CampaignLine(campaign, client, typed),) * 10, NameQuery(typed, 1), 40, has_more=True),
        is_admin=False,
        admins=[samples.ADMIN] * 9,
    )
    lines = (DigestLine(typed, typed, told.stage, "C0SALES", None),) * 25
    yield digest(Digest("b1", samples.OWNER, samples.T0, "C0SALES", {told.stage: 9}, (typed,) * 9, lines=lines))
    yield from (said_back.client_added(typed), said_back.campaign_added(AddCampaign("1", "2", typed, typed)))


def _page(client: Client, typed: str) -> ClientPage:
    line = RegisteredClient(client, AccountShown(typed, typed))
    return ClientPage((line,) * 8, NameQuery(typed, 1), 40, has_more=True)


def _forms(typed: str, told: Card, campaign: Campaign) -> Iterator[View]:
    draft = AddDraft(
        typed, typed, Choice("client-1", typed), note=typed, email=typed, domain_sid=typed, is_mail_on=True
    )
    yield add_form(replace(draft, verification=typed))
    yield add_form(replace(draft, setup=Setup.FORWARD))
    yield details_form(DetailsDraft("domain-1", typed, typed, typed))
    attach = AttachDraft(told, LinkSettings(typed, typed), [campaign] * 40, 1)
    yield from (attach_form(attach), nothing_to_attach(attach), reject_form("request:digest", typed))
    yield home_view(_home(typed, told), samples.T0)
    yield from (forward_form(ForwardDraft(told, (typed,) * 3, held)) for held in ("", "details", "blocking"))


def _home(typed: str, told: Card) -> Overview:
    line = Line(told.domain, told.client, told.stage, told.awaited, told.actions)
    part = Part((line,) * 8, 90, 1, True)
    glance = (ClientLine(told.client, 1, 2, 3),) * 15
    full, failed = (OrganizationCount(typed, 90),) * 3, (GivenUp("w1", typed, 3),) * 4
    return Overview(
        HomeQuery(),
        part,
        part,
        {told.stage: 9},
        glance,
        True,
        (),
        full,
        told.client,
        told,
        Registries(1, 1, 1, 1, failed),
    )


def test_every_view_is_among_them() -> None:
    """A function that makes a view, and is not called here, would show people's texts unseen. Two have none
    to show."""
    spoiling = (nasty, webhook_samples, token_samples)
    source = Path(__file__).read_text() + "".join(Path(str(one.__file__)).read_text() for one in spoiling)
    made = [name for module in _modules() for name in _made_in(module)]
    assert len(made) > 70
    assert {name for name in made if not re.search(rf"\b{name}\(", source)} == {"not_read", "overview"}


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(views.__path__, "handlers.views."):
        yield importlib.import_module(found.name)


def _made_in(module: ModuleType) -> Iterator[str]:
    for name, made in inspect.getmembers(module, inspect.isfunction):
        is_public = made.__module__ == module.__name__ and not name.startswith("_")
        if is_public and made.__annotations__.get("return") in (Content, View):
            yield name


MARKED = re.compile(r"[*~`]bold7|bold7[*~`]|(?<!\w)_bold7_(?!\w)")
SPANS = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def test_nobodys_text_makes_bold_or_code() -> None:
    typed = "*bold7* _bold7_ ~bold7~ `bold7` ```bold7```"
    for shown in everything(typed):
        said = [text for text in mrkdwn(as_json(shown)) if MARKED.search(SPANS.sub("", text))]
        assert said == []


def mrkdwn(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for part in value.values():
            yield from mrkdwn(part)
    elif isinstance(value, list):
        for part in value:
            yield from mrkdwn(part)


def test_no_view_turns_the_line_round() -> None:
    for shown in everything("\u202egnp.acme\u2066 \u200f"):
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", "".join(strings(as_json(shown))))


@given(TYPED)
@settings(deadline=None, max_examples=10)
def test_no_view_ever_says_more_than_we_say(typed: str) -> None:
    assume(not re.fullmatch("[CDGSUW][A-Z0-9]+", typed))  # an id of Slack's is no text: it comes from Slack alone
    for shown in everything(typed):
        said = [OURS.sub("", one) for one in strings(as_json(shown))]
        assert not [one for one in said if any(control in one for control in CONTROLS)]


@pytest.mark.parametrize(
    "typed", ["", "x" * 3000, "<" * 3000, "&" * 3000, "漢" * 3000, "word " * 600, "\x00\u202e\ud800"]
)
def test_every_view_stays_within_slacks_limits_whatever_was_typed(typed: str) -> None:
    assert [fault for shown in everything(typed) for fault in faults(shown)] == []


@given(TYPED)
@settings(deadline=None, max_examples=5)
def test_every_message_has_a_plain_text_of_moderate_length(typed: str) -> None:
    messages = [shown for shown in everything(typed) if isinstance(shown, Content)]
    assert all(0 < len(shown.text) <= 3000 for shown in messages)


def test_marks_never_stand_without_words() -> None:
    for name, shown in samples.CARDS.items():
        lines = [line for one in strings(as_json(card(shown))) for line in one.split("\n") if line[:1] in "✓✗…○"]
        assert lines or name == "removed_before_live"
        assert all(len(line) > 8 for line in lines)
