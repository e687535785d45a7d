"""From what people filled in or typed to commands and drafts. Raises Refused with the field at fault."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.attachments import service_sid_of
from bot.core.commands import (
    AddCampaign,
    AddClient,
    AddDomain,
    AttachCampaigns,
    DecideSsl,
    EditDomain,
    GiveDetails,
)
from bot.core.domain import Campaign, LinkDomain, LinkSettings, RequestState, Setup
from bot.core.errors import Reason, Refused
from bot.core.hostname import link_host, parse_host
from bot.core.languages import Language
from bot.core.twilio import Judgement, ServiceReport
from bot.services.lists import ListKind, ListQuery
from bot.services.ports import NewId
from handlers import ids
from handlers.grammar import Asked
from handlers.payloads import Form
from handlers.views.modals.add import DEFAULT_SUBDOMAIN, AddDraft
from handlers.views.modals.details import DetailsDraft
from handlers.views.modals.parts import Choice

_BETWEEN = re.compile(r"[\s,;]+")
_AROUND = ".<>()[]\"'\u201c\u201d"
_PERSON = re.compile(r"@([UW][A-Z0-9]{5,})")
_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_QUOTED_NAME = re.compile(r'"[^"\n]*"(?=\s*<)')
_NAMED = re.compile(r"[^,;\n<>@]*<([^<>|]*@[^<>|]*)(?:\|[^<>]*)?>")
_MAILTO = re.compile(r"^mailto:|\?.*$", re.IGNORECASE)


def wanted(form: Form, field: str) -> str:
    """The chosen value; raises Refused(EMPTY) where none is."""
    value = form.choice(field)
    if not value:
        raise Refused(Reason.EMPTY, field=field)
    return value


def person_of(form: Form) -> str:
    """The person chosen. Raises Refused: EMPTY, NO_OWNER for what is no person's id."""
    chosen = wanted(form, ids.OWNER)
    if not _USER.fullmatch(chosen):
        raise Refused(Reason.NO_OWNER, field=ids.OWNER)
    return chosen


def channel_of(form: Form) -> str:
    """Where the card goes: what was asked, else where the command came from."""
    channel = form.choice(ids.CHANNEL) or form.carried.get("channel", "")
    if not channel:
        raise Refused(Reason.EMPTY, field=ids.CHANNEL)
    return channel


def setup_of(form: Form) -> Setup:
    return Setup.FORWARD if form.choice(ids.SETUP) == Setup.FORWARD else Setup.OURS


def added(form: Form, new_id: NewId) -> AddDomain:
    setup = setup_of(form)
    addresses = addresses_of(form.text(ids.EMAIL)) if setup is Setup.FORWARD else ()
    return AddDomain(
        domain_id=new_id(),
        host=link_host(form.text(ids.HOST), form.text(ids.SUBDOMAIN)),
        client_id=wanted(form, ids.CLIENT),
        setup=setup,
        channel=channel_of(form),
        domain_sid=form.text(ids.DOMAIN_SID) or None,
        verification=form.text(ids.VERIFICATION) or None,
        contacts=tuple((new_id(), address) for address in addresses),
        note=form.text(ids.NOTE) or None,
        language=language_of(form) or Language.ENGLISH,
    )


def language_of(form: Form) -> Language | None:
    """The one chosen for the client; None: it was not asked."""
    chosen = form.choice(ids.LANGUAGE) or form.carried.get(ids.LANGUAGE, "")
    return Language(chosen) if chosen in tuple(Language) else None


def judged(command: AddDomain, judgement: Judgement | None) -> AddDomain:
    return replace(command, judgement=judgement)


def addresses_of(text: str) -> tuple[str, ...]:
    """The e-mail addresses in a text, each once, as people paste them: with names, brackets, ``mailto:``, commas, line
    breaks. Whether they are ones the service judges."""
    bare = _NAMED.sub(r" \1 ", _QUOTED_NAME.sub("", text))
    found = (_MAILTO.sub("", part.strip(_AROUND)) for part in _BETWEEN.split(bare))
    first: dict[str, str] = {}
    for address in filter(None, found):
        first.setdefault(address.casefold(), address)
    return tuple(first.values())


def draft_of(form: Form, default_channel: str | None, is_mail_on: bool, preview: str | None) -> AddDraft:
    """The add form as it stands, to be drawn anew."""
    client = form.choice(ids.CLIENT)
    return AddDraft(
        host=form.text(ids.HOST),
        subdomain=form.text(ids.SUBDOMAIN),
        client=Choice(client, form.label(ids.CLIENT)) if client else None,
        setup=setup_of(form),
        email=_or_put_away(form, ids.EMAIL),
        note=_or_put_away(form, ids.NOTE),
        language=language_of(form) or Language.ENGLISH,
        domain_sid=form.text(ids.DOMAIN_SID),
        verification=form.text(ids.VERIFICATION),
        channel=form.carried.get("channel"),
        default_channel=form.choice(ids.CHANNEL) or default_channel,
        is_mail_on=is_mail_on,
        preview=preview,
    )


def _or_put_away(form: Form, field: str) -> str:
    """What is typed, or was before the field was taken away."""
    return form.text(field) if field in form.values else form.carried.get(field, "")


def lacks_addresses(form: Form, *, is_mail_on: bool) -> bool:
    """The client is to be written to, and the form was sent before it could ask for addresses."""
    return is_mail_on and setup_of(form) is Setup.FORWARD and ids.EMAIL not in form.values


def domain_of(form: Form) -> str:
    """The id of the domain that the form is about."""
    return form.carried.get("domain") or wanted(form, ids.DOMAIN)


def details_given(form: Form, domain_id: str, judgement: Judgement | None) -> GiveDetails:
    return GiveDetails(domain_id, form.text(ids.DOMAIN_SID), form.text(ids.VERIFICATION) or None, judgement)


def details_draft(domain: LinkDomain) -> DetailsDraft:
    details, request = domain.details, domain.request
    unaffected = (RequestState.REJECTED, RequestState.VOID)
    is_open = request is not None and request.state not in unaffected
    return DetailsDraft(
        domain_id=domain.id,
        host=domain.host,
        domain_sid=details.domain_sid if details else "",
        verification=(details.verification or "") if details else "",
        voids_request=is_open,
    )


def typed_details(asked: Asked) -> tuple[str, str]:
    """SID and verification value as typed after `sid HOST`: the SID is what begins with DN, else the first word."""
    words = list(asked.rest)
    sid = next((word for word in words if word[:2].upper() == "DN"), words[0] if words else "")
    others = [word for word in words if word != sid]
    likely = (word for word in others if "=" in word or len(word) >= 32)
    return sid, next(likely, "")


def handover_typed(asked: Asked) -> tuple[str, str]:
    """What stands after `handover`: the host or `all`, and the Slack id of a person, where Slack gave one. A plain
    ``@name`` names nobody for certain."""
    words = [*asked.host.split(), *asked.rest]
    people = (_PERSON.fullmatch(word) for word in words)
    person = next((found[1] for found in people if found), "")
    return next((word for word in words if not word.startswith("@") and not _PERSON.fullmatch(word)), ""), person


def edited(form: Form, new_id: NewId) -> EditDomain:
    """What was not asked stays as it is."""
    host = parse_host(form.text(ids.HOST), DEFAULT_SUBDOMAIN) if ids.HOST in form.inputs else None
    contacts = tuple((new_id(), address) for address in addresses_of(form.text(ids.EMAIL)))
    return EditDomain(
        domain_id=domain_of(form),
        client_id=wanted(form, ids.CLIENT),
        owner=person_of(form),
        host=host,
        contacts=contacts if ids.EMAIL in form.inputs else None,
        note=form.text(ids.NOTE) or None,
    )


def attached(
    form: Form, new_id: NewId, campaigns: Sequence[Campaign], reports: Mapping[str, ServiceReport]
) -> AttachCampaigns:
    chosen = {new_id(): campaign.id for campaign in campaigns}
    is_move = ids.MOVE in form.choices(ids.OPTIONS)
    return AttachCampaigns(domain_of(form), chosen, settings_of(form), reports, is_move)


def chosen_campaigns(form: Form, known: Sequence[Campaign]) -> list[Campaign]:
    """The campaigns chosen in the form; raises Refused where one is gone or none was chosen."""
    by_id = {campaign.id: campaign for campaign in known}
    chosen = form.choices(ids.CAMPAIGNS)
    if not chosen:
        raise Refused(Reason.EMPTY, field=ids.CAMPAIGNS)
    if any(one not in by_id for one in chosen):
        raise Refused(Reason.UNKNOWN_CAMPAIGN, field=ids.CAMPAIGNS)
    return [by_id[one] for one in chosen]


def settings_of(form: Form) -> LinkSettings:
    options = form.choices(ids.OPTIONS)
    return LinkSettings(
        fallback_url=form.text(ids.FALLBACK_URL) or None,
        callback_url=form.text(ids.CALLBACK_URL) or None,
        continue_on_failure=ids.CONTINUE_ON_FAILURE in options,
        disable_https=ids.USE_HTTPS not in options,
    )


def decided(value: str, *, is_approved: bool, reason: str | None = None) -> DecideSsl:
    """From the value of the approval's buttons: the request and what was shown."""
    request_id, _, digest = value.partition(":")
    return DecideSsl(request_id, digest, is_approved, reason)


def client_added(form: Form, new_id: NewId) -> AddClient:
    return AddClient(new_id(), form.text(ids.NAME))


def service_sid(form: Form) -> str | None:
    """The Messaging Service's SID as Twilio writes it; what is none stays as typed, for the service to refuse."""
    typed = form.text(ids.SERVICE_SID)
    return service_sid_of(typed) or typed or None


def campaign_added(form: Form, new_id: NewId, report: ServiceReport | None) -> AddCampaign:
    sid = service_sid(form)
    return AddCampaign(new_id(), wanted(form, ids.CLIENT), form.text(ids.NAME), sid, report)


def list_query(words: Sequence[str]) -> ListQuery:
    """`mine`, `stuck`, `live` or `client NAME`; anything else is taken for a client's name."""
    first = words[0].casefold() if words else ListKind.MINE.value
    if first == ListKind.CLIENT:
        return ListQuery(ListKind.CLIENT, " ".join(words[1:]))
    if first in (ListKind.MINE, ListKind.STUCK, ListKind.LIVE):
        return ListQuery(ListKind(first))
    return ListQuery(ListKind.CLIENT, " ".join(words))


def query_text(query: ListQuery) -> str:
    """What a page's buttons carry, and `turned_page` reads."""
    return f"{query.kind.value}:{query.text}"


def turned_page(value: str) -> ListQuery:
    number, _, rest = value.partition(":")
    kind, _, text = rest.partition(":")
    known = ListKind(kind) if kind in tuple(ListKind) else ListKind.MINE
    return ListQuery(known, text, int(number) if number.isdecimal() else 0)
