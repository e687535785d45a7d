"""Every page that a link opens, on the running bot: what a stranger gets of it, and what another site can send."""

import aiohttp

from bot.sandbox.story import Story
from bot.web.headers import HEADERS

PAGES = (
    "/setup/{}",
    "/setup/{}/seen",
    "/setup/{}/connect",
    "/setup/{}/write",
    "/credentials/{}",
    "/tokens/{}",
    "/webhooks/{}",
    "/write/{}",
)
FORMS = tuple(path for path in PAGES if not path.endswith("/seen"))
EVIL = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Referer": "https://evil.example/"}


def has_all(answer: aiohttp.ClientResponse) -> bool:
    is_strict = "default-src 'none'" in answer.headers["Content-Security-Policy"]
    named = (name for name in HEADERS if name != "Content-Security-Policy")
    return is_strict and all(answer.headers.get(name) == HEADERS[name] for name in named)


async def test_no_page_opens_to_a_stranger_and_none_takes_what_another_site_sends(story: Story) -> None:
    await story.admin_adds_client()
    await story.manager_adds_domain()
    await story.operator_gives_details()
    link = story.link_in_mail()
    token, at = link.rsplit("/", 1)[1], story.bot.address
    async with aiohttp.ClientSession(at) as web:
        for path in PAGES:
            foreign = token if not path.startswith("/setup") else token[:-1] + ("A" if token[-1] != "A" else "B")
            answers = []
            for wrong in (foreign, "never"):
                async with web.get(path.format(wrong)) as answer:
                    text = (await answer.text()).partition('name="mark"')[0]
                    answers.append((answer.status, text))
                    assert has_all(answer), path
            assert answers[0][0] == 404, path
            assert answers[0] == answers[1], path
            async with web.delete(path.format(token)) as answer:
                assert (answer.status, has_all(answer)) == (405, True), path
        for path in FORMS:
            form = {"do": "added", "mark": "x" * 43}
            for headers, data in ((EVIL, form), ({}, form), ({}, {})):
                async with web.post(path.format(token), data=data, headers=headers) as answer:
                    assert (answer.status in (403, 404), has_all(answer)) == (True, True), path
            async with web.post(path.format(token), data=b"a" * 70_000) as answer:
                assert (answer.status, has_all(answer)) == (413, True), path
        async with web.get(link) as answer:
            assert answer.status == 200
