"""The small forms: reject, a client, a campaign, and which host."""

from slack_sdk.models.views import View

from handlers import ids
from handlers.views.blocks import context, field, modal, section
from handlers.views.modals.parts import Choice, client_field, domain_field, text_input
from handlers.views.text import code

NAME_LIMIT = 80
REASON_LIMIT = 500


def reject_form(value: str, host: str) -> View:
    """``value`` is the button's: it names the request and what was shown."""
    reason = text_input(ids.REASON, max_length=REASON_LIMIT, is_multiline=True)
    blocks = [
        section(f"Reject the SSL request for {code(host)}?"),
        field(ids.REASON, "Reason", reason, hint="The person who asked reads it in the thread."),
    ]
    return modal("Reject SSL", blocks, callback_id=ids.REJECT_FORM, submit="Reject", carries={"request": value})


def client_form(name: str = "", ask_id: str = "") -> View:
    """``ask_id`` is the wish of somebody who asked for this client."""
    typed = field(ids.NAME, "Name", text_input(ids.NAME, name, max_length=NAME_LIMIT))
    carries = {"ask": ask_id} if ask_id else None
    return modal("Add a client", [typed], callback_id=ids.CLIENT_FORM, submit="Add", carries=carries)


def campaign_form(client: Choice | None = None, name: str = "", ask_id: str = "") -> View:
    """``ask_id`` is the wish of somebody who asked for this campaign."""
    sid = text_input(ids.SERVICE_SID, max_length=200)
    blocks = [
        client_field(client),
        field(ids.NAME, "Name of the campaign", text_input(ids.NAME, name, max_length=NAME_LIMIT)),
        field(
            ids.SERVICE_SID,
            "SID of its Messaging Service",
            sid,
            is_optional=True,
            hint="Twilio Console, Messaging, Services. Short links work only with a Messaging Service.",
        ),
    ]
    carries = {"ask": ask_id} if ask_id else None
    return modal("Add a campaign", blocks, callback_id=ids.CAMPAIGN_FORM, submit="Add", carries=carries)


_VERBS = {
    "status": ("Status", "Show"),
    "ssl": ("Request SSL", "Request"),
    "forward": ("Forward to the client", "Next"),
    "attach": ("Attach campaigns", "Next"),
    "edit": ("Edit", "Next"),
    "remove": ("Remove", "Next"),
    "detach": ("Detach campaigns", "Next"),
    "test": ("Send a test", "Next"),
}


def host_form(verb: str) -> View:
    """Asks which domain a sub-command is about."""
    title, submit = _VERBS[verb]
    return modal(title, [domain_field()], callback_id=ids.HOST_FORM, submit=submit, carries={"verb": verb})


def check_form() -> View:
    blocks = [
        field(ids.HOST, "Host name", text_input(ids.HOST, placeholder="ls.acme.com")),
        context("A host of ours is looked at now and then closely; of any other I only say what I see."),
    ]
    return modal("Check a host", blocks, callback_id=ids.CHECK_FORM, submit="Check")
