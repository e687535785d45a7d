"""The exception tree.

    LinkdomainError
    ├── Refused        the person can act; the views have the words
    ├── Conflict       someone else was first, or the same delivery came twice
    └── GatewayError   an outside party failed

A missing CNAME is not an error: observations are values (`bot.core.facts`).
"""

from enum import StrEnum


class LinkdomainError(Exception):
    """Root of everything this program raises on purpose."""


class Reason(StrEnum):
    """Why something was refused. The views hold one text for each."""

    NOT_A_HOST = "not_a_host"
    APEX = "apex"
    TWO_HOSTS = "two_hosts"
    WILDCARD = "wildcard"
    IP_ADDRESS = "ip_address"
    PUBLIC_SUFFIX = "public_suffix"
    UNDERSCORE = "underscore"
    LABEL_TOO_LONG = "label_too_long"
    NAME_TOO_LONG = "name_too_long"
    TWILIO_NAME = "twilio_name"
    EMAIL_ADDRESS = "email_address"
    EMPTY = "empty"
    DUPLICATE_HOST = "duplicate_host"
    UNKNOWN_HOST = "unknown_host"
    UNKNOWN_CLIENT = "unknown_client"
    DUPLICATE_CLIENT = "duplicate_client"
    UNKNOWN_CAMPAIGN = "unknown_campaign"
    DUPLICATE_CAMPAIGN = "duplicate_campaign"
    CAMPAIGN_OF_OTHER_CLIENT = "campaign_of_other_client"
    NO_SERVICE = "no_service"
    BAD_SERVICE_SID = "bad_service_sid"
    NOT_ATTACHED = "not_attached"
    NO_TEST_NUMBERS = "no_test_numbers"
    BAD_TEST_NUMBER = "bad_test_number"
    TEST_UNDER_WAY = "test_under_way"
    SERVICE_IN_USE = "service_in_use"
    SERVICE_UNKNOWN = "service_unknown"
    SERVICE_HAS_NO_SENDER = "service_has_no_sender"
    SERVICE_TOLL_FREE_ONLY = "service_toll_free_only"
    SERVICE_HAS_OTHER_DOMAIN = "service_has_other_domain"
    BAD_DOMAIN_SID = "bad_domain_sid"
    SID_UNKNOWN = "sid_unknown"
    SID_OF_OTHER_HOST = "sid_of_other_host"
    SID_USED_HERE = "sid_used_here"
    BAD_VERIFICATION = "bad_verification"
    BAD_URL = "bad_url"
    BAD_EMAIL = "bad_email"
    TOO_LONG = "too_long"
    NO_DETAILS = "no_details"
    ALREADY_REQUESTED = "already_requested"
    ALREADY_DECIDED = "already_decided"
    REQUEST_VOID = "request_void"
    OWN_REQUEST = "own_request"
    NO_APPROVER = "no_approver"
    REMOVED_HOST = "removed_host"
    BEING_REMOVED = "being_removed"
    NOT_FORWARDED = "not_forwarded"
    CLIENT_DONE = "client_done"
    NO_MAIL = "no_mail"
    UNDELIVERABLE = "undeliverable"
    NOT_ALLOWED = "not_allowed"
    OUTSIDER = "outsider"
    WRONG_TEAM = "wrong_team"
    NO_CHANNEL = "no_channel"
    NOT_IN_CHANNEL = "not_in_channel"
    REMOVING_ALREADY = "removing_already"
    CLIENT_LEAVING = "client_leaving"
    CAMPAIGNS_SEND = "campaigns_send"
    REMOVAL_PLANNED = "removal_planned"
    RECORD_STILL_THERE = "record_still_there"
    HOST_FIXED = "host_fixed"
    CLIENT_FIXED = "client_fixed"
    NO_OWNER = "no_owner"
    OWNER_ALREADY = "owner_already"
    NOTHING_OF_YOURS = "nothing_of_yours"
    NOTHING_OF_THEIRS = "nothing_of_theirs"
    STALE = "stale"
    NO_ADMIN = "no_admin"
    ASK_GONE = "ask_gone"
    CANNOT_TELL_WHO = "cannot_tell_who"
    BAD_ROWS = "bad_rows"
    BAD_ROW = "bad_row"
    BAD_LANGUAGE = "bad_language"
    DUPLICATE_ROW = "duplicate_row"
    TOO_MANY_ROWS = "too_many_rows"
    UNNAMED_CAMPAIGN = "unnamed_campaign"
    OTHER_SERVICE = "other_service"
    TWO_SOURCES = "two_sources"
    BAD_FILE = "bad_file"
    FILE_TOO_LARGE = "file_too_large"
    FILE_NOT_READ = "file_not_read"
    FILE_FORBIDDEN = "file_forbidden"
    NOTHING_READY = "nothing_ready"
    NO_ROWS = "no_rows"
    BAD_WEBHOOK = "bad_webhook"
    TOO_MANY_WEBHOOKS = "too_many_webhooks"
    UNKNOWN_WEBHOOK = "unknown_webhook"
    WEBHOOK_IS_OFF = "webhook_is_off"
    DUPLICATE_TOKEN = "duplicate_token"  # noqa: S105 the word for a refusal
    TOO_MANY_TOKENS = "too_many_tokens"
    NO_WAY = "no_way"


class Refused(LinkdomainError):
    """The person can act. ``field`` names the form field at fault, ``details`` fill the text of the view."""

    def __init__(self, reason: Reason, field: str | None = None, **details: str) -> None:
        super().__init__(f"{reason}{f' ({field})' if field else ''}")
        self.reason, self.field, self.details = reason, field, details


class Conflict(LinkdomainError):
    """Someone else was first."""


class AlreadyDelivered(Conflict):
    """The same delivery came twice; the first one has done the work."""


class GatewayError(LinkdomainError):
    """An outside party failed.

    party        who: ``slack``, ``twilio``, ``mail``, ``dns``
    sent         True: it surely happened or was surely refused after being read; False: surely not processed;
                 None: nobody can say (time-out, reset, 5xx)
    is_answered  with ``sent`` None: a whole answer came (a 5xx), so whatever was done is done by now
    transient    worth another try later
    retry_after  seconds the party asked us to wait, if it did
    reference    the party's own code, for the log and for support (``30107``, ``channel_not_found``)
    """

    def __init__(
        self,
        party: str,
        reference: str,
        *,
        transient: bool,
        sent: bool | None = False,
        retry_after: float | None = None,
        is_answered: bool = False,
    ) -> None:
        super().__init__(f"{party}: {reference}")
        self.party, self.reference, self.transient = party, reference, transient
        self.sent, self.retry_after, self.is_answered = sent, retry_after, is_answered
