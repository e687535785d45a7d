"""*Have it written* on the card: a link to a page of ours, for whoever pressed, and nothing typed into Slack."""

from dataclasses import replace

from bot.core.cards import Action
from bot.core.commands import MakeWriteLink
from bot.core.facts import Provider
from bot.core.write_links import new_link
from tests.handlers.support import NOW, Office, action, texts
from tests.views.samples import CARDS

WAITING = CARDS["waiting_for_records"]
CARD = replace(
    WAITING,
    domain=replace(WAITING.domain, provider=Provider("cloudflare", "Cloudflare")),
    actions=(Action.WRITE, *WAITING.actions),
)


class Links:
    """``public`` False: there is no public address."""

    def __init__(self, *, public: bool = True) -> None:
        self._public = public

    def write_address(self, link_id: str) -> str | None:
        return f"https://bot.test/write/{link_id}.mark" if self._public else None


async def pressed(office: Office, links: Links | None) -> str:
    """What the presser reads."""
    object.__setattr__(office.desk, "links", links)
    office.run.answers["make_link"] = new_link("w1", "T1", CARD.domain.id, "UOWN", NOW)
    await office.send(action(office, Action.WRITE, CARD.domain.id))
    return texts(office.slack.sent("respond")[-1:])


async def test_it_gives_a_link_to_whoever_pressed(office: Office) -> None:
    office.run.answers["card"] = CARD
    said = await pressed(office, Links())
    [made] = office.run.commands("make_link")
    assert made == MakeWriteLink(made.link_id, CARD.domain.id)
    assert f"https://bot.test/write/{made.link_id}.mark" in said
    assert "works once" in said


async def test_from_the_menu_beside_the_buttons_too(office: Office) -> None:
    office.run.answers |= {"card": CARD, "make_link": new_link("w1", "T1", CARD.domain.id, "UOWN", NOW)}
    object.__setattr__(office.desk, "links", Links())
    await office.send(action(office, "more", f"{Action.WRITE}:{CARD.domain.id}"))
    assert len(office.run.commands("make_link")) == 1


async def test_a_button_of_earlier_explains_itself(office: Office) -> None:
    office.run.answers["card"] = WAITING
    assert "Have it written is not open any more" in (await pressed(office, Links())).replace("*", "")
    office.run.answers["card"] = CARD
    for links in (Links(public=False), None):
        assert "is not open any more" in await pressed(office, links)
    assert office.run.commands("make_link") == []
