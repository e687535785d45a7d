"""Who may decide on SSL, and what becomes of the decision."""

import asyncio

from bot.sandbox.story import Story
from bot.sandbox.world import Person
from tests.stories.conftest import until


async def requested(story: Story, by: Person = Person.ANA) -> None:
    await story.admin_adds_client()
    await story.admin_adds_campaign()
    await story.manager_adds_domain()
    await story.operator_gives_details()
    await story.client_adds_it_wrongly()
    await story.client_corrects_it()
    card = await story.acting.card_shows(story.host, "Request SSL")
    await story.acting.press(by, card, "Request SSL")
    await story.acting.thread_says(story.host, "[Approve]")


def certificate_requests(story: Story) -> int:
    return sum("RequestManagedCert" in call.path for call in story.world.twilio.calls)


async def test_a_rejected_request_says_why_and_may_be_made_again(story: Story) -> None:
    await requested(story)
    request = await story.acting.thread_says(story.host, "[Approve]")
    form = await story.acting.opened(await story.acting.press(Person.PETRA, request, "Reject…"))
    await story.acting.submit(Person.PETRA, form, {"reason": "The contract is not signed *yet* <!channel>"})
    told = await story.acting.thread_says(story.host, "rejected", "The contract is not signed")
    assert "<!channel>" not in str(told.blocks) + told.text
    assert "[Approve]" not in story.acting.read(request)
    assert certificate_requests(story) == 0
    await story.manager_requests_ssl()
    await story.approver_approves()
    await story.domain_goes_live()


async def test_the_requester_may_not_approve(story: Story) -> None:
    await requested(story, by=Person.PETRA)
    request = await story.acting.thread_says(story.host, "[Approve]")
    answer = await story.acting.press(Person.PETRA, request, "Approve")
    assert await story.acting.told(answer)
    assert "[Approve]" in story.acting.read(request)
    assert certificate_requests(story) == 0


async def test_who_is_no_approver_is_told_who_is(story: Story) -> None:
    await requested(story)
    request = await story.acting.thread_says(story.host, "[Approve]")
    answer = await story.acting.press(Person.ADAM, request, "Approve")
    assert "@petra" in await story.acting.told(answer)
    assert certificate_requests(story) == 0


async def test_two_approvers_at_once_have_one_effect(story: Story) -> None:
    await requested(story)
    request = await story.acting.thread_says(story.host, "[Approve]")
    answers = await asyncio.gather(
        story.acting.press(Person.PETRA, request, "Approve"), story.acting.press(Person.VERA, request, "Approve")
    )
    await story.acting.thread_says(story.host, "is live")
    await until(lambda: any(answer.messages for answer in answers), "one of them to be told who decided")
    told = [story.acting.read(message) for answer in answers for message in answer.messages]
    assert len(told) == 1
    assert "@petra" in told[0] or "@vera" in told[0]
    assert certificate_requests(story) == 1
    assert sum("SSL approved" in story.acting.read(reply) for reply in story.acting.thread(story.host)) == 1


async def test_an_old_approve_button_explains_itself(story: Story) -> None:
    await requested(story)
    request = await story.acting.thread_says(story.host, "[Approve]")
    await story.acting.press(Person.PETRA, request, "Approve")
    await until(lambda: "[Approve]" not in story.acting.read(request), "the buttons to be gone")
    answer = await story.acting.press(Person.VERA, request, "Approve", stale=True)
    assert "@petra" in await story.acting.told(answer)
