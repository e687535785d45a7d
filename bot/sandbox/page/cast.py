"""Who can be played: the people of the workspace, and what they are to the bot."""

from collections.abc import Mapping

from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.world import Person

ROLES: Mapping[Person, str] = {
    Person.ANA: "account manager",
    Person.OTTO: "Twilio operator",
    Person.PETRA: "approver",
    Person.VERA: "approver, by her user group",
    Person.ADAM: "admin",
    Person.GUS: "guest: may do nothing",
}


def person_called(name: str) -> Person:
    """Raises CannotAct where nobody has that name."""
    found = next((person for person in ROLES if person.name == name.upper()), None)
    if found is None:
        raise CannotAct(f"There is nobody called {name.lower()}. {known()}")
    return found


def known() -> str:
    return "There are: " + ", ".join(person.name.lower() for person in ROLES)
