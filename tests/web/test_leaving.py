"""What people at the client read once their host is taken out of use."""

from pathlib import Path

import pytest

from bot.core.cards import MailModel
from bot.core.commands import RemoveDomain
from bot.core.effects import EffectKind
from bot.core.facts import Code, Verdict
from bot.services import reading, removing
from bot.web.mails import steps_mail
from tests.services.support import ADMIN, ALL, BOT, OWNER, House
from tests.web.test_page import playing


async def test_the_page_asks_to_delete_the_record_until_it_is_gone_and_then_for_nothing(tmp_path: Path) -> None:
    async with playing(tmp_path) as site:
        house, domain_id = site.house, site.domain_id
        house.look(domain_id, **dict.fromkeys(ALL, Verdict.RIGHT))
        house.run(removing.remove_domain, RemoveDomain(domain_id), ADMIN)
        text = (await site.web.get(site.path)).text
        assert "Please delete one DNS record" in text
        assert "<code>lsct.ashburn.us1.twilio.com.</code>" in text
        assert "Add New Record" not in text
        assert "Por favor, elimine un registro DNS" in (await site.web.get(f"{site.path}?lang=es")).text
        assert "I have deleted it" in text
        house.wait(60)
        assert (await site.press()).status_code == 303
        assert "We are looking now" in (await site.web.get(site.path)).text
        house.look(domain_id, Code.MISSING_NXDOMAIN, record=Verdict.WRONG, times=3)
        text = (await site.web.get(site.path)).text
        assert "The record is gone" in text
        assert "<form" not in text
        house.run(removing.confirm_removed, RemoveDomain(domain_id), OWNER)
        assert "not needed any more" in (await site.web.get(site.path)).text


async def test_the_page_of_what_was_cancelled_says_that_it_is_not_needed(tmp_path: Path) -> None:
    async with playing(tmp_path) as site:
        site.house.run(removing.remove_domain, RemoveDomain(site.domain_id), OWNER)
        answer = await site.web.get(site.path)
        assert (answer.status_code, "not needed any more" in answer.text) == (200, True)
        assert (await site.press("seen")).status_code == 204
        assert site.opens() == 0


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_mail_asks_for_it_once_and_the_steps_go_out_no_more(house: House) -> None:
    domain_id = house.live()
    removed = house.run(removing.remove_domain, RemoveDomain(domain_id), ADMIN)
    [mail] = house.effects(domain_id, EffectKind.MAIL_STEPS)
    assert mail.effect.key.endswith(f":delete:{removed.generation}")
    query = reading.MailQuery(domain_id, mail.effect.subject, is_deletion=True)
    parts = house.run(reading.mail, query, BOT)
    assert parts.is_wanted
    assert not house.run(reading.mail, reading.MailQuery(domain_id, mail.effect.subject), BOT).is_wanted
    made = steps_mail(MailModel(parts.card, "it@acme.com", "Ana", "Link Co", mail.effect.key, "https://x.test/setup/t"))
    assert made.subject == "Please delete one DNS record: ls.acme.com"
    assert "  Type: CNAME\n  Name: ls\n  Value: lsct.ashburn.us1.twilio.com.\n" in made.text
    assert "https://x.test/setup/t" in made.text
    assert house.read(lambda tx: tx.links.of_domain(domain_id)) is not None
