"""How a client adds the records at their DNS provider, in three steps: open the form, fill it in, save.

The steps are sentences with marked places, so that thread, mail and page each show menus, boxes and what is to be typed
in their own way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.facts import Provider, Record
from bot.core.providers import Dot, Panel, panel_of
from bot.core.words import Words


class Label(str):
    """What stands in the panel: a menu, a box, a switch."""

    __slots__ = ()


class Typed(str):
    """What is to be typed, letter by letter."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A provider and where people sign in there; None: not known."""

    name: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """Several places in a row."""

    items: tuple[Label | Typed, ...]
    joint: str


Place = Label | Typed | Site | Row | str


@dataclass(frozen=True, slots=True)
class Sentence:
    template: str
    places: Mapping[str, Place]

    def written(self, mark: Callable[[Place], str], text: Callable[[str], str] = str) -> str:
        """``mark`` shows a place, ``text`` makes what surrounds the places."""
        return text(self.template).format(**{name: mark(place) for name, place in self.places.items()})


Step = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be added where. ``owner`` is whom to ask about what is there already."""

    zone: str
    provider: Provider | None
    records: Sequence[Record]
    owner: str

    @property
    def panel(self) -> Panel:
        """The provider's, or one that is like most of them."""
        return panel_of(self.provider) or Panel(Provider("", ""), ())

    @property
    def is_known(self) -> bool:
        return panel_of(self.provider) is not None

    def names(self, words: Words) -> Row:
        joint = f" {words.say('phrase.or')} "
        return Row(tuple(Typed(self.panel.name_of(record)) for record in self.records), joint)


def three_steps(task: Task, words: Words) -> tuple[Step, Step, Step]:
    """Open the form, fill it in, save."""
    return tuple(_opening(task, words)), tuple(_filling(task, words)), (_saving(task, words),)


def _opening(task: Task, words: Words) -> Iterator[Sentence]:
    panel, zone = task.panel, Label(task.zone)
    if not task.is_known:
        yield _say(words, "open_anywhere", zone=zone)
        return
    site = Site(panel.provider.name, panel.address)
    if not panel.path:
        yield _say(words, "open_site", site=site, zone=zone)
        return
    path = tuple(Label(menu.format(zone=task.zone)) for menu in panel.path)
    yield _say(words, "open", site=site, path=Row(path, " → "))
    if words.say("steps.menus"):
        yield _say(words, "menus")


def _filling(task: Task, words: Words) -> Iterator[Sentence]:
    panel = task.panel
    name = "name_full" if panel.wants_full_name else "name_short"
    places: dict[str, Place] = {"box": Label(panel.name_box), "names": task.names(words)}
    yield _say(words, name, **places if panel.wants_full_name else {**places, "zone": Typed(f".{task.zone}")})
    boxes = tuple(dict.fromkeys(Label(panel.box_of(record)) for record in task.records))
    yield _say(words, "value", box=Row(boxes, f" {words.say('phrase.or')} "))
    if any(record.value.endswith(".") for record in task.records):
        yield _dot(task, words)
    yield from _peculiar(task, words)
    if len(task.records) > 1:
        yield _say(words, "one_each")


def _dot(task: Task, words: Words) -> Sentence:
    if task.panel.dot is Dot.NEEDED:
        return _say(words, "dot_needed", zone=Typed(f".{task.zone}"))
    return _say(words, "dot_refused" if task.panel.dot is Dot.REFUSED else "dot_open")


def _peculiar(task: Task, words: Words) -> Iterator[Sentence]:
    """What this panel does differently from most."""
    panel, box = task.panel, Label(task.panel.ttl_box)
    has_cname = any(record.type == "CNAME" for record in task.records)
    if panel.proxy and has_cname:
        yield _say(words, "proxy", switch=Label(panel.proxy), position=Label(panel.direct))
    if panel.alias_switch:
        yield _say(words, "alias_off", switch=Label(panel.alias_switch))
    if panel.quotes_text and any(record.type == "TXT" for record in task.records):
        yield _say(words, "text_quoted")
    if panel.ttl_choice:
        yield _say(words, "ttl_choice", box=box, choice=Label(panel.ttl_choice))
    elif panel.smallest_ttl:
        yield _say(words, "ttl_smallest", box=box, ttl=Typed(panel.smallest_ttl))
    elif task.is_known and task.records:
        yield _say(words, "ttl_typed", box=box, ttl=Typed(task.records[0].ttl))


def _saving(task: Task, words: Words) -> Sentence:
    return _say(words, "save", names=task.names(words), owner=task.owner)


def _say(words: Words, key: str, **places: Place) -> Sentence:
    return Sentence(words.sentences[f"steps.{key}"], places)
