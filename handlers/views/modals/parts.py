"""Inputs that several forms share."""

from collections.abc import Mapping
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    ExternalDataSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig

from bot.core.languages import Language
from handlers import ids
from handlers.views.blocks import field, option
from handlers.views.text import initial, plain, pt

LIVE = DispatchActionConfig(trigger_actions_on=["on_enter_pressed", "on_character_entered"])


TXT_LABEL, SID_LABEL = "Verification value (TXT)", "Domain SID"
"""In this order, as the Twilio Console shows them: the TXT as the domain is added, the SID on its page afterwards."""
_NOT_LISTED = "Not in the list? An admin adds it with /linkdomain clients."


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list that is searched: an id, and what people read."""

    id: str
    label: str
    remark: str | None = None

    def option(self) -> Option:
        remark = pt(plain(self.remark, 75)) if self.remark else None
        return Option(value=self.id, text=pt(plain(self.label, 75)), description=remark)


def text_input(
    action_id: str,
    value: str = "",
    *,
    max_length: int = 3000,
    is_multiline: bool = False,
    is_live: bool = False,
    placeholder: str | None = None,
) -> PlainTextInputElement:
    return PlainTextInputElement(
        action_id=action_id,
        initial_value=_lines(value, max_length) if is_multiline else initial(value, max_length),
        max_length=max_length,
        multiline=is_multiline or None,
        dispatch_action_config=LIVE if is_live else None,
        placeholder=pt(placeholder, 150) if placeholder else None,
    )


def _lines(value: str, max_length: int) -> str | None:
    """Line breaks stay where there is room for them."""
    return "\n".join(initial(line, max_length) or "" for line in value.splitlines()).strip()[:max_length] or None


def search(action_id: str, placeholder: str, chosen: Choice | None = None) -> ExternalDataSelectElement:
    """A list that Slack asks us for while people type; with nothing typed it shows the first entries."""
    return ExternalDataSelectElement(
        action_id=action_id,
        placeholder=pt(placeholder, 150),
        min_query_length=0,
        initial_option=chosen.option() if chosen else None,
    )


def client_field(chosen: Choice | None = None, hint: str = _NOT_LISTED) -> InputBlock:
    return field(ids.CLIENT, "Client", search(ids.CLIENT, "Type a part of the name", chosen), hint=hint)


LANGUAGES: Mapping[Language, str] = {Language.ENGLISH: "English", Language.SPANISH: "Español"}


def language_field(chosen: Language) -> InputBlock:
    """What the client reads; Slack itself stays English."""
    options = {language: option(label, language) for language, label in LANGUAGES.items()}
    element = StaticSelectElement(
        action_id=ids.LANGUAGE, options=list(options.values()), initial_option=options[chosen]
    )
    return field(ids.LANGUAGE, "Language of the e-mail and the page", element)


def domain_field() -> InputBlock:
    return field(ids.DOMAIN, "Domain", search(ids.DOMAIN, "Type a part of the host name"))
