"""Reading a Web API request: query, form or JSON, into arguments that fit the method's contract."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl

from bot.sandbox.slack.api.contracts import CONTRACTS, MOST_CHARS, TOLERATED, Arg, Contract
from bot.sandbox.slack.errors import ApiError, refused
from bot.sandbox.slack.shapes import Json

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_FLAGS: Mapping[object, bool] = {"true": True, "1": True, "false": False, "0": False, 1: True, 0: False}
_SHAPES: Mapping[str, type] = {"view": dict, "metadata": dict}
_WRONG_SHAPE = {
    "blocks": "invalid_blocks_format",
    "metadata": "invalid_metadata_format",
}


@dataclass(frozen=True, slots=True)
class RawCall:
    """A request as it came in."""

    method: str
    query: Mapping[str, str]
    content_type: str
    body: bytes
    authorization: str

    @property
    def form(self) -> dict[str, str]:
        """Query and form fields together; Slack reads both."""
        is_form = self.content_type == FORM
        fields = parse_qsl(self.body.decode(), keep_blank_values=True) if is_form else []
        return {**self.query, **dict(fields)}

    @property
    def token(self) -> str | None:
        """From the Authorization header, else from a form field; never from JSON."""
        scheme, _, token = self.authorization.partition(" ")
        return token.strip() if scheme.lower() == "bearer" and token.strip() else self.form.get("token")


def read(call: RawCall) -> Json:
    """The arguments, with null ones left out. Raises ApiError for what the method does not take."""
    contract = CONTRACTS[call.method]
    given: Json = dict(call.form)
    if call.content_type == JSON and contract.takes_json:
        given |= _json_body(call.body)
    ignored = (TOLERATED - set(contract.args)) | {"token"}
    given = {name: value for name, value in given.items() if name not in ignored}
    _refuse_unknown(contract, given)
    args = {name: _converted(name, contract.args[name], value) for name, value in given.items()}
    args = {name: value for name, value in args.items() if value is not None}
    _refuse_missing(contract, args)
    _refuse_too_long(call.method, args)
    return args


def _json_body(body: bytes) -> Json:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        raise refused("invalid_arguments", ["the request body is not valid JSON"]) from None
    if not isinstance(found, dict):
        raise refused("invalid_arguments", ["the request body must be a JSON object"])
    return found


def _refuse_unknown(contract: Contract, given: Json) -> None:
    unknown = sorted(set(given) - set(contract.args))
    if unknown:
        raise refused("invalid_arg_name", [f"unknown argument: {name}" for name in unknown])


def _refuse_missing(contract: Contract, args: Json) -> None:
    missing = [name for name, arg in contract.args.items() if arg.is_required and name not in args]
    if missing:
        raise refused("invalid_arguments", [f"missing required field: {name}" for name in missing])


def _refuse_too_long(method: str, args: Json) -> None:
    for name, value in args.items():
        most = MOST_CHARS.get((method, name))
        if most is not None and len(value) > most:
            raise refused("invalid_arguments", [f"must be less than {most + 1} characters [json-pointer:/{name}]"])


def _converted(name: str, arg: Arg, value: object) -> object:
    if value is None:
        return None if arg.is_nullable else _wrong(name, arg)
    if arg.kind == "json":
        return _json_value(name, arg, value)
    if arg.kind == "flag":
        return _FLAGS[value] if isinstance(value, str | int) and value in _FLAGS else _wrong(name, arg)
    if arg.kind == "number":
        return _number(name, arg, value)
    if arg.kind == "list":
        return value if isinstance(value, list) else str(value).split(",")
    return value if isinstance(value, str) else _wrong(name, arg)


def _number(name: str, arg: Arg, value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        _wrong(name, arg)


def _json_value(name: str, arg: Arg, value: object) -> object:
    """An object or array, or its JSON text."""
    if value == "" and arg.is_nullable:
        return None
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    return found if isinstance(found, _SHAPES.get(name, list)) else _wrong(name, arg)


def _wrong(name: str, arg: Arg) -> NoReturn:
    if name in _WRONG_SHAPE:
        raise ApiError(_WRONG_SHAPE[name])
    words = {"text": "a string", "flag": "a boolean", "number": "a number", "list": "an array"}
    expected = words.get(arg.kind, "an object" if name in _SHAPES else "an array")
    raise refused("invalid_arguments", [f"must provide {expected} [json-pointer:/{name}]"])
