"""The same worlds and databases as the stories have."""

from tests.cli.conftest import port
from tests.stories.conftest import mode, postgres_url, sqlite_url, story

__all__ = ["mode", "port", "postgres_url", "sqlite_url", "story"]
