"""What comes in, judged: the body of a new domain, the parameters of a list, and places in a list as text."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.config import JsonDict
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.core.cards import Stage
from bot.core.domain import Setup
from bot.core.languages import Language
from bot.services.domains import ADDRESS
from bot.services.systems import MOST_LISTED, Place
from bot.web.api.problems import FieldError, Problem, wrong

USUAL_LISTED = 20
_KEY = re.compile(r"[!-~]{1,200}")
_CURSOR = re.compile(r"[A-Za-z0-9_-]{1,300}")
_PARAMETERS = ("client", "stage", "limit", "cursor")


def _address(text: str) -> str:
    if not re.fullmatch(ADDRESS, text):
        raise PydanticCustomError("bad_email", "That is no e-mail address.")
    return text


Address = Annotated[str, Field(max_length=254, json_schema_extra={"format": "email"}), AfterValidator(_address)]


_WHO_ADDS: JsonDict = {
    "if": {"properties": {"setup": {"const": "forward"}}, "required": ["setup"]},
    "then": {"properties": {"contacts": {"minItems": 1}}, "required": ["contacts"]},
}
"""Whom it is forwarded to must be said."""


class NewDomain(BaseModel):
    """A domain to add. Its card appears in Slack and its first check follows at once, as after `/linkdomain add`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, json_schema_extra=_WHO_ADDS)

    host: Annotated[
        str,
        Field(min_length=1, max_length=300, json_schema_extra={"format": "link-host"}),
        Field(description="The whole link host, such as `ls.acme.com`; international names in either form."),
    ]
    client: Annotated[
        str,
        Field(min_length=1, max_length=100, json_schema_extra={"format": "client"}),
        Field(description="Id or name of a registered client within the token's scope."),
    ]
    setup: Annotated[
        Setup, Field(description="Who adds the DNS records: `ours`, or `forward`: the client, who gets them by e-mail.")
    ] = Setup.OURS
    contacts: Annotated[
        list[Address], Field(max_length=10, description="With `forward`: who gets the steps. Else it is not used.")
    ] = []
    language: Annotated[Language, Field(description="Of what the contacts are written.")] = Language.ENGLISH
    note: Annotated[str, Field(max_length=500, description="For the card, and for the client's e-mail.")] = ""
    domain_sid: Annotated[
        str,
        Field(max_length=60, json_schema_extra={"format": "domain-sid"}),
        Field(description="Twilio's Domain SID, where it is known already."),
    ] = ""
    verification: Annotated[
        str,
        Field(max_length=200, json_schema_extra={"format": "verification"}),
        Field(description="The whole value of Twilio's verification TXT; only with `domain_sid`."),
    ] = ""
    channel: Annotated[
        str,
        Field(max_length=30, json_schema_extra={"format": "slack-channel"}),
        Field(description="Id of the Slack channel where the card goes; empty: the setting DEFAULT_CHANNEL."),
    ] = ""
    owner: Annotated[
        str,
        Field(max_length=30, json_schema_extra={"format": "slack-user"}),
        Field(description="Slack user id of who looks after it; empty: the admin who made the token."),
    ] = ""


def new_domain(body: bytes) -> NewDomain:
    """The body of a POST. Raises Problem: 400 where it is no JSON, 422 with every field at fault."""
    try:
        return NewDomain.model_validate_json(body)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        if any(fault["type"] == "json_invalid" for fault in faults):
            raise Problem(400, "invalid_json", "The body is not JSON in UTF-8.") from None
        errors = [_field_error(fault) for fault in faults]
        raise Problem(422, "invalid_request", "Some fields are wrong.", errors=errors) from None


def _field_error(fault: ErrorDetails) -> FieldError:
    path = ".".join(str(part)[:60] for part in fault["loc"])
    return FieldError(path or "body", fault["type"], fault["msg"])


class Listing(BaseModel):
    """The parameters of a list."""

    model_config = ConfigDict(frozen=True)

    client: Annotated[str, Field(max_length=100)] = ""
    stage: Stage | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = USUAL_LISTED
    cursor: str = ""


def listing(given: Iterable[tuple[str, str]]) -> Listing:
    """The parameters of a request. Raises Problem: 400, naming each at fault."""
    pairs = list(given)
    errors = [
        FieldError(name[:60], "unknown_parameter", f"There is no such parameter; there are {', '.join(_PARAMETERS)}.")
        for name, _ in pairs
        if name not in _PARAMETERS
    ]
    names = [name for name, _ in pairs]
    errors += [FieldError(name, "repeated", "Give it once.") for name in _PARAMETERS if names.count(name) > 1]
    values = dict(pairs)
    if not errors and re.fullmatch(r"[0-9]{1,4}", values.get("limit", "1")) is None:
        errors = [FieldError("limit", "int_parsing", f"A whole number from 1 to {MOST_LISTED}.")]
    errors += [FieldError(name, "empty", "Leave it out or give a value.") for name in names if not values[name]]
    return _listing(values, errors)


def _listing(values: dict[str, str], errors: Sequence[FieldError]) -> Listing:
    if not errors:
        try:
            return Listing(**values)  # type: ignore[arg-type]  # pydantic reads the texts
        except ValidationError as error:
            errors = [_field_error(fault) for fault in error.errors(include_url=False, include_context=False)]
    raise Problem(400, "invalid_request", "Some parameters are wrong.", errors=errors)


def text_of(place: Place) -> str:
    """A place in a list, for the next request."""
    at, domain_id = place
    data = json.dumps([at.isoformat(), domain_id], separators=(",", ":")).encode()
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def place_of(cursor: str) -> Place | None:
    """Where the list goes on; None at its beginning. Raises Problem: 400 for what we never gave."""
    if not cursor:
        return None
    try:
        if not _CURSOR.fullmatch(cursor):
            raise ValueError(cursor)
        at, domain_id = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not isinstance(domain_id, str):
            raise ValueError(cursor)
        return moment.astimezone(UTC), domain_id
    except (ValueError, TypeError, OverflowError, RecursionError):
        detail = "Use the `next` of an earlier page, as it is."
        raise wrong("cursor", "invalid_cursor", detail, status=400) from None


def idempotency_key(given: Sequence[str]) -> str | None:
    """The header's value; None: it was not sent. Raises Problem: 400."""
    if not given:
        return None
    if len(given) > 1 or not _KEY.fullmatch(given[0]):
        detail = "One key of 1 to 200 visible ASCII characters, such as a UUID."
        raise wrong("Idempotency-Key", "invalid_key", detail, status=400)
    return given[0]
