"""Clients as the registry shows them."""

from bot.core.domain import Client
from bot.core.registry import AccountShown, ClientPage, NameQuery, RegisteredClient
from tests.views.samples import ACME

AC, KEY = "AC" + "56ef" * 8, "SK" + "78ab" * 8
BETA = Client("client-2", "T0TEAM", "Beta <!channel> Ltd", "acc-1")
WITH_KEY = RegisteredClient(BETA, AccountShown(AC, KEY))
CLIENTS = ClientPage((RegisteredClient(ACME), WITH_KEY), NameQuery(), 2, has_more=False)
MANY = ClientPage((RegisteredClient(ACME), WITH_KEY) * 4, NameQuery("e", 1), 40, has_more=True)
EMPTY = ClientPage((), NameQuery(), 0, has_more=False)
