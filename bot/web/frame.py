"""Every page stands in one frame: the company's name and logo, the languages there are, and a foot. Nothing of it comes
from outside but the logo."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.core.languages import Language
from bot.core.words import Words, words_in
from bot.web.brand import Brand
from bot.web.forms import accepted_language
from bot.web.text import render

LATER = {"Retry-After": "60"}


@dataclass(frozen=True, slots=True)
class Frame:
    """Makes pages that look alike. ``policy`` says what they may load."""

    brand: Brand = field(default_factory=Brand)

    @property
    def policy(self) -> Mapping[str, str]:
        return {"Content-Security-Policy": self.brand.policy}

    def page(
        self, request: Request, template: str, words: Words, values: Mapping[str, object], status: int = 200
    ) -> HTMLResponse:
        """A page for people at clients, and for account managers who go the same way: in any language."""
        return self._drawn(request, template, words, {"languages": languages(), "is_team": False, **values}, status)

    def team_page(
        self, request: Request, template: str, values: Mapping[str, object], status: int = 200
    ) -> HTMLResponse:
        """A page for admins, in English."""
        words = words_in(Language.ENGLISH)
        return self._drawn(request, template, words, {"languages": (), "is_team": True, **values}, status)

    def notice(
        self, request: Request, words: Words, title: str, text: str, status: int, *, again: str = "", **more: object
    ) -> HTMLResponse:
        """One thing is said. ``again`` is on a link that shows the page anew."""
        values = {"title": title, "text": text, "again": again, **more}
        answer = self.page(request, "notice.html", words, values, status)
        answer.headers.update(LATER if status == 503 else {})
        return answer

    def not_yet(self, request: Request) -> HTMLResponse:
        """The bot has just started, and does not know yet whom it serves."""
        words = words_in(accepted_language(request))
        title, text = words.say("page.not_yet_title"), words.say("page.not_yet")
        return self.notice(request, words, title, text, 503, again=words.say("page.again"))

    def foreign_form(self, request: Request) -> HTMLResponse:
        """A form was sent that is not of this page."""
        words = words_in(accepted_language(request))
        title, text = words.say("page.foreign_title"), words.say("page.foreign_form")
        return self.notice(request, words, title, text, 403, again=words.say("page.again"))

    def _drawn(
        self, request: Request, template: str, words: Words, values: Mapping[str, object], status: int
    ) -> HTMLResponse:
        framed = {
            "brand": self.brand,
            "company": self.brand.name,
            "say": words.say,
            "language": words.language.value,
            "root": "../" * (request.url.path.count("/") - 1),
        }
        return HTMLResponse(render(template, {**framed, **values}), status, self.policy)


def languages() -> list[tuple[str, str]]:
    """The languages that a reader can choose: key and own name."""
    return [(language.value, words_in(language).sentences["language.name"]) for language in Language]
