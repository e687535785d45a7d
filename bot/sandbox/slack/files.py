"""Files that people choose in a form: kept by Slack, and readable for the app once they were sent to it.

Shapes: docs.slack.dev/reference/objects/file-object and /reference/block-kit/block-elements/file-input-element.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.timing import Clock, Ids

_TYPES: Mapping[str, tuple[str, str]] = {
    "csv": ("text/csv", "CSV"),
    "tsv": ("text/tab-separated-values", "TSV"),
    "txt": ("text/plain", "Plain Text"),
    "png": ("image/png", "PNG"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel Spreadsheet"),
}


@dataclass(slots=True, eq=False)
class File:
    """``is_sent``: the person has sent it to the app with a form."""

    id: str
    user: str
    name: str
    content: bytes
    created: int
    is_sent: bool = False

    @property
    def type(self) -> str:
        """Slack's word for the kind of file: mostly the end of its name."""
        return self.name.rpartition(".")[2].lower()


class Files:
    """``address`` is where they can be fetched from, without the final slash."""

    def __init__(self, ids: Ids, wall: Clock) -> None:
        self._ids, self._wall = ids, wall
        self._all: dict[str, File] = {}
        self.address = ""

    def add(self, user: str, name: str, content: bytes) -> File:
        file = File(self._ids.next("F"), user, name, content, int(self._wall()))
        self._all[file.id] = file
        return file

    def get(self, file_id: str) -> File | None:
        """What the app may see."""
        file = self._all.get(file_id)
        return file if file is not None and file.is_sent else None

    def send(self, chosen: Iterable[Json]) -> None:
        """The app may read these from now on."""
        for one in chosen:
            self._all[one["id"]].is_sent = True

    def as_json(self, file: File, team_id: str) -> Json:
        kind, pretty = _TYPES.get(file.type, ("application/octet-stream", "Binary"))
        address = f"{self.address}/{file.id}/{file.name}"
        found: Json = {"id": file.id, "created": file.created, "timestamp": file.created, "name": file.name}
        found |= {"title": file.name, "mimetype": kind, "filetype": file.type, "pretty_type": pretty}
        found |= {"user": file.user, "user_team": team_id, "size": len(file.content), "mode": "hosted"}
        found |= {"is_external": False, "is_public": False, "file_access": "visible"}
        return found | {"url_private": address, "url_private_download": address}
