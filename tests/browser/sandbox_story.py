"""The whole story on the sandbox's page, by clicking and typing alone: from an unknown client to short links, and back
from a broken record. It halts where there is something to look at."""

from collections.abc import Awaitable, Callable

from playwright.async_api import expect

from tests.browser.sandbox_page import HOST, Visitor

Stop = Callable[[str], Awaitable[None]]
"""Gets the name of what the page shows: add, mistake, approve, live or recovered."""


async def play(ours: Visitor, stop: Stop) -> None:
    """The visitor has come to a fresh world."""
    await _admin_registers(ours, stop)
    await _manager_adds(ours, stop)
    await _operator_gives_details(ours, stop)
    await _client_errs_and_corrects(ours, stop)
    await _approver_approves(ours, stop)
    await _manager_attaches_and_tests(ours, stop)
    await _record_breaks_and_comes_back(ours, stop)


async def _admin_registers(ours: Visitor, stop: Stop) -> None:
    await ours.type("/linkdomain clients")
    await ours.press("Add client")
    await ours.form("Add a client")
    await ours.send()
    await expect(ours.modal.locator(".error")).to_have_text("Please complete this required field.")
    await ours.fill("Name", "Acme Corp")
    await ours.send()
    await expect(ours.modal).to_contain_text("Acme Corp is added")
    await ours.close_form()
    await ours.type("/linkdomain campaigns")
    await ours.press("Add campaign")
    await ours.form("Add a campaign")
    await ours.choose("Client", "ac", "Acme Corp")
    await ours.fill("Name of the campaign", "Spring sale")
    await ours.fill("SID of its Messaging Service", await ours.copied("Spring sale"))
    await ours.send()
    await expect(ours.modal).to_contain_text("Spring sale is added")
    await ours.close_form()


async def _manager_adds(ours: Visitor, stop: Stop) -> None:
    await ours.be("ana")
    await ours.type("/linkdomain add")
    await ours.form("Add a link domain")
    await ours.choose("Client", "ac", "Acme Corp")
    await ours.fill("The client's domain", "acme.test")
    await expect(ours.modal).to_contain_text(HOST)
    await ours.modal.get_by_label("The client adds the records").check()
    await ours.fill("E-mail of the client", "it@acme.test")
    await stop("add")
    await ours.send()
    await ours.card_says(f"{HOST} · Waiting for Twilio details")


async def _operator_gives_details(ours: Visitor, stop: Stop) -> None:
    await ours.be("otto")
    console = ours.page.locator("#adddomain")
    await console.get_by_label("Domain").fill(HOST)
    await console.get_by_role("button").click()
    await ours.press("Enter Twilio details")
    await ours.form("Twilio details")
    await ours.fill("Verification value", await ours.copied("TXT value"))
    await ours.fill("Domain SID", await ours.copied("Domain SID"))
    await ours.send()
    await ours.card_says("Waiting for the DNS records")
    await expect(ours.page.locator("#mails")).to_contain_text("/setup/")


async def _client_errs_and_corrects(ours: Visitor, stop: Stop) -> None:
    await ours.deed("txt")
    await ours.deed("dot")
    await ours.be("ana")
    await ours.press("Check now", ours.card)
    await ours.card_says("added to its end")
    await stop("mistake")
    await ours.deed("cname")
    await ours.press("Check now", ours.card)
    await ours.press("Request SSL", ours.card)


async def _approver_approves(ours: Visitor, stop: Stop) -> None:
    await ours.be("petra")
    thread = await ours.open_thread()
    await expect(thread.locator('button.b:text-is("Approve")')).to_be_visible()
    await stop("approve")
    await ours.press("Approve", thread)
    await ours.confirm()
    await ours.card_says(f"{HOST} · Live")
    await expect(thread).to_contain_text("is live")


async def _manager_attaches_and_tests(ours: Visitor, stop: Stop) -> None:
    await ours.be("ana")
    await ours.type(f"/linkdomain attach {HOST}")
    await ours.form("Attach campaigns")
    await ours.choose("Campaigns", "spr", "Spring sale")
    await ours.fill("Web address for expired links", "https://www.acme.test/")
    await ours.send()
    await expect(ours.modal).to_contain_text("Attaching 1 campaign")
    await ours.close_form()
    await ours.card_says("Campaign Spring sale · attached")
    await ours.type(f"/linkdomain test {HOST}")
    await ours.form("Send a test")
    await ours.send()
    await expect(ours.modal.locator("[data-submit]")).to_have_count(0)
    await ours.close_form()
    await expect(ours.page.locator("#texts")).to_contain_text(f"https://{HOST}/")
    await expect(await ours.open_thread()).to_contain_text(f"https://{HOST}/")
    await stop("live")


async def _record_breaks_and_comes_back(ours: Visitor, stop: Stop) -> None:
    await ours.deed("delete")
    await ours.card_says(f"{HOST} · Degraded")
    await expect(await ours.open_thread()).to_contain_text("is degraded")
    await ours.deed("cname")
    await ours.card_says(f"{HOST} · Live")
    await expect(ours.page.locator("#replies")).to_contain_text("all right again")
    await expect(ours.page.locator("#guide")).to_contain_text("That is the whole way")
    await stop("recovered")
