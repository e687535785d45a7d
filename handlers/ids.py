"""Names that Slack sends back to us: command, callbacks, blocks and actions.

The action id of an input equals its block id. Buttons of the card use the words of `bot.core.cards.Action`.
"""

from typing import Final

COMMAND: Final = "/linkdomain"

ADD_FORM: Final = "add_form"
DETAILS_FORM: Final = "details_form"
ATTACH_FORM: Final = "attach_form"
REJECT_FORM: Final = "reject_form"
CLIENT_FORM: Final = "client_form"
CAMPAIGN_FORM: Final = "campaign_form"
HOST_FORM: Final = "host_form"
CHECK_FORM: Final = "check_form"
HANDOVER_FORM: Final = "handover_form"

CLIENT: Final = "client"
HOST: Final = "host"
SUBDOMAIN: Final = "subdomain"
PREVIEW: Final = "preview"
DOMAIN_SID: Final = "domain_sid"
VERIFICATION: Final = "verification"
SETUP: Final = "setup"
EMAIL: Final = "email"
NOTE: Final = "note"
CHANNEL: Final = "channel"
DOMAIN: Final = "domain"
OWNER: Final = "owner"
CAMPAIGNS: Final = "campaigns"
ATTACHED: Final = "attached"
FALLBACK_URL: Final = "fallback_url"
CALLBACK_URL: Final = "callback_url"
OPTIONS: Final = "options"
REASON: Final = "reason"
NAME: Final = "name"
SERVICE_SID: Final = "service_sid"

CONTINUE_ON_FAILURE: Final = "continue_on_failure"
USE_HTTPS: Final = "use_https"

ADD: Final = "add"
ADD_CLIENT: Final = "add_client"
ADD_CAMPAIGN: Final = "add_campaign"
APPROVE: Final = "approve"
REJECT: Final = "reject"
MORE: Final = "more"
SHOW: Final = "show"
POST_HERE: Final = "post_here"
PAGE: Final = "page"
BACK: Final = "page_back"
"""Two buttons in one block need two action ids; both turn the page."""
