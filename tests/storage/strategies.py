"""Hypothesis strategies for the values that are stored, every field of them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.core.domain import (
    Attachment,
    AttachmentState,
    LinkDomain,
    LinkSettings,
    RequestState,
    Setup,
    SslRequest,
    Standing,
    TwilioDetails,
)
from bot.core.effects import Effect, EffectKind
from bot.core.events import Event, EventKind
from bot.core.facts import Code, Evidence, Fact, FactName, FactState, Finding, Provider

# NUL and lone surrogates are taken out on the way (see `storage.columns.Words`), so they do not come back.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
ids = st.text("abcdef0123456789", min_size=1, max_size=32)
counts = st.integers(0, 2**31 - 1)
times = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 the zone is given
maybe_words, maybe_times = st.none() | words, st.none() | times
# Inside JSON everything comes back, NUL too.
any_words = st.text(max_size=40)
details: SearchStrategy[Mapping[str, str]] = st.dictionaries(any_words, any_words, max_size=3)

findings = st.builds(Finding, st.sampled_from(Code), details)
evidences = st.builds(
    Evidence,
    any_words,
    any_words,
    any_words,
    st.lists(any_words, max_size=3).map(tuple),
    st.none() | counts,
    times,
    any_words,
)
facts = st.builds(
    Fact,
    state=st.sampled_from(FactState),
    since=maybe_times,
    seen_at=maybe_times,
    finding=st.none() | findings,
    evidence=st.none() | evidences,
    contrary=counts,
    unsure=st.none() | findings,
    expires_at=maybe_times,
)
twilio_details = st.builds(TwilioDetails, words, maybe_words, st.sampled_from(Standing), words, times)


def requests(domain_id: SearchStrategy[str] = ids) -> SearchStrategy[SslRequest]:
    return st.builds(
        SslRequest,
        id=ids,
        domain_id=domain_id,
        digest=words,
        state=st.sampled_from(RequestState),
        requested_by=words,
        requested_at=times,
        decided_by=maybe_words,
        decided_at=maybe_times,
        reason=maybe_words,
        problem=maybe_words,
    )


def domains(client_id: SearchStrategy[str] = ids, team_id: SearchStrategy[str] = words) -> SearchStrategy[LinkDomain]:
    """Without contacts and removal, which other rows and filters are needed for."""
    return st.builds(
        LinkDomain,
        id=st.just("d1"),
        team_id=team_id,
        host=words,
        zone=words,
        client_id=client_id,
        owner=words,
        setup=st.sampled_from(Setup),
        channel=words,
        created_at=times,
        next_check_at=maybe_times,
        card_ts=maybe_words,
        facts=st.dictionaries(st.sampled_from(FactName), facts),
        details=st.none() | twilio_details,
        request=st.none() | requests(st.just("d1")),
        provider=st.none() | st.builds(Provider, words, words),
        contact_ids=st.just(()),
        note=maybe_words,
        instructed=st.booleans(),
        live_since=maybe_times,
        degraded_since=maybe_times,
        close_since=maybe_times,
        last_check_at=maybe_times,
        visible_everywhere_at=maybe_times,
        removed_at=st.none(),
        generation=counts,
        card_number=counts,
        removing_since=maybe_times,
        parked_since=maybe_times,
        removal_due_at=maybe_times,
    )


attachments = st.builds(
    Attachment,
    id=ids,
    domain_id=ids,
    campaign_id=ids,
    state=st.sampled_from(AttachmentState),
    settings=st.builds(LinkSettings, maybe_words, maybe_words, st.booleans(), st.booleans()),
    wanted_by=words,
    wanted_at=times,
    attached_at=maybe_times,
    problem=maybe_words,
)
events = st.builds(
    Event,
    domain_id=ids,
    kind=st.sampled_from(EventKind),
    at=times,
    actor=maybe_words,
    details=details,
    id=st.integers(1, 2**31 - 1),
)
effects = st.builds(
    Effect,
    key=words,
    kind=st.sampled_from(EffectKind),
    team_id=words,
    domain_id=ids,
    subject=words,
    destination=words,
    urgency=st.integers(-100, 100),
    coalesce=st.booleans(),
)
