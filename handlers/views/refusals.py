"""The words of what was refused or failed: what happened, and what to do or to type. One voice for all surfaces."""

from collections.abc import Mapping

from bot.core.approvals import Act
from bot.core.bulk import RowFault, RowsRefused
from bot.core.errors import GatewayError, Reason, Refused
from bot.core.rules import Rules
from handlers import ids
from handlers.views.text import mention, mentions, plain, unmarked
from handlers.views.words import MOVE_HERE

_HOST: Mapping[Reason, str] = {
    Reason.NOT_A_HOST: "That is not a host name. Type the client's domain, such as acme.com",
    Reason.APEX: "A whole domain cannot be a short-link host. Give it a subdomain, such as {suggestion}",
    Reason.TWO_HOSTS: "That is more than one host. Name one at a time",
    Reason.WILDCARD: "A wildcard cannot be a short-link host. Type one name, such as ls.acme.com",
    Reason.IP_ADDRESS: "That is an IP address. Type a name, such as acme.com",
    Reason.PUBLIC_SUFFIX: "{host} belongs to a registry, nobody can own it. Type the client's domain, such as acme.com",
    Reason.UNDERSCORE: "A host name has no underscores. Use a hyphen, or the name without it",
    Reason.LABEL_TOO_LONG: "One part of the name is longer than 63 characters. Type a shorter name",
    Reason.NAME_TOO_LONG: "The name is longer than 253 characters. Type a shorter one",
    Reason.TWILIO_NAME: "That is Twilio's own name. Type the client's domain, such as acme.com",
    Reason.EMAIL_ADDRESS: "That is an e-mail address. Type only the domain, such as acme.com",
    Reason.DUPLICATE_HOST: "{host} is here already. To see it and its card: /linkdomain status {host}",
    Reason.UNKNOWN_HOST: "I do not have {host}. {did_you_mean}/linkdomain list shows what is there, "
    "/linkdomain add adds it",
}
_PEOPLE: Mapping[Reason, str] = {
    Reason.UNKNOWN_CLIENT: "{no_client}",
    Reason.DUPLICATE_CLIENT: "There is a client of that name already. Type another name, or use the one there is",
    Reason.UNKNOWN_CAMPAIGN: "I do not know this campaign. Choose one from the list",
    Reason.DUPLICATE_CAMPAIGN: "This client has a campaign of that name already. Type another name",
    Reason.CAMPAIGN_OF_OTHER_CLIENT: "That campaign belongs to another client. Choose one of this client's",
    Reason.NOT_ALLOWED: "You may not do that; {who_may} can. Nothing was changed",
    Reason.OWN_REQUEST: "This is your own request: somebody else has to decide. Nothing was changed",
    Reason.NO_APPROVER: "Nobody could approve this: no approver is named, or only you are. Ask an admin to name "
    "another one in the setting APPROVERS; nothing was asked yet",
    Reason.NOT_IN_CHANNEL: "The card cannot go here: this is no channel. Type /linkdomain status HOST in the one "
    "where it belongs, and press the button there",
    Reason.REMOVING_ALREADY: "{host} is being removed already. The card says who must act",
    Reason.CLIENT_LEAVING: "{client} is being removed with all its domains. One message says how far it is, and can "
    "call that off",
    Reason.CAMPAIGNS_SEND: "Campaigns send through {hosts}. Choose what becomes of them",
    Reason.REMOVAL_PLANNED: "{host} is to be removed when its links have ended. Its card says when, and can call that "
    "off",
    Reason.REMOVED_HOST: "{host} was removed, so nothing is forwarded. To begin anew: /linkdomain add {host}",
    Reason.BEING_REMOVED: "{host} is being removed, so nothing is forwarded to the client. The card says who must act",
    Reason.NOT_FORWARDED: "Nobody at the client has a link for {host}, so there is nobody to remind. To send the "
    "steps: /linkdomain forward {host}",
    Reason.CLIENT_DONE: "The client has nothing left to do for {host}, so nothing was sent. The card says who must act",
    Reason.NO_MAIL: "No e-mail can go out for {host}, so please remind the client yourself. The link to copy: "
    "/linkdomain forward {host}",
    Reason.UNDELIVERABLE: "No address at the client takes e-mail for {host}, so no reminder was sent. Give another: "
    "/linkdomain forward {host} it@acme.com",
    Reason.RECORD_STILL_THERE: "The DNS record of {host} still leads to Twilio. Deleting the domain there now would "
    "let others take the name over: wait until the card says that the record is gone",
    Reason.HOST_FIXED: "The Domain SID is there, and it belongs to {host}. For another name, add another domain",
    Reason.CLIENT_FIXED: "Campaigns or an SSL request of this client hang on the domain. Settle those first, then "
    "change the client",
    Reason.NO_OWNER: "Only full members of this workspace who may use linkdomain can own a domain. Choose another "
    "person",
    Reason.OWNER_ALREADY: "{host} is theirs already. Choose somebody else",
    Reason.NOTHING_OF_YOURS: "You own no domain, so there is nothing to hand over",
    Reason.NOTHING_OF_THEIRS: "They own no domain any more, so there is nothing to hand over",
    Reason.NO_ADMIN: "Nobody can be asked: no admin is named. Whoever runs linkdomain names one in the setting ADMINS",
    Reason.ASK_GONE: "What you typed is not kept any more. Start again: /linkdomain add",
    Reason.OUTSIDER: "linkdomain is only for full members of this workspace. Ask the colleague who works with you here",
    Reason.WRONG_TEAM: "linkdomain does not serve this workspace. Nothing was read or changed",
    Reason.CANNOT_TELL_WHO: "I cannot tell who you are, so I did nothing. Try again in a minute",
    Reason.NO_CHANNEL: "The card has no place yet: I am not in that channel. Type /invite @linkdomain "
    "there{or_choose}, then send this again",
}
_TWILIO: Mapping[Reason, str] = {
    Reason.NO_SERVICE: "{campaign} has no Messaging Service, and Twilio shortens links only in those",
    Reason.NOT_ATTACHED: "{host} has no attached campaign to send a test through. Attach one first: /linkdomain attach",
    Reason.NO_TEST_NUMBERS: "No phone is named that a test may go to. {admins} can name one in the setting "
    "TEST_NUMBERS",
    Reason.BAD_TEST_NUMBER: "Tests may not go to this number any more. Choose one from the list",
    Reason.TEST_UNDER_WAY: "A test of {host} is under way. The thread of its card tells what comes out",
    Reason.SERVICE_IN_USE: "{campaign} is attached to a domain through its Messaging Service. Detach it there first: "
    "/linkdomain detach",
    Reason.BAD_SERVICE_SID: "Type the SID of the Messaging Service: the letters MG and 32 more characters, as the "
    "Twilio Console shows it",
    Reason.SERVICE_UNKNOWN: "{of_campaign}Twilio knows no such Messaging Service in this client's account. Copy its "
    "SID again from the Twilio Console",
    Reason.SERVICE_HAS_NO_SENDER: "{campaign}: its Messaging Service has no sender. Add one in the Twilio Console",
    Reason.SERVICE_TOLL_FREE_ONLY: "{campaign}: its Messaging Service has only toll-free numbers. Add another sender "
    "in the Twilio Console",
    Reason.SERVICE_HAS_OTHER_DOMAIN: "{campaign}: its Messaging Service serves {other_host} already. {move}",
    Reason.BAD_DOMAIN_SID: "Type the Domain SID: the letters DN and 32 more characters, from Admin, Domains in the "
    "Twilio Console",
    Reason.SID_UNKNOWN: "Twilio knows no domain with this SID. Copy it again from Admin, Domains in the Twilio Console",
    Reason.SID_OF_OTHER_HOST: "At Twilio this SID belongs to another host. Open this host under Admin, Domains in "
    "the Twilio Console and copy its SID",
    Reason.SID_USED_HERE: "This SID is in use here for {host}. Every host has its own; copy the one of this host",
    Reason.BAD_VERIFICATION: "Type the whole TXT value that the Console shows; it begins with "
    "twilio-domain-verification=",
    Reason.NO_DETAILS: "SSL needs the Domain SID, which is not here yet. The card says who gives it; then request SSL "
    "again",
    Reason.ALREADY_REQUESTED: "{request}",
    Reason.ALREADY_DECIDED: "This was decided already{decision}. Nothing was changed",
    Reason.REQUEST_VOID: "The Domain SID was replaced after this request, so it counts no more and nothing was "
    "changed. SSL has to be requested again",
    Reason.STALE: "What you saw has changed since, so I did nothing. The card shows how things stand now",
}
_INPUT: Mapping[Reason, str] = {
    Reason.EMPTY: "Please fill this in",
    Reason.BAD_URL: "Type a whole web address, such as https://www.acme.com/offers",
    Reason.BAD_EMAIL: "Type one or more e-mail addresses, such as it@acme.com, separated by commas",
    Reason.TOO_LONG: "That is too long. Shorten it to {limit} characters",
    Reason.BAD_ROWS: "Nothing was added, because some lines are wrong",
    Reason.BAD_ROW: "A line is host, client, Domain SID; the SID may be left out, and a client's name with a comma "
    "in it stands in quotes",
    Reason.BAD_LANGUAGE: "The language is English or Spanish. Type en or es, or leave it out",
    Reason.DUPLICATE_ROW: "the same host as in line {line}",
    Reason.TOO_MANY_ROWS: "this line and those after it are more than {limit}. Add them afterwards",
    Reason.UNNAMED_CAMPAIGN: "name the campaign of this Messaging Service in the column campaign",
    Reason.OTHER_SERVICE: "the campaign {campaign} sends through another Messaging Service. Leave the SID out, or let "
    "an admin change the campaign",
    Reason.TWO_SOURCES: "Paste lines or choose a file, not both: empty one of them",
    Reason.BAD_FILE: "That is no text file. Save it as CSV, and choose it again",
    Reason.FILE_TOO_LARGE: "The file is larger than {limit}. Paste the lines, or split it",
    Reason.FILE_NOT_READ: "Slack did not hand the file over in time. Nothing was added; press the button again, or "
    "paste the lines",
    Reason.FILE_FORBIDDEN: "Slack does not let me read files here. Paste the lines; an admin can install linkdomain "
    "anew with the scope files:read",
    Reason.NO_ROWS: "Nothing is ticked, so nothing was decided",
    Reason.BAD_WEBHOOK: "That address cannot be used. Type one that begins with https:// and is on the Internet, "
    "without a user name or password",
    Reason.TOO_MANY_WEBHOOKS: "There are {limit} webhooks, which is the most. Delete one that is not needed",
    Reason.UNKNOWN_WEBHOOK: "This webhook was deleted. Close this and open the list again",
    Reason.WEBHOOK_IS_OFF: "This webhook is off. Switch it on first",
    Reason.DUPLICATE_TOKEN: "There is a token of that name already. Type another name, or revoke that one first",
    Reason.TOO_MANY_TOKENS: "There are {limit} tokens, which is the most. Revoke one that is not needed",
    Reason.NO_WAY: "The records of {host} cannot be written from here, or are right already. Look at its card",
    Reason.NOTHING_READY: "There is no domain whose SSL could be asked for now",
}
WORDS: Mapping[Reason, str] = {**_HOST, **_PEOPLE, **_TWILIO, **_INPUT}

_EMPTY_FIELDS: Mapping[str, str] = {
    ids.HOST: "Type the client's domain, such as acme.com",
    ids.CLIENT: "Choose the client",
    ids.DOMAIN: "Choose the domain",
    ids.OWNER: "Choose the new owner",
    ids.CHANNEL: "Choose the channel where the card goes",
    ids.DETACH_WHEN: "Choose what becomes of the campaigns",
    ids.ROWS: "Paste one line for each domain: host, client, Domain SID. Or choose a file",
    ids.EMAIL: "Type the e-mail address of whoever adds the records at the client",
    ids.CAMPAIGNS: "Choose one campaign at least",
    ids.ATTACHED: "Choose one campaign at least",
    ids.NUMBER: "Choose the phone",
    ids.CAMPAIGN: "Choose the campaign",
    ids.NAME: "Type a name",
    ids.SCOPE: "Choose whose domains it reads",
    ids.CLIENT_IDS: "Choose one client at least, or every client above",
    ids.REASON: "Say why, so that the person who asked can mend it",
    ids.FALLBACK_URL: "Type the web address for links that have expired; without one they end in an error",
}
_REQUESTS: Mapping[str, str] = {
    "waiting": "SSL is requested already. I ask the approvers as soon as the DNS records are right",
    "pending": "SSL is requested already and waits for an approver",
    "approved": "SSL is approved already. Twilio makes the certificate now; I say when links are live",
    "issued": "Nothing to request: the certificate is there",
}
_PARTIES: Mapping[str, str] = {"slack": "Slack", "twilio": "Twilio", "mail": "The mail server", "dns": "DNS"}
_ROWS_LIMIT = 1900  # characters of an error that Slack still shows beside a field
_USUAL = {"suggestion": "ls.acme.com", "host": "this host", "campaign": "This campaign", "limit": "fewer"}
_NO_SUBDOMAIN = "That cannot be a subdomain. Type one word, such as ls or go."
_NO_MOVE = "Leave it out, or give the campaign a service of its own"
_MOVES: Mapping[str, str] = {
    "now": f"Tick “{MOVE_HERE}” to have it here, or leave it out",
    "later": "It can move here once this domain is live; until then leave it out",
}


class _Details(dict[str, str]):
    """Whatever a text wants and nobody gave is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def refused(error: Refused, rules: Rules | None = None) -> str:
    """One or two sentences. Without a field the text is mrkdwn and may name people; beside a field it is plain."""
    if isinstance(error, RowsRefused):
        return rows_refused(error)
    if error.reason is Reason.EMPTY:
        return _EMPTY_FIELDS.get(error.field or "", WORDS[Reason.EMPTY]) + "."
    if error.reason is Reason.TOO_LONG and error.field == ids.EMAIL:
        return f"Type at most {error.details.get('limit', '10')} addresses."
    if error.field == ids.SUBDOMAIN:
        return _NO_SUBDOMAIN
    shown = {name: _named(value, 120) for name, value in error.details.items()}
    return WORDS[error.reason].format_map(_Details(_USUAL | shown | _asides(error, rules))) + "."


def rows_refused(error: RowsRefused) -> str:
    """Every faulty line by its number, as many as fit."""
    told = [f"{WORDS[error.reason]}."]
    room = _ROWS_LIMIT - len(told[0])
    for number, line in enumerate(map(row_refused, error.faults)):
        room -= len(line) + 1
        if room < 0:
            told.append(f"And {len(error.faults) - number} more lines.")
            break
        told.append(line)
    return "\n".join(told)


def row_refused(fault: RowFault) -> str:
    """One faulty line: its number, what is meant, what to type."""
    return f"Line {fault.line}: {_why(fault)}"


def _why(fault: RowFault) -> str:
    match fault.error.reason:
        case Reason.UNKNOWN_CLIENT:
            return f"there is no client “{plain(fault.subject, 60)}”; an admin adds it with /linkdomain clients."
        case Reason.UNKNOWN_CAMPAIGN if fault.subject:
            name = plain(fault.subject, 60)
            return f"the client has no campaign “{name}”; an admin adds it with /linkdomain campaigns."
        case Reason.BAD_EMAIL:
            return f"“{plain(fault.subject, 60)}” is no e-mail address. Type one such as it@acme.com, or leave it out."
        case Reason.DUPLICATE_HOST:
            return refused(fault.error)
        case _:
            subject = f"{plain(fault.subject, 80)}: " if fault.subject else ""
            return f"{subject}{refused(fault.error)}"


def _asides(error: Refused, rules: Rules | None) -> dict[str, str]:
    by, state = error.details.get("by"), error.details.get("state", "")
    decision = f": {state} by {mention(by)}" if by else ""
    campaign, nearest = error.details.get("campaign"), error.details.get("nearest")
    return {
        "decision": decision,
        "request": _REQUESTS.get(state, "SSL is requested already. The card says who must act"),
        "did_you_mean": f"Did you mean {_named(nearest)}? " if nearest else "",
        "who_may": _who_may(error.details.get("act", ""), rules),
        "or_choose": ", or choose another channel" if "choice" in error.details else "",
        "of_campaign": f"{_named(campaign)}: " if campaign else "",
        "other_host": _named(error.details.get("host", "another link domain"), 120),
        "no_client": _no_client(error),
        "admins": mentions((rules or Rules()).admins) or "Whoever runs linkdomain",
        "move": _MOVES.get(error.details.get("movable", ""), _NO_MOVE),
    }


def _no_client(error: Refused) -> str:
    """In a form there is a list to choose from; a typed name may fit none, or several."""
    if error.field:
        return (
            "I do not know this client. Choose one from the list; an admin adds missing ones with /linkdomain clients"
        )
    name = error.details.get("name", "")
    if nearest := error.details.get("nearest"):
        return f"There is no “{_named(name)}”. Did you mean “{_named(nearest)}”? /linkdomain clients shows all"
    told = f"No client is meant by “{_named(name)}” alone" if name else "Type a part of the client's name as well"
    return f"{told}. /linkdomain clients shows all; the other lists are mine, stuck and live"


def _named(name: str, limit: int = 80) -> str:
    """A person's text in words that stand beside a field, where they are plain, or in mrkdwn."""
    return plain(unmarked(name), limit)


def _who_may(act: str, rules: Rules | None) -> str:
    people = rules or Rules()
    match act:
        case Act.DECIDE_SSL:
            return mentions(people.approvers) or "an approver"
        case Act.GIVE_DETAILS:
            return mentions((*people.operators, "the owner of the domain"))
        case Act.CANCEL:
            return mentions((*people.admins, "the owner of the domain"))
        case Act.MANAGE:
            return mentions(people.admins) or "an admin"
        case _:
            return "people whom an admin lets in"


def failed(error: GatewayError) -> str:
    """An outside party failed: nothing was lost but time. The reference is the party's own code, never a secret."""
    party = _PARTIES.get(error.party, "Something outside")
    if error.transient:
        return f"{party} did not answer as it should. Nothing was changed; try again in a minute ({error.reference})."
    return f"{party} refused ({plain(error.reference, 60)}). Nothing was changed; tell an admin this code."


def unknown(reference: str) -> str:
    """A fault of ours. The reference is also in the log."""
    return (
        "Something went wrong on my side. Your client's domain is not touched by it. Look at the card before you try "
        f"again; if it goes wrong again, tell an admin the reference {reference}."
    )


CONFLICT = "Somebody else was faster, so I did nothing. The card shows how things stand now."
TOO_LATE = "Slack was too slow for a form. Please try again."
