"""Every module has a layer, and the finer import rules that the import contracts cannot say."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "storage")
LAYERS = [
    member.strip()
    for contract in tomllib.loads((HOME / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    if contract["type"] == "layers"
    for layer in contract["layers"]
    for member in layer.split("|")
]


def modules() -> Iterator[str]:
    for room in ROOMS:
        for path in (HOME / room).rglob("*.py"):
            parts = path.relative_to(HOME).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_belongs_to_a_layer() -> None:
    homeless = [
        name
        for name in modules()
        if name != "bot" and not any(name == layer or name.startswith(f"{layer}.") for layer in LAYERS)
    ]
    assert homeless == []


def test_views_know_slack_only_as_models() -> None:
    wrong = [
        (path.name, name)
        for path in (HOME / "handlers" / "views").rglob("*.py")
        for name in imports_of(path)
        if name.startswith("slack_sdk") and not name.startswith("slack_sdk.models") and name != "slack_sdk"
    ]
    assert wrong == []


READERS_OF_SETTINGS = {
    *(
        "wiring.py",
        "consenting.py",
        "directories.py",
        "writes.py",
        "bouncing.py",
        "introducing.py",
        "bolt.py",
        "serve.py",
    ),
    *("doctor.py", "transfer.py", "forget.py", "unveiling.py", "settings.py"),
}


def test_only_composition_roots_read_settings() -> None:
    readers = {
        path.relative_to(HOME).as_posix()
        for room in ROOMS
        for path in (HOME / room).rglob("*.py")
        if "bot.settings" in imports_of(path) and path.name not in READERS_OF_SETTINGS
    }
    assert {reader for reader in readers if not reader.startswith("bot/sandbox/")} == set()


HEAVY = ("slack_sdk", "slack_bolt", "twilio", "sqlmodel", "sqlalchemy", "pydantic", "starlette", "apscheduler")


@pytest.mark.parametrize("command", ["import bot.cli", "import bot.check"])
def test_help_and_check_import_nothing_heavy(command: str) -> None:
    code = f"import sys; {command}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
