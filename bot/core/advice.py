"""The advice catalogue: from a finding to words for the client and the account manager. Never an rcode, no markup."""

from collections.abc import Mapping

from bot.core.facts import Finding, Provider, Record, Severity, WhoActs
from bot.core.headlines import HEADLINES, LOST
from bot.core.languages import Language
from bot.core.providers import Dot, panel_of
from bot.core.words import Words, words_in

MAX_HEADLINE = 60
FREE_NAMES = ("go", "links", "txt")
"""Other names to offer for the links."""

_PHRASES = {"until": "until_then", "onward": "onward_then"}
"""Details that come with words of their own, and are silent where they are not known."""


def advise(
    finding: Finding,
    record: Record,
    *,
    was_live: bool = False,
    provider: Provider | None = None,
    language: Language = Language.ENGLISH,
) -> str:
    """One or two plain sentences: what was seen and the next step.

    ``record`` is the wanted CNAME. ``was_live``: the domain worked before, so say that something changed; the
    finding's detail ``last_good`` tells until when. ``provider``: whose panel it is, so that its box is named.
    """
    words, key = words_in(language), _key(finding)
    fields = {**_fields(finding, record, words), "box": _box(provider, words), **_typed(provider, record, words)}
    is_loss = was_live and finding.severity is Severity.ERROR and finding.who_acts is WhoActs.CLIENT
    if not is_loss:
        return _filled(words.advice[key], fields)
    text = _filled(words.lost.get(key) or words.advice[key], fields)
    since = fields.get("last_good")
    if since:
        return words.say("phrase.lost_since", host=fields["host"], last_good=since, advice=text)
    return words.say("phrase.lost", host=fields["host"], advice=text)


def headline(finding: Finding, *, was_live: bool = False) -> str:
    """At most 60 characters for a row of the checklist in Slack. ``was_live``: it was there before."""
    key, english = _key(finding), words_in(Language.ENGLISH)
    text = (was_live and LOST.get(key)) or HEADLINES[key]
    text = _filled(text, {**finding.details, **_phrases(finding, english)})
    return text if len(text) <= MAX_HEADLINE else text[: MAX_HEADLINE - 1].rstrip() + "…"


def _key(finding: Finding) -> str:
    key = f"{finding.code}.{finding.details.get('variant')}"
    return key if key in HEADLINES else finding.code


def _fields(finding: Finding, record: Record, words: Words) -> Mapping[str, str]:
    host = record.zone if record.name == "@" else f"{record.name}.{record.zone}"
    fields = {
        "host": host,
        "name": record.name,
        "zone": record.zone,
        "value": record.value,
        "ttl": str(record.ttl),
        "suggestion": host,
    }
    told = {**fields, **finding.details, **_phrases(finding, words), "offer": _offer(finding, record, words)}
    return {**told, **{word: words.say(f"phrase.{word}", **fields) for word in ("add", "Add")}}


def _typed(provider: Provider | None, record: Record, words: Words) -> Mapping[str, str]:
    """The value as it goes into the panel: not with its final dot where that is refused."""
    panel = panel_of(provider)
    is_refused = panel is not None and panel.dot is Dot.REFUSED
    value = record.value.rstrip(".")
    return {"typed": value if is_refused else words.say("phrase.dotted", value=record.value)}


def _box(provider: Provider | None, words: Words) -> str:
    panel = panel_of(provider)
    return words.say("phrase.box", name_box=panel.name_box) if panel else words.say("phrase.box_unknown")


def _offer(finding: Finding, record: Record, words: Words) -> str:
    if free := finding.details.get("free"):
        return words.say("phrase.offer_free", free=free)
    example = next(name for name in FREE_NAMES if name != record.name)
    return words.say("phrase.offer", example=f"{example}.{record.zone}")


def _phrases(finding: Finding, words: Words) -> Mapping[str, str]:
    told = {name: finding.details[name] for name in _PHRASES if finding.details.get(name)}
    return {_PHRASES[name]: words.say(f"phrase.{_PHRASES[name]}", **{name: value}) for name, value in told.items()}


class _Known(dict[str, str]):
    """A detail that a finding does not bring leaves its place empty: advice must never fail."""

    def __missing__(self, key: str) -> str:
        return ""


def _filled(template: str, fields: Mapping[str, str]) -> str:
    return template.format_map(_Known(fields))
