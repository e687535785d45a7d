"""What the services may rely on: tokens of other systems, and pages of domains."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import Conflict
from bot.core.tokens import ApiToken
from storage.database import Database
from tests.storage.support import NOW, STRANGER, TEAM, add_client, do, later, link_domain

TOKEN = ApiToken("t1", TEAM, "Billing", "UADM", NOW, ("c1",), expires_at=later(900))
SHOWN = replace(TOKEN, digest="a" * 64, used_at=later(5))


def test_a_token_comes_back_as_it_was_saved_to_its_own_team(database: Database) -> None:
    do(database, add_client)
    do(database, lambda tx: tx.tokens.add(TOKEN))
    assert do(database, lambda tx: tx.tokens.get("t1")) == TOKEN
    assert do(database, lambda tx: tx.tokens.get("t1"), STRANGER) is None
    do(database, lambda tx: tx.tokens.save(SHOWN))
    assert do(database, lambda tx: tx.tokens.by_digest("a" * 64)) == SHOWN
    assert do(database, lambda tx: tx.tokens.by_digest("a" * 64), STRANGER) is None
    assert do(database, lambda tx: tx.tokens.by_digest("")) is None
    for wrong in (lambda tx: tx.tokens.add(TOKEN), lambda tx: tx.tokens.save(replace(TOKEN, id="x"))):
        with pytest.raises(Conflict):
            do(database, wrong)


def test_a_token_of_all_clients_is_told_from_one_of_none(database: Database) -> None:
    do(database, add_client)
    every, none = replace(TOKEN, id="t2", client_ids=None), replace(TOKEN, id="t3", client_ids=())
    for token in (TOKEN, every, none):
        do(database, lambda tx, token=token: tx.tokens.add(token))
    assert do(database, lambda tx: tx.tokens.all()) == [none, every, TOKEN]
    assert do(database, lambda tx: tx.tokens.all(), STRANGER) == []


def test_a_use_stores_only_when_it_was(database: Database) -> None:
    do(database, add_client)
    do(database, lambda tx: tx.tokens.add(TOKEN))
    do(database, lambda tx: tx.tokens.save(replace(SHOWN, revoked_at=NOW, revoked_by="UADM2")))
    do(database, lambda tx: tx.tokens.used(replace(SHOWN, used_at=later(60))))
    kept = do(database, lambda tx: tx.tokens.get("t1"))
    assert kept == replace(SHOWN, used_at=later(60), revoked_at=NOW, revoked_by="UADM2")


def test_only_tokens_that_were_never_shown_are_purged(database: Database) -> None:
    do(database, add_client)
    do(database, lambda tx: tx.tokens.add(TOKEN))
    do(database, lambda tx: tx.tokens.add(replace(SHOWN, id="t2")))
    assert do(database, lambda tx: tx.tokens.purge(NOW)) == 0
    assert do(database, lambda tx: tx.tokens.purge(later(1)), STRANGER) == 0
    assert do(database, lambda tx: tx.tokens.purge(later(1))) == 1
    assert [token.id for token in do(database, lambda tx: tx.tokens.all())] == ["t2"]


def test_pages_stay_where_they_are_while_domains_are_added(database: Database) -> None:
    do(database, add_client)
    times = [NOW, NOW, NOW + timedelta(seconds=1)]
    for number, at in enumerate(times):
        do(database, lambda tx, number=number, at=at: tx.domains.add(link_domain(number, created_at=at)))
    first = do(database, lambda tx: tx.domains.page(TEAM, None, None, 2))
    assert [domain.id for domain in first] == ["d2", "d1"]
    do(database, lambda tx: tx.domains.add(link_domain(9, created_at=later(9))))
    last = (first[-1].created_at, first[-1].id)
    assert [one.id for one in do(database, lambda tx: tx.domains.page(TEAM, ["c1"], last, 2))] == ["d0"]
    assert do(database, lambda tx: tx.domains.page(TEAM, ["c2"], None, 2)) == []
    assert do(database, lambda tx: tx.domains.page("T9", None, None, 2)) == []
