"""Tokens of other systems: made and revoked by admins, shown once."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.core.errors import Reason, Refused
from bot.core.tokens import MOST_TOKENS, ApiToken, TokenShown, digest_of, secret_of
from bot.services import tokens
from bot.services.tokens import MakeToken, ShowToken
from tests.services.support import ADMIN, BOT, OWNER, House, person

OTHER_ADMIN = person("UADM2", *ADMIN.roles)
DIGEST = digest_of("ldk_x")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def make(house: House, name: str = "Billing", *client_ids: str, days: int | None = None) -> ApiToken:
    command = MakeToken(house.new_id("t"), name, client_ids or None, days=days)
    return house.run(tokens.make_token, command, ADMIN).token


def show(house: House, token: ApiToken, digest: str = DIGEST) -> bool:
    return bool(house.run(tokens.show_token, ShowToken(token.id, digest), ADMIN))


def found(house: House, digest: str = DIGEST) -> ApiToken | None:
    return house.run(tokens.token_of, digest, BOT)


def refused(house: House, command: MakeToken) -> Refused:
    with pytest.raises(Refused) as caught:
        house.run(tokens.make_token, command, ADMIN)
    return caught.value


def test_a_token_opens_nothing_before_it_was_shown_and_then_at_once(house: House) -> None:
    token = make(house, "Billing", "c1")
    assert found(house) is None
    assert house.run(tokens.token_to_show, token.id, BOT) == TokenShown(token, ("Acme Corp",))
    assert show(house, token)
    opened = found(house)
    assert opened is not None
    assert (opened.id, opened.client_ids, opened.made_by) == (token.id, ("c1",), "UADM")
    assert (opened.reaches("c1"), opened.reaches("c2")) == (True, False)


def test_it_is_shown_once_and_within_a_quarter_of_an_hour(house: House) -> None:
    first, late = make(house), make(house, "Late")
    assert (show(house, first), show(house, first, digest_of("other"))) == (True, False)
    assert found(house, digest_of("other")) is None
    house.wait(900)
    assert not show(house, late)
    assert house.run(tokens.token_to_show, late.id, BOT) is None
    assert [one.token.id for one in house.run(tokens.tokens_shown, None, ADMIN)] == [first.id]
    assert house.run(tokens.tokens_to_show, None, BOT) == ()


def test_the_same_page_is_shown_the_same_secret_for_a_minute_though_the_key_is_another_by_now(house: House) -> None:
    token = make(house)
    again = ShowToken(token.id, digest_of("by a newer key"), (DIGEST,))
    assert house.run(tokens.token_shown_again, again, BOT) is None
    assert show(house, token)
    assert house.run(tokens.token_shown_again, again, BOT) is not None
    assert house.run(tokens.show_token, again, ADMIN) == DIGEST
    assert found(house, again.digest) is None
    house.wait(60)
    assert house.run(tokens.token_shown_again, again, BOT) is None
    assert house.run(tokens.show_token, again, ADMIN) == ""


def test_only_who_made_it_is_shown_it_and_only_while_an_admin(house: House) -> None:
    token = make(house)
    assert not house.run(tokens.show_token, ShowToken(token.id, DIGEST), OTHER_ADMIN)
    with pytest.raises(Refused) as caught:
        house.run(tokens.show_token, ShowToken(token.id, DIGEST), person("UADM"))
    assert caught.value.reason is Reason.NOT_ALLOWED
    assert found(house) is None


def test_revoked_it_opens_nothing_and_who_did_it_is_kept(house: House) -> None:
    token = make(house)
    show(house, token)
    house.run(tokens.revoke_token, token.id, OTHER_ADMIN)
    assert found(house) is None
    assert house.run(tokens.tokens_shown, None, ADMIN) == ()
    kept = house.read(lambda tx: tx.tokens.get(token.id))
    assert kept is not None
    assert (kept.made_by, kept.revoked_by, kept.revoked_at) == ("UADM", "UADM2", house.now)
    house.wait(5)
    assert house.run(tokens.revoke_token, token.id, ADMIN) == kept


def test_a_token_that_was_revoked_before_it_was_shown_is_never_shown(house: House) -> None:
    token = make(house)
    house.run(tokens.revoke_token, token.id, ADMIN)
    assert not show(house, token)


def test_one_that_ends_stays_listed_until_it_is_revoked(house: House) -> None:
    token = make(house, days=30)
    show(house, token)
    house.wait(30 * 86_400 - 1)
    assert found(house) is not None
    house.wait(1)
    assert found(house) is None
    assert len(house.run(tokens.tokens_shown, None, ADMIN)) == 1


def test_names_are_told_apart_while_their_tokens_work(house: House) -> None:
    token = make(house)
    error = refused(house, MakeToken("t9", " billing ", None))
    assert (error.reason, error.field) == (Reason.DUPLICATE_TOKEN, "name")
    house.run(tokens.revoke_token, token.id, ADMIN)
    make(house)
    house.wait(900)
    make(house)


@pytest.mark.parametrize(
    ("command", "reason", "field"),
    [
        (MakeToken("t", "", None), Reason.EMPTY, "name"),
        (MakeToken("t", "x" * 81, None), Reason.TOO_LONG, "name"),
        (MakeToken("t", "Billing", ()), Reason.EMPTY, "client_ids"),
        (MakeToken("t", "Billing", ("c9",)), Reason.UNKNOWN_CLIENT, "client_ids"),
    ],
)
def test_what_cannot_be_stands_beside_its_field(house: House, command: MakeToken, reason: Reason, field: str) -> None:
    error = refused(house, command)
    assert (error.reason, error.field) == (reason, field)


def test_there_is_a_most(house: House) -> None:
    for number in range(MOST_TOKENS):
        make(house, f"System {number}")
    assert refused(house, MakeToken("t", "One more", None)).reason is Reason.TOO_MANY_TOKENS


def test_a_use_is_stored_once_an_hour(house: House) -> None:
    token = make(house)
    show(house, token)
    stored: list[ApiToken] = []

    def use() -> None:
        with_watch = SimpleNamespace(by_digest=lambda digest: house.read(lambda tx: tx.tokens.by_digest(digest)))
        with_watch.used = lambda used: (stored.append(used), house.read(lambda tx: tx.tokens.used(used)))
        tokens.token_of(SimpleNamespace(tokens=with_watch), DIGEST, BOT, house.now)  # type: ignore[arg-type]

    use()
    house.wait(3599)
    use()
    house.wait(1)
    use()
    assert [one.used_at for one in stored] == [house.now - timedelta(hours=1), house.now]


def test_others_make_see_and_revoke_none(house: House) -> None:
    token = make(house)
    for service, command in (
        (tokens.make_token, MakeToken("t", "Mine", None)),
        (tokens.tokens_shown, None),
        (tokens.revoke_token, token.id),
    ):
        with pytest.raises(Refused) as caught:
            house.run(service, command, OWNER)  # type: ignore[arg-type]
        assert caught.value.reason is Reason.NOT_ALLOWED
    with pytest.raises(Refused) as caught:
        house.run(tokens.revoke_token, "t77", ADMIN)
    assert caught.value.reason is Reason.STALE


def test_those_that_were_never_shown_are_forgotten_after_a_day(house: House) -> None:
    make(house)
    shown = make(house, "Shown")
    show(house, shown)
    house.wait(86_401)
    assert house.run(tokens.purge_tokens, None, BOT) == 1
    assert [one.id for one in house.read(lambda tx: tx.tokens.all())] == [shown.id]


def test_the_hash_of_a_secret_tells_nothing_of_it(house: House) -> None:
    secret = secret_of(bytes(range(32)))
    assert secret.startswith("ldk_")
    assert len(secret) == 47
    show(house, make(house), digest_of(secret))
    assert secret[4:] not in str(house.read(lambda tx: tx.tokens.all()))
    stored = b"".join(path.read_bytes() for path in house.path.iterdir() if path.is_file())
    assert secret[4:].encode() not in stored
