"""The sub-commands, through a real Bolt app."""

import pytest

from bot.core.cards import CampaignLine, Page
from bot.core.commands import GiveDetails, LookNow, RequestSsl
from bot.core.domain import RequestState
from bot.core.errors import GatewayError, Reason, Refused
from bot.core.facts import Code, Diagnosis, Finding, Record
from bot.core.people import Role
from bot.core.registry import CampaignPage, NameQuery
from bot.core.rules import Rules
from bot.core.twilio import Judgement
from bot.services.lists import ListKind, ListQuery
from tests.handlers.support import DOMAIN_SID, Office, read, texts
from tests.views.registry_samples import CLIENTS
from tests.views.samples import ACME, CARDS, HISTORY, REMOVED_HISTORY, SPRING

VALUE = "twilio-domain-verification=" + "9f3c" * 8


async def test_add_opens_the_form_with_the_host_filled_in(office: Office) -> None:
    office.run.answers["find_domain"] = None
    assert read(await office.say("add <http://acme.com|acme.com>")) == {"text": ""}
    view = office.slack.view()
    assert view["callback_id"] == "add_form"
    assert view["blocks"][2]["element"]["initial_value"] == "acme.com"
    assert "`https://ls.acme.com/" in texts(view)
    assert view["private_metadata"] == '{"channel":"C0SALES"}'
    assert not [block for block in view["blocks"] if block.get("block_id") == "channel"]


@pytest.mark.parametrize(("channel", "name"), [("D0DIRECT", "directmessage"), ("C0GROUP", "mpdm-a--b-1")])
async def test_add_in_a_direct_message_asks_for_the_channel(office: Office, channel: str, name: str) -> None:
    await office.say("add", channel=channel, name=name)
    view = office.slack.view()
    assert view["blocks"][-1]["block_id"] == "channel"
    assert "private_metadata" not in view


async def test_add_says_where_the_card_of_a_known_host_is(office: Office) -> None:
    await office.say("add ls.acme.com")
    assert "is here already; its card is in <#C0SALES>" in texts(office.slack.view())


async def test_add_shows_what_is_wrong_with_the_host(office: Office) -> None:
    await office.say("add 192.0.2.1")
    assert "✗ That is an IP address" in texts(office.slack.view())


async def test_list_shows_mine_and_pages_with_buttons(office: Office) -> None:
    office.run.answers["list_domains"] = Page("Your domains", tuple(CARDS.values())[:10], 12)
    answer = read(await office.say("list"))
    assert office.run.commands("list_domains") == [ListQuery(ListKind.MINE)]
    assert answer["response_type"] == "ephemeral"
    assert answer["text"] == "Your domains: 12"
    assert [button["value"] for button in answer["blocks"][-1]["elements"]] == ["1:mine:"]


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("STUCK", ListQuery(ListKind.STUCK)),
        ("live", ListQuery(ListKind.LIVE)),
        ("client Acme Corp", ListQuery(ListKind.CLIENT, "Acme Corp")),
        ("Acme Corp", ListQuery(ListKind.CLIENT, "Acme Corp")),
    ],
)
async def test_list_understands_what_to_list(office: Office, words: str, query: ListQuery) -> None:
    office.run.answers["list_domains"] = Page("x", (), 0)
    await office.say(f"list {words}")
    assert office.run.commands("list_domains") == [query]


async def test_status_shows_card_and_history(office: Office) -> None:
    office.run.answers["timeline"] = HISTORY
    answer = read(await office.say("status ls.acme.com"))
    assert "What happened" in texts(answer)
    assert office.run.commands("timeline") == ["domain-1"]


async def test_status_of_a_domain_finds_its_usual_link_host(office: Office) -> None:
    office.run.answers |= {
        "timeline": HISTORY,
        "find_domain": lambda host: CARDS["live"].domain if host == "ls.acme.com" else None,
    }
    assert "Live" in texts(read(await office.say("status acme.com")))


async def test_status_of_a_removed_host_says_who_removed_it_and_when(office: Office) -> None:
    office.run.answers |= {
        "timeline": REMOVED_HISTORY,
        "find_domain": None,
        "find_removed": lambda host: REMOVED_HISTORY.card.domain if host == "ls.acme.com" else None,
    }
    for typed in ("ls.acme.com", "acme.com"):
        told = texts(read(await office.say(f"status {typed}")))
        assert "It was removed" in told
        assert "What happened" in told
        assert "Post the card here" not in told


async def test_status_of_an_unknown_host_says_how_to_go_on(office: Office) -> None:
    office.run.answers |= {"find_domain": None, "find_removed": None}
    assert "I do not have ls.acme.com" in texts(read(await office.say("status ls.acme.com")))


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("status", "host_form"),
        ("ssl", "host_form"),
        ("attach", "host_form"),
        ("check", "check_form"),
        ("sid", "details_form"),
    ],
)
async def test_without_a_host_a_form_asks(office: Office, verb: str, form: str) -> None:
    await office.say(verb)
    assert office.slack.view()["callback_id"] == form


async def test_check_of_a_host_of_ours_looks_now(office: Office) -> None:
    answer = read(await office.say("check ls.acme.com"))
    assert office.run.commands("look_now") == [LookNow("domain-1")]
    assert "closely for ten minutes" in texts(answer)
    assert office.look.hosts == []


async def test_check_of_another_host_answers_at_once_and_tells_the_rest_later(office: Office) -> None:
    office.run.answers["find_domain"] = None
    record = Record("CNAME", "ls", "other.com", "lsct.ashburn.us1.twilio.com.")
    office.look.answer = Diagnosis("ls.other.com", record, (Finding(Code.MISSING_NXDOMAIN),), {})
    assert "Looking at" in texts(read(await office.say("check other.com")))
    await office.desk.background.settle()
    later = office.slack.sent("respond")
    assert [one["response_type"] for one in later] == ["ephemeral"]
    assert "Nothing was stored" in texts(later[0])
    assert {ran.service for ran in office.run.ran} == {"find_domain"}


async def test_a_look_that_breaks_down_is_answered_too(office: Office) -> None:
    office.run.answers["find_domain"] = None
    office.look.answer = RuntimeError("broken")
    await office.say("check ls.other.com")
    await office.desk.background.settle()
    assert "could not look" in texts(office.slack.sent("respond"))


async def test_sid_gives_the_details_directly(office: Office) -> None:
    answer = read(await office.say(f"sid ls.acme.com {DOMAIN_SID} {VALUE}"))
    assert office.run.commands("give_details") == [
        GiveDetails("domain-1", DOMAIN_SID, VALUE, Judgement.CONFIRMED)
    ]  # fmt: skip
    assert "Twilio confirms" in texts(answer)


@pytest.mark.parametrize("trouble", [GatewayError("twilio", "30100", transient=True), None])
async def test_a_sid_that_twilio_cannot_judge_in_time_is_accepted_as_unproven(
    office: Office, trouble: Exception | None
) -> None:
    office.twilio.judgement = trouble
    await office.say(f"sid ls.acme.com {DOMAIN_SID}")
    assert office.run.commands("give_details") == [GiveDetails("domain-1", DOMAIN_SID, None, None)]


async def test_sid_without_the_sid_opens_the_form_for_that_host(office: Office) -> None:
    await office.say("sid ls.acme.com")
    assert office.slack.view()["private_metadata"] == '{"domain":"domain-1"}'


async def test_sid_of_somebody_elses_domain_is_refused_before_the_form(office: Office) -> None:
    other = Office(office.slack, rules=Rules(operators=("U0OPER",)))
    other.run.answers = office.run.answers
    answer = read(await other.say("sid ls.acme.com", user="U0OTHER"))
    assert "<@U0OPER> or the owner of the domain can" in texts(answer)
    assert office.slack.sent("views.open") == []


async def test_a_sid_from_who_may_not_give_it_is_refused_before_twilio_is_asked(office: Office) -> None:
    other = Office(office.slack, rules=Rules(operators=("U0OPER",)))
    other.run.answers = office.run.answers
    answer = read(await other.say(f"sid ls.acme.com {DOMAIN_SID}", user="U0OTHER"))
    assert "<@U0OPER> or the owner of the domain can" in texts(answer)
    assert other.twilio.asked == []


async def test_a_text_that_is_no_sid_is_told_what_to_type(office: Office) -> None:
    assert "Type the Domain SID" in texts(read(await office.say("sid ls.acme.com DN123")))
    assert office.run.commands("give_details") == []


@pytest.mark.parametrize(("state", "words"), [(RequestState.PENDING, "can decide"), (RequestState.WAITING, "Kept")])
async def test_ssl_asks_and_says_what_follows(office: Office, state: RequestState, words: str) -> None:
    office.run.answers["request_ssl"] = state
    answer = read(await office.say("ssl ls.acme.com"))
    assert office.run.commands("request_ssl") == [RequestSsl("id-2", "domain-1", ("U0APPR",))]
    assert words in texts(answer)


async def test_attach_opens_the_form_of_the_clients_campaigns(office: Office) -> None:
    office.run.answers["campaigns_of"] = [SPRING]
    await office.say("attach ls.acme.com")
    assert office.slack.view()["callback_id"] == "attach_form"


async def test_attach_without_any_campaign_says_so(office: Office) -> None:
    office.run.answers["campaigns_of"] = []
    await office.say("attach ls.acme.com")
    view = office.slack.view()
    assert "callback_id" not in view
    assert "has no campaign" in texts(view)


async def test_clients_shows_the_list_and_who_can_add_one(office: Office) -> None:
    office.run.answers["client_page"] = CLIENTS
    answer = texts(read(await office.say("clients")))
    assert "Acme Corp" in answer
    assert "<@U0ADMIN> can add one" in answer
    assert "Add client" not in answer


async def test_clients_offers_an_admin_the_form(office: Office) -> None:
    office.directory.by_user["U0ADMIN"] = frozenset({Role.ADMIN})
    office.run.answers["client_page"] = CLIENTS
    assert "Add client" in texts(read(await office.say("clients", user="U0ADMIN")))


async def test_campaigns_shows_client_service_and_host(office: Office) -> None:
    lines = (CampaignLine(SPRING, ACME, "ls.acme.com"),)
    office.run.answers["campaign_page"] = CampaignPage(lines, NameQuery(), 1, has_more=False)
    answer = texts(read(await office.say("campaigns")))
    assert "Spring sale" in answer
    assert "ls.acme.com" in answer


async def test_help_and_unknown_words_show_what_there_is(office: Office) -> None:
    assert "/linkdomain attach HOST" in texts(read(await office.say("help")))
    answer = texts(read(await office.say("chekc ls.acme.com")))
    assert "Did you mean `/linkdomain check ls.acme.com`?" in answer
    assert "/linkdomain attach HOST" not in answer
    assert "/linkdomain attach HOST" in texts(read(await office.say("frobnicate")))


async def test_a_refusal_of_a_service_is_told_to_the_asker_alone(office: Office) -> None:
    office.run.answers["request_ssl"] = Refused(Reason.ALREADY_REQUESTED, state="pending", by="U0ANNA")
    answer = read(await office.say("ssl ls.acme.com"))
    assert answer["response_type"] == "ephemeral"
    assert "waits for an approver" in answer["text"]
