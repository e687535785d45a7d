"""Everything Slack calls us with. `register` is the table of contents: one line for each listener."""

import re

from slack_bolt.async_app import AsyncApp

from bot.core.cards import Action
from handlers import (
    accounts,
    actions,
    asking,
    attaching,
    bulk,
    changes,
    commands,
    errors,
    forwarding,
    group_approvals,
    home,
    ids,
    importing,
    leaving,
    middleware,
    options,
    registry,
    removals,
    submissions,
    tokens,
    webhooks,
    writing,
)
from handlers.desk import Desk
from handlers.middleware import asks

ANYTHING = re.compile(".*", re.DOTALL)


def register(app: AsyncApp, desk: Desk) -> None:
    """Puts the listeners on the app, which must process before it responds (``process_before_response=True``)."""
    app.error(errors.explain)
    app.use(middleware.OnlyOurs())
    app.use(middleware.at_the_desk(desk))
    app.use(middleware.of_our_team)
    app.use(middleware.by_known_person)
    app.use(middleware.understood)
    app.use(home.kept_fresh)
    _commands(app)
    _forms(app)
    _actions(app)
    _steering(app)
    _tokens(app)
    _webhooks(app)
    app.block_action(ANYTHING)(actions.unknown)
    _rest(app)


def _commands(app: AsyncApp) -> None:
    app.command(ids.COMMAND, [asks("add")])(commands.add)
    app.command(ids.COMMAND, [asks("list")])(commands.list_)
    app.command(ids.COMMAND, [asks("status")])(commands.status)
    app.command(ids.COMMAND, [asks("check")])(commands.check)
    app.command(ids.COMMAND, [asks("sid")])(commands.sid)
    app.command(ids.COMMAND, [asks("ssl")])(commands.ssl)
    app.command(ids.COMMAND, [asks("forward")])(forwarding.forward)
    app.command(ids.COMMAND, [asks("attach")])(commands.attach)
    app.command(ids.COMMAND, [asks("detach")])(attaching.detach)
    app.command(ids.COMMAND, [asks("test")])(attaching.test)
    app.command(ids.COMMAND, [asks("edit")])(changes.edit)
    app.command(ids.COMMAND, [asks("handover")])(changes.handover)
    app.command(ids.COMMAND, [asks("remove")])(removals.remove)
    app.command(ids.COMMAND, [asks("clients")])(registry.list_clients)
    app.command(ids.COMMAND, [asks("campaigns")])(registry.list_campaigns)
    app.command(ids.COMMAND, [asks("help")])(commands.help_)
    app.command(ids.COMMAND)(commands.misunderstood)


def _forms(app: AsyncApp) -> None:
    app.view(ids.ADD_FORM)(submissions.add)
    app.view(ids.DETAILS_FORM)(submissions.details)
    app.view(ids.ATTACH_FORM)(submissions.attach)
    app.view(ids.DETACH_FORM)(attaching.detached)
    app.view(ids.TEST_FORM)(attaching.tested)
    app.view(ids.EDIT_CAMPAIGN_FORM)(registry.campaign_edited)
    app.view(ids.REJECT_FORM)(submissions.reject)
    app.view(ids.CLIENT_FORM)(submissions.client)
    app.view(ids.CAMPAIGN_FORM)(submissions.campaign)
    app.view(ids.ASK_FORM)(asking.asked)
    app.view(ids.IMPORT_CLIENTS_FORM)(importing.clients_imported)
    app.view(ids.IMPORT_CAMPAIGNS_FORM)(importing.campaigns_imported)
    app.view(ids.CHOOSE_SERVICE_FORM)(importing.service_chosen)
    app.view(ids.EDIT_CLIENT_FORM)(registry.client_edited)
    app.view(ids.HOST_FORM)(submissions.host)
    app.view(ids.CHECK_FORM)(submissions.check)
    app.view(ids.REJECT_MANY_FORM)(group_approvals.rejected)
    app.view(ids.BULK_FORM)(bulk.add)
    app.view(ids.EDIT_FORM)(changes.edited)
    app.view(ids.REMOVE_FORM)(removals.removed)
    app.view(ids.REMOVE_CLIENT_FORM)(leaving.removed)
    app.view(ids.HANDOVER_FORM)(changes.handed_over)
    app.view(ids.FORWARD_FORM)(forwarding.submitted)
    app.view(ids.REVOKE_FORM)(forwarding.revoked)
    app.view(ids.WEBHOOK_FORM)(webhooks.submitted)
    app.view(ids.TOKEN_FORM)(tokens.made)
    app.view(ANYTHING)(submissions.unknown)


def _actions(app: AsyncApp) -> None:
    app.action(Action.CHECK_NOW)(actions.check_now)
    app.action(Action.GIVE_DETAILS)(actions.give_details)
    app.action(Action.REQUEST_SSL)(actions.request_ssl)
    app.action(Action.ATTACH)(actions.attach)
    app.action(Action.DETACH)(attaching.detach_pressed)
    app.action(Action.EDIT)(changes.edit_pressed)
    app.action(Action.CONFIRM_REMOVED)(removals.confirm)
    app.action(Action.TEST)(attaching.test_pressed)
    app.action(Action.CANCEL)(removals.cancelled)
    app.action(Action.KEEP)(removals.kept)
    app.action(Action.REMOVE_NOW)(removals.remove_pressed)
    app.action(Action.WRITE)(writing.pressed)
    app.action(Action.FORWARD)(forwarding.pressed)
    app.action(Action.FORWARD_AGAIN)(forwarding.pressed)
    app.action(Action.REMIND)(forwarding.remind_pressed)
    app.action(Action.REVOKE)(forwarding.revoke_pressed)
    app.action(ids.REMOVE)(removals.remove_pressed)
    app.action(ids.REMOVE_CLIENT)(leaving.pressed)
    app.action(ids.KEEP_CLIENT)(leaving.kept)
    app.action(ids.MORE)(actions.more)
    app.action(ids.APPROVE)(actions.approve)
    app.action(ids.REJECT)(actions.reject)
    app.action(ids.REQUEST_MANY)(group_approvals.request)
    app.action(ids.APPROVE_MANY)(group_approvals.approve)
    app.action(ids.REJECT_MANY)(group_approvals.reject)
    app.action(ids.SHOW)(actions.show)
    app.action(ids.POST_HERE)(changes.post_here)
    app.action(ids.HAND_OVER_OF)(changes.hand_over_of)
    app.action(ids.SHOW_WAITING)(actions.show_waiting)
    app.action(ids.PAGE)(actions.turn_page)
    app.action(ids.BACK)(actions.turn_page)
    app.action(ids.ADD)(actions.add)
    app.action(ids.ADD_MANY)(bulk.pressed)
    app.action(ids.ADD_GOOD)(bulk.add_good)
    app.action(ids.ADD_CLIENT)(actions.add_client)
    app.action(ids.ADD_CAMPAIGN)(actions.add_campaign)
    app.action(ids.EDIT_CAMPAIGN)(registry.edit_campaign)
    app.action(ids.CLIENTS)(registry.show_clients)
    app.action(ids.ASK_ADMIN)(asking.ask_pressed)
    app.action(ids.ASK_CAMPAIGN)(asking.ask_campaign_pressed)
    app.action(ids.ADD_ASKED)(asking.add_asked)
    app.action(ids.CONTINUE_ADD)(asking.continue_add)
    app.action(ids.IMPORT_CLIENTS)(importing.clients_pressed)
    app.action(ids.IMPORT_CAMPAIGNS)(importing.campaigns_pressed)
    app.action(ids.IMPORT_OF)(importing.client_chosen)
    app.action(ids.CHOOSE_SERVICE)(importing.choose_service)
    app.action(ids.SET_ACCOUNT)(accounts.set_account)
    app.action(ids.USE_DEFAULT)(accounts.use_default)
    app.action(ids.CLIENTS_PAGE)(registry.turn_clients)
    app.action(ids.CLIENTS_BACK)(registry.turn_clients)
    app.action(ids.CAMPAIGNS_PAGE)(registry.turn_campaigns)
    app.action(ids.CAMPAIGNS_BACK)(registry.turn_campaigns)
    app.action(ids.EDIT_CLIENT)(registry.edit_client)
    app.action(ids.ALL_CAMPAIGNS)(registry.show_campaigns)


def _steering(app: AsyncApp) -> None:
    """What changes a form, or App Home, as people type and choose."""
    app.action(ids.HOME_GO)(home.go)
    app.action(ids.HOME_BACK)(home.go)
    app.action(ids.HOME_SEARCH)(home.found)
    app.action(ids.HOME_CLIENT)(home.of_client)
    app.action(ids.HOST)(actions.preview)
    app.action(ids.SUBDOMAIN)(actions.preview)
    app.action(ids.SETUP)(actions.setup_chosen)


def _tokens(app: AsyncApp) -> None:
    app.action(ids.TOKENS)(tokens.listed)
    app.action(ids.MAKE_TOKEN)(tokens.make_pressed)
    app.action(ids.REVOKE_TOKEN)(tokens.revoked)


def _webhooks(app: AsyncApp) -> None:
    app.action(ids.WEBHOOKS)(webhooks.show)
    app.action(ids.WEBHOOK)(webhooks.opened)
    app.action(ids.WEBHOOK_ADD)(webhooks.add)
    app.action(ids.WEBHOOK_EDIT)(webhooks.edit)
    app.action(ids.WEBHOOK_ROTATE)(webhooks.rotate)
    app.action(ids.WEBHOOK_ON)(webhooks.switched)
    app.action(ids.WEBHOOK_OFF)(webhooks.switched)
    app.action(ids.WEBHOOK_DELETE)(webhooks.delete)
    app.action(ids.WEBHOOK_TEST)(webhooks.test)
    app.action(ids.WEBHOOK_AGAIN)(webhooks.again)
    app.action(ids.WEBHOOK_ALL_AGAIN)(webhooks.again)
    app.action(ids.WEBHOOK_PAGE)(webhooks.turned)
    app.action(ids.WEBHOOK_BACK)(webhooks.turned)
    app.action(ids.WEBHOOK_REFRESH)(webhooks.turned)


def _rest(app: AsyncApp) -> None:
    """Lists that are searched, and events."""
    app.options(ids.CLIENT)(options.clients)
    app.options(ids.IMPORT_OF)(options.clients)
    app.options(ids.CLIENT_IDS)(options.clients)
    app.options(ids.CAMPAIGN)(options.all_campaigns)
    app.options(ids.EDIT_CLIENT)(options.clients)
    app.options(ids.DOMAIN)(options.domains)
    app.options(ids.CAMPAIGNS)(options.campaigns)
    app.options(ids.HOME_SEARCH)(options.domains)
    app.options(ids.HOME_CLIENT)(options.clients)
    app.options(ids.WEBHOOK_CLIENTS)(options.clients)
    app.options(ANYTHING)(options.nothing)

    app.event("app_home_opened")(home.opened)
    app.event("app_uninstalled")(home.uninstalled)
    app.event("tokens_revoked")(home.uninstalled)
