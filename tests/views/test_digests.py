"""The digest of many domains, and the form that adds them."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.core.bulk import AddedMany, Digest, DigestLine, RowFault, Trouble
from bot.core.cards import Stage
from bot.core.errors import Reason, Refused
from bot.core.overview import OrganizationCount
from handlers.views.digests import digest, many_added
from handlers.views.modals.bulk import BulkDraft, bulk_form
from tests.views import samples
from tests.views.support import check_golden


def of(stages: Mapping[Stage, int], *clients: str) -> Digest:
    return Digest("b1", samples.OWNER, samples.T0, "C0SALES", stages, clients)


MIXED = {Stage.LIVE: 3, Stage.WAITING_FOR_RECORDS: 5, Stage.WAITING_FOR_TWILIO_DETAILS: 4}
DIGESTS: Mapping[str, Digest] = {
    "begun": of(MIXED, "Acme Corp"),
    "few": replace(
        of({Stage.LIVE: 1, Stage.WAITING_FOR_RECORDS: 1, Stage.WAITING_FOR_TWILIO_DETAILS: 1}, "Acme Corp"),
        lines=(
            DigestLine("ls.acme.com", "Acme Corp", Stage.LIVE, "C0SALES", "17.000001"),
            DigestLine(
                "ls.xn--bcher-kva.com", "<!channel> & *Sons*", Stage.WAITING_FOR_RECORDS, "C0SALES", "17.000002"
            ),
            DigestLine("ls.other.com", "Acme Corp", Stage.WAITING_FOR_TWILIO_DETAILS, "C0SALES", None),
        ),
    ),
    "done": of({Stage.LIVE: 12}, "Acme Corp", "<!channel> & Sons"),
    "troubled": replace(
        of({**MIXED, Stage.DEGRADED: 88}, "Acme Corp"),
        ready=12,
        troubles=tuple(
            Trouble(f"ls.n{number}.com", "the value was saved with <acme.com> added", "C0SALES", f"17.{number:06}")
            for number in range(100)
        ),
        organizations=(OrganizationCount("", 100),),
    ),
    "many_clients": of(dict.fromkeys(Stage, 11), *(f"Client {number}" for number in range(40))),
}


@pytest.mark.parametrize("name", DIGESTS)
def test_the_digest_is_as_it_was_found_good(name: str) -> None:
    check_golden(f"digest_{name}", digest(DIGESTS[name]))


def test_the_digest_reads_as_one_line() -> None:
    text = digest(DIGESTS["begun"]).text
    assert text == "12 domains: 3 live, 4 waiting for Twilio details, 5 waiting for the DNS records"


def test_the_form_and_its_answer_are_as_they_were_found_good() -> None:
    check_golden("form_bulk", bulk_form(BulkDraft("C0SALES")))
    near = (OrganizationCount("", 93),)
    check_golden("form_bulk_from_home", bulk_form(BulkDraft(None, "C0SALES", is_admin=True, organizations=near)))
    check_golden("answer_many_added", many_added(AddedMany(12, clients=1, campaigns=2), "C0SALES"))


FAULTS = (
    RowFault(3, Refused(Reason.UNKNOWN_CLIENT, field="client"), "<Beta> & Co", "beta.com, <Beta> & Co"),
    RowFault(5, Refused(Reason.BAD_EMAIL, field="email"), "it@acme", "acme.com, Acme Corp,,,it@acme"),
    RowFault(7, Refused(Reason.UNKNOWN_CAMPAIGN, field="campaign"), "Sprin", "go.acme.com, Acme Corp,,,,Sprin"),
    RowFault(8, Refused(Reason.DUPLICATE_HOST, host="ls.acme.com"), "ls.acme.com", "acme.com, Acme Corp"),
)
TEXT = "\n".join(fault.text for fault in FAULTS)


def test_what_is_wrong_reads_well_before_and_after_the_good_lines_are_added() -> None:
    check_golden("form_bulk_wrong", bulk_form(BulkDraft("C0SALES", text=TEXT, faults=FAULTS, good=9)))
    added = AddedMany(9, FAULTS)
    check_golden("form_bulk_left", bulk_form(BulkDraft("C0SALES", text=TEXT, faults=FAULTS, added=added)))


def test_a_hundred_wrong_lines_stay_within_a_form() -> None:
    faults = tuple(RowFault(line, Refused(Reason.BAD_ROW), "x" * 300) for line in range(1, 101))
    view = bulk_form(BulkDraft(None, faults=faults, text="x" * 4000))
    view.validate_json()
    assert len(view.blocks or ()) <= 20
    assert "And 60 more lines" in str(view.to_dict())
