"""files.*."""

from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace


def file_info(space: Workspace, args: Json) -> Json:
    """A file that a person has sent to the app."""
    file = space.files.get(args["file"])
    if file is None:
        raise ApiError("file_not_found")
    return {"file": space.files.as_json(file, space.app.team_id), "comments": []}
