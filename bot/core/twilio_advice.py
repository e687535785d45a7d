"""Twilio's error codes, and our own words for what Twilio would not do, as an account manager understands them.

Meanings: Twilio's error dictionary (https://www.twilio.com/docs/api/errors/CODE). Keys that are words are our own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """``what`` happened and what ``to_do`` now: one or two short plain sentences each, without markup."""

    what: str
    to_do: str


_CHECK_DNS = "Check that the CNAME is right and that a CAA record allows letsencrypt.org, then request SSL again."
_COPY_SID = "Copy the Domain SID again from the Twilio Console (Admin, Domains), in this client's Organization."
_REQUEST = "Request SSL again; Twilio then makes and renews the certificate."
_OWN_CERTIFICATE = Explanation(
    "Twilio holds a certificate of the client's own for this domain that it cannot use.",
    "Request SSL, so that Twilio manages the certificate instead.",
)
_CHOOSE_SERVICE = "Choose the campaign's Messaging Service again."
_OUR_FAULT = Explanation(
    "Twilio did not understand what the bot sent; that is a fault of the bot.",
    "Nothing is wrong with the client's domain. Tell an admin this code.",
)
_ACCOUNT_OFF = Explanation(
    "The Twilio account is not active.", "Tell an admin: its billing or a suspension must be settled with Twilio."
)
_TROUBLE = Explanation(
    "Twilio had trouble of its own.", "Nothing is wrong with the domain. Try again in a few minutes."
)
_NO_CREDENTIALS = Explanation(
    "Twilio refused the credentials of this client's account.",
    "Tell an admin to check them in the bot; the client need not do anything.",
)
_NO_CERTIFICATE = Explanation(
    "Twilio could not issue the certificate.", f"{_CHECK_DNS} If it fails again, open a ticket with Twilio Support."
)
_NOT_OURS = Explanation("Twilio named a matter that has nothing to do with link domains.", "Tell an admin this code.")
_BAD_TEST_NUMBER = "Send the test to another mobile number."

_OF_CERTIFICATES = {
    "30102": Explanation("The domain's certificate has expired.", _CHECK_DNS),
    "30107": Explanation("Twilio has no certificate for this domain.", _REQUEST),
    "30120": Explanation("Twilio has neither certificate nor key for this domain.", _REQUEST),
    "30131": Explanation("The domain's certificate ends soon.", _CHECK_DNS),
    "30133": Explanation(
        "The domain was deleted at Twilio and added again, and Twilio is not done with it.",
        "Try again in a few minutes, with the Domain SID the Twilio Console shows now.",
    ),
    "30134": Explanation("Twilio did not see the CNAME.", "Check that the CNAME is right, then request SSL again."),
    "30135": _NO_CERTIFICATE,
    "30136": _NO_CERTIFICATE,
    **dict.fromkeys(("30116", "30117", "30118", "30119", "30129", "30132"), _OWN_CERTIFICATE),
}
_OF_DOMAINS = {
    "30100": Explanation("This Domain SID is not one of the Organization's domains.", _COPY_SID),
    "30101": Explanation(
        "Twilio has not verified the domain.",
        "Check that the verification TXT is in place, then press Verify in the Twilio Console.",
    ),
    "30103": Explanation(
        "Twilio's link shortener failed.", "Try again later; if it stays so, open a ticket with Twilio Support."
    ),
    "30104": Explanation(
        "Somebody opened an unknown or expired link and was sent to the fallback address.",
        "Nothing: links end after 90 days.",
    ),
    "30105": Explanation(
        "Somebody opened an unknown or expired link and there is no fallback address.", "Set a fallback URL."
    ),
    "30106": Explanation(
        "The domain is not set up for this Twilio account.", "Finish the set-up of the domain, then try again."
    ),
    "30108": Explanation(
        "The client's Twilio account is not part of a Twilio Organization.",
        "Ask an owner of the Organization to add the account, then try again.",
    ),
    "30109": Explanation("Twilio refused the callback URL.", "Give a whole address that starts with https://."),
    "30110": Explanation("Twilio blocks the domain that links lead to.", "Use another target, or ask Twilio Support."),
    "30111": Explanation("Twilio blocks the address a link leads to.", "Use another target, or ask Twilio Support."),
    "30112": Explanation(
        "Twilio does not know the account.", "Ask an admin to check which Twilio account belongs to the client."
    ),
    "30121": Explanation("A fallback URL is missing.", "Give a whole address that starts with https://."),
    "30122": Explanation("Twilio refused the fallback URL.", "Give a whole address that starts with https://."),
    "30123": Explanation("A callback URL is missing.", "Give a whole address that starts with https://."),
}
_OF_SERVICES = {
    "30124": Explanation("No Messaging Service was named.", _CHOOSE_SERVICE),
    "30127": Explanation("Twilio does not know this Messaging Service.", _CHOOSE_SERVICE),
    "30128": _OUR_FAULT,
    "30130": Explanation(
        "The Messaging Service already has another link domain, and it can hold only one.",
        "Detach the other domain from it first, or keep that one.",
    ),
    "21701": Explanation("The Messaging Service does not exist in this client's account.", _CHOOSE_SERVICE),
    "21705": Explanation("This is no Messaging Service SID.", _CHOOSE_SERVICE),
    "21703": Explanation("The Messaging Service has no number that fits.", "Add a sender to it in the Twilio Console."),
    "21704": Explanation("The Messaging Service has no sender.", "Add a sender to it in the Twilio Console."),
}
_OF_ACCOUNTS = {
    "20003": _NO_CREDENTIALS,
    "401": _NO_CREDENTIALS,
    "20005": _ACCOUNT_OFF,
    "10001": _ACCOUNT_OFF,
    "20008": Explanation("The bot uses Twilio's test credentials.", "Tell an admin to enter the real ones."),
    "20403": Explanation("The bot's Twilio key may not do this.", "Tell an admin to give the key more rights."),
    "403": Explanation("The bot's Twilio key may not do this.", "Tell an admin to give the key more rights."),
    "20404": Explanation("Twilio found nothing under this SID in the client's account.", _COPY_SID),
    "404": Explanation("Twilio found nothing under this SID in the client's account.", _COPY_SID),
    "20409": Explanation("Twilio is busy with another change of the same domain.", "Try again in a few minutes."),
    "20422": _OUR_FAULT,
    "20001": _OUR_FAULT,
    "20429": Explanation("Twilio asked the bot to slow down.", "Try again in a few minutes."),
    "429": Explanation("Twilio asked the bot to slow down.", "Try again in a few minutes."),
    "20500": _TROUBLE,
    "20503": _TROUBLE,
    "500": _TROUBLE,
    "503": _TROUBLE,
    "25021": Explanation("Twilio asked the bot to slow down.", "Try again in a few minutes."),
}
_OF_MESSAGES = {
    "21610": Explanation("The number has opted out of messages.", _BAD_TEST_NUMBER),
    "21211": Explanation("This is no phone number that Twilio can send to.", _BAD_TEST_NUMBER),
    "21614": Explanation("This is no mobile number.", _BAD_TEST_NUMBER),
    "21408": Explanation("The account may not send to that country.", "Enable the region in the Twilio Console."),
    "21606": Explanation("The sender cannot send messages.", "Add another sender to the Messaging Service."),
    "21608": Explanation("A trial account may send only to verified numbers.", "Verify the number at Twilio first."),
    "30007": Explanation("A phone company filtered the message.", "Check the campaign's registration at Twilio."),
    "30032": Explanation("The toll-free number is not verified.", "Finish its verification at Twilio."),
    "30034": Explanation("The number belongs to no registered campaign.", "Finish the 10DLC registration at Twilio."),
    **dict.fromkeys(("30113", "30114", "30115", "30125"), _NOT_OURS),
}
_OUR_WORDS = {
    "sid_of_other_host": Explanation("The Domain SID belongs to another host at Twilio.", _COPY_SID),
    "other_host": Explanation("The Domain SID belongs to another host at Twilio.", _COPY_SID),
    "sid_unknown": Explanation("Twilio does not know this Domain SID.", _COPY_SID),
    "unknown_sid": Explanation("Twilio does not know this Domain SID.", _COPY_SID),
    "bad_sid": Explanation("This is not a SID of Twilio's.", _COPY_SID),
    "stale": Explanation("What was approved has changed since.", "Request SSL again, for the domain as it is now."),
    "not_issued_in_time": Explanation(
        "Twilio has not issued the certificate within an hour.",
        "Press Check now and see on the card that the DNS record and CAA are right, then ask again. If Twilio does not "
        "issue it then either, open a ticket with Twilio Support.",
    ),
    "no_details": Explanation("The Domain SID is missing.", "Give the Domain SID from the Twilio Console."),
    "no_service": Explanation("The campaign has no Messaging Service.", "Choose one for the campaign first."),
    "service_unknown": Explanation("The Messaging Service does not exist in this client's account.", _CHOOSE_SERVICE),
    "service_has_no_sender": Explanation(
        "The Messaging Service has no sender.", "Add a sender to it in the Twilio Console, then attach again."
    ),
    "service_toll_free_only": Explanation(
        "The Messaging Service has only toll-free numbers.",
        "Add another sender to it in the Twilio Console, then attach again.",
    ),
    "service_has_other_domain": _OF_SERVICES["30130"],
    "link_stayed_long": Explanation(
        "The message went out with its long link.",
        "Look whether the campaign is still attached at Twilio: Check now on the card, then attach it again.",
    ),
    "still_queued": Explanation(
        "Twilio has not sent the message yet, so its link is still long.", "Look at the phone, or test again later."
    ),
    "not_kept": Explanation(
        "Twilio took the campaign's Messaging Service, but does not show it on the domain.",
        "Attach it again; if it stays so, open a ticket with Twilio Support.",
    ),
    "settings_differ": Explanation(
        "Twilio shows other link settings than were given.", "Attach the campaign again with the settings you want."
    ),
    "no_account": Explanation("The bot has no Twilio account to use.", "Tell an admin to enter the credentials."),
    "no_connection": Explanation("The bot could not reach Twilio.", "Try again in a few minutes."),
    "connection": Explanation("The line to Twilio broke.", "Try again in a few minutes."),
    "timeout": Explanation("Twilio did not answer in time.", "Try again in a few minutes."),
    "busy": Explanation("The bot had too much to do at once.", "Try again in a few minutes."),
    "tls": Explanation("The bot could not reach Twilio safely.", "Tell an admin; the client's domain is not at fault."),
    "proxy": Explanation("The bot's own network stands in the way.", "Tell an admin this word."),
    "bad_reply": Explanation("Twilio's answer made no sense to the bot.", "Try again later, else tell an admin."),
}
_ALL = {**_OF_CERTIFICATES, **_OF_DOMAINS, **_OF_SERVICES, **_OF_ACCOUNTS, **_OF_MESSAGES, **_OUR_WORDS}


def explain(code: str) -> Explanation:
    """What a code of Twilio's, or a word of ours, means for the account manager. Never fails."""
    known = _ALL.get(code.strip())
    if known is not None:
        return known
    name = code.strip() or "no code"
    return Explanation(f"Twilio refused it ({name}).", "Try again later; if it stays so, tell an admin this code.")
