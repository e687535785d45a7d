"""The digest of many domains, and the form that adds them."""

from collections.abc import Mapping

import pytest

from bot.core.bulk import Digest
from bot.core.cards import Stage
from handlers.views.digests import digest, many_added
from handlers.views.modals.bulk import bulk_form
from tests.views import samples
from tests.views.support import check_golden


def of(stages: Mapping[Stage, int], *clients: str) -> Digest:
    return Digest("b1", samples.OWNER, samples.T0, "C0SALES", stages, clients)


MIXED = {Stage.LIVE: 3, Stage.WAITING_FOR_RECORDS: 5, Stage.WAITING_FOR_TWILIO_DETAILS: 4}
DIGESTS: Mapping[str, Digest] = {
    "begun": of(MIXED, "Acme Corp"),
    "done": of({Stage.LIVE: 12}, "Acme Corp", "<!channel> & Sons"),
    "many_clients": of(dict.fromkeys(Stage, 11), *(f"Client {number}" for number in range(40))),
}


@pytest.mark.parametrize("name", DIGESTS)
def test_the_digest_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"digest_{name}", digest(DIGESTS[name]))


def test_the_digest_reads_as_one_line() -> None:
    text = digest(DIGESTS["begun"]).text
    assert text == "12 domains: 3 live, 4 waiting for Twilio details, 5 waiting for the DNS records"


def test_the_form_and_its_answer_are_as_they_were_found_good() -> None:
    check_golden("form_bulk", bulk_form("C0SALES", None))
    check_golden("form_bulk_from_home", bulk_form(None, "C0SALES"))
    check_golden("answer_many_added", many_added(12, "C0SALES"))
