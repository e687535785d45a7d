"""The OpenAPI document: made of what is really read and written, so that the two cannot drift apart."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from bot.core.cards import Stage
from bot.core.facts import FactName
from bot.core.status import DomainStatus
from bot.services.systems import MOST_LISTED
from bot.web.api.examples import ERROR, NEW, STATUS
from bot.web.api.models import USUAL_LISTED, NewDomain
from bot.web.api.problems import MEDIA_TYPE

Json = dict[str, Any]
_REF = "#/components/schemas/{model}"

_ABOUT = """\
How link-shortening domains are, for other systems, and a way to add some.

An admin makes a token in Slack (App Home, *API tokens*): it reads the domains of every client, or only of the chosen
ones, and may add domains where the admin said so. 300 requests a minute are taken of each token. Fields may be added to
answers; those that are here keep their names and meanings. Webhooks carry the same `DomainStatus`.
"""


def document(address: str = "") -> Json:
    """OpenAPI 3.1. ``address`` is where the bot can be reached, without a final slash; empty: the host that it came
    from."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "linkdomain", "version": "1", "description": _ABOUT},
        "servers": [{"url": f"{address}/api/v1"}],
        "security": [{"token": []}],
        "tags": [{"name": "domains"}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "ldk_ and 43 characters"},
            },
            "schemas": _schemas(),
            "responses": {name: _problem(text, headers) for name, (text, headers) in _PROBLEMS.items()},
            "headers": _HEADERS,
        },
    }


def _schemas() -> Json:
    status, new = (
        TypeAdapter(DomainStatus).json_schema(ref_template=_REF, mode="serialization"),
        NewDomain.model_json_schema(ref_template=_REF),
    )
    schemas: Json = {**status.pop("$defs"), **new.pop("$defs")}
    schemas["Code"] = {
        "type": "string",
        "pattern": "^[A-Z0-9_]+$",
        "description": "A cause, by the codes of `linkdomain check`. Codes may be added.",
    }
    facts = {name.value: {"$ref": _REF.format(model="FactStatus")} for name in FactName}
    status["properties"]["facts"] = {"type": "object", "properties": facts, "required": list(facts)}
    schemas.pop("FactName", None)
    page = {"type": "array", "items": {"$ref": _REF.format(model="DomainStatus")}}
    cursor = {"type": ["string", "null"], "description": "Goes into `cursor` for the next page; null: the last page."}
    return {
        **schemas,
        "DomainStatus": status,
        "NewDomain": new,
        "DomainPage": _object({"domains": page, "next": cursor}, "Newest first. It may be short though more follow."),
        "Problem": _PROBLEM,
    }


def _object(properties: Json, description: str) -> Json:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
    }


_PROBLEM: Json = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string", "description": "What the status means."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened and what to do, for people."},
        "code": {"type": "string", "description": "For programs. Codes may be added."},
        "reference": {"type": "string", "description": "Also in the bot's log."},
        "errors": {
            "type": "array",
            "description": "The fields or parameters at fault.",
            "items": _object({name: {"type": "string"} for name in ("field", "code", "detail")}, "One of them."),
        },
    },
    "required": ["type", "title", "status", "detail", "code", "reference"],
}

_HEADERS: Json = {
    "ETag": {"schema": {"type": "string"}, "description": "For `If-None-Match` of the next request."},
    "Link": {"schema": {"type": "string"}, "description": 'The next page, `rel="next"` (RFC 8288); only with more.'},
    "Location": {"schema": {"type": "string"}, "description": "Where the domain is."},
    "Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds."},
    "WWW-Authenticate": {"schema": {"type": "string"}, "description": "RFC 6750."},
    "Idempotency-Replayed": {
        "schema": {"type": "string", "const": "true"},
        "description": "The domain was added by an earlier request with this key.",
    },
}


def _headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


_PROBLEMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "BadRequest": ("Parameters, a header or the JSON itself cannot be understood.", ()),
    "Unauthorized": ("No token, or one that opens nothing.", ("WWW-Authenticate",)),
    "Forbidden": ("The token may only read, or the admin who made it may not add any more.", ()),
    "NotFound": ("It is not there, or out of the token's scope: that is not told apart.", ()),
    "Conflict": (
        "The host or its Domain SID is here already, its client is being removed, or the key was used otherwise.",
        (),
    ),
    "TooSlow": ("The body did not come within 10 seconds.", ()),
    "TooLarge": ("The body has more than 64 KiB.", ()),
    "NotJson": ("The body is not `application/json`.", ()),
    "Invalid": ("Some fields are wrong: `errors` says which.", ()),
    "TooManyRequests": ("Wait as long as it says.", ("Retry-After",)),
    "Unavailable": ("Slack or the database does not answer, or the bot is starting.", ("Retry-After",)),
    "InternalError": ("A fault of ours; `reference` is in the log.", ()),
}


def _problem(text: str, headers: tuple[str, ...]) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": text,
        "headers": _headers(*headers),
        "content": {MEDIA_TYPE: {"schema": schema, "example": ERROR}},
    }


def _responses(**problems: str) -> Json:
    """The problems of an operation, by status; those that every one has besides."""
    every = {"s401": "Unauthorized", "s429": "TooManyRequests", "s500": "InternalError", "s503": "Unavailable"}
    named = {**problems, **every}
    return {status[1:]: {"$ref": f"#/components/responses/{name}"} for status, name in sorted(named.items())}


def _parameter(where: str, name: str, schema: Json, description: str, *, is_required: bool = False) -> Json:
    return {"in": where, "name": name, "required": is_required, "schema": schema, "description": description}


_ETAG = _parameter("header", "If-None-Match", {"type": "string"}, "The ETag of an earlier answer.")
_UNCHANGED: Json = {"description": "Nothing has changed since.", "headers": _headers("ETag")}


def _answer(description: str, model: str, example: object, *headers: str) -> Json:
    content = {"application/json": {"schema": {"$ref": _REF.format(model=model)}, "example": example}}
    return {"description": description, "headers": _headers(*headers), "content": content}


def _paths() -> Json:
    host = {"type": "string", "minLength": 1, "format": "known-host"}
    where = _parameter("path", "host", host, "The link host; international names in either form.", is_required=True)
    read = {
        "operationId": "getDomain",
        "summary": "One domain",
        "tags": ["domains"],
        "parameters": [where, _ETAG],
        "responses": {
            "200": _answer("How it is now.", "DomainStatus", STATUS, "ETag"),
            "304": _UNCHANGED,
            **_responses(s404="NotFound"),
        },
    }
    return {"/domains": {"get": _list(), "post": _add()}, "/domains/{host}": {"get": read}}


def _list() -> Json:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": USUAL_LISTED}
    client = {"type": "string", "minLength": 1, "maxLength": 100, "format": "client"}
    stage = {"type": "string", "enum": [stage.value for stage in Stage if stage is not Stage.REMOVED]}
    cursor = {"type": "string", "minLength": 1, "maxLength": 300, "format": "cursor"}
    page = {"domains": [STATUS], "next": None}
    return {
        "operationId": "listDomains",
        "summary": "Domains, newest first",
        "tags": ["domains"],
        "parameters": [
            _parameter("query", "client", client, "Only this client's: its id or its name."),
            _parameter("query", "stage", stage, "Only those at this stage."),
            _parameter("query", "limit", limit, "How many at most."),
            _parameter("query", "cursor", cursor, "The `next` of an earlier page."),
            _ETAG,
        ],
        "responses": {
            "200": _answer("A page.", "DomainPage", page, "ETag", "Link"),
            "304": _UNCHANGED,
            **_responses(s400="BadRequest", s404="NotFound"),
        },
    }


def _add() -> Json:
    key = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
    about = "A request that is repeated with the same key, within a day, adds nothing twice."
    body = {"schema": {"$ref": _REF.format(model="NewDomain")}, "example": NEW}
    problems = {"s400": "BadRequest", "s403": "Forbidden", "s409": "Conflict", "s415": "NotJson"}
    problems |= {"s408": "TooSlow", "s413": "TooLarge"}
    return {
        "operationId": "addDomain",
        "summary": "Add a domain",
        "tags": ["domains"],
        "parameters": [_parameter("header", "Idempotency-Key", key, about)],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {
            "200": _answer(
                "It was added by an earlier request with this key.", "DomainStatus", STATUS, "Idempotency-Replayed"
            ),
            "201": _answer("Added.", "DomainStatus", STATUS, "Location"),
            **_responses(**problems, s422="Invalid"),
        },
    }
