"""What whoever presses *Have it written* reads, and what the timeline says of it."""

from dataclasses import replace

from bot.core.facts import Provider
from handlers.views import writing
from tests.views import samples
from tests.views.support import check_golden, faults

CARD = replace(
    samples.CARDS["waiting_for_records"],
    domain=replace(samples.DOMAINS["waiting_for_records"], provider=Provider("cloudflare", "Cloudflare")),
)


def test_the_link_is_as_people_last_looked_at_it() -> None:
    content = writing.link(CARD, "https://bot.test/write/w1.abc", samples.T0)
    assert faults(content) == []
    check_golden("write_link", content)
