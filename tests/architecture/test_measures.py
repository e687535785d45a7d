"""The measures of the house: small functions, small files, short listeners, no patching of our own modules."""

import ast
import re
import statistics
from pathlib import Path

HOME = Path(__file__).parents[2]
CODE = [
    path
    for room in ("bot", "handlers", "storage")
    for path in (HOME / room).rglob("*.py")
    if "versions" not in path.parts
]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, Function)]


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short() -> None:
    lengths = sorted(length(node) for path in CODE for node in functions(path))
    assert statistics.median(lengths) <= 8
    assert lengths[int(0.9 * len(lengths))] <= 30


def test_no_function_is_over_sixty_lines() -> None:
    long = [f"{path.name}:{node.name}" for path in CODE for node in functions(path) if length(node) > 60]
    assert long == []


def test_no_file_is_over_three_hundred_lines() -> None:
    long = {
        path.relative_to(HOME).as_posix(): count for path in CODE if (count := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


LISTENERS = (
    "forwarding.py",
    "removals.py",
    "attaching.py",
    "changes.py",
    "commands.py",
    "submissions.py",
    "actions.py",
    "options.py",
    "home.py",
    "bulk.py",
    "registry.py",
    "accounts.py",
    "importing.py",
    "asking.py",
)


def test_listeners_are_at_most_fifteen_lines() -> None:
    long = [
        f"{name}:{node.name}" for name in LISTENERS for node in functions(HOME / "handlers" / name) if length(node) > 15
    ]
    assert long == []


def test_every_function_states_what_it_returns() -> None:
    silent = [f"{path.name}:{node.name}" for path in CODE for node in functions(path) if node.returns is None]
    assert silent == []


def test_every_module_says_what_it_is() -> None:
    silent = [path.relative_to(HOME).as_posix() for path in CODE if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


OWN_PATCH = re.compile(r"(monkeypatch\.setattr|mock\.patch|\bpatch)\(\s*[\"']?(bot|handlers|storage)\b")


def test_tests_do_not_patch_our_own_modules() -> None:
    patching = [
        path.name
        for path in (HOME / "tests").rglob("*.py")
        if path != Path(__file__) and OWN_PATCH.search(path.read_text())
    ]
    assert patching == []


REGISTRIES = ("pypi" + ".org", "python" + "hosted", "npm" + "js.org", "deb." + "debian.org")


def test_no_file_names_a_registry_or_this_machine() -> None:
    suffixes = {".py", ".toml", ".md", ".yml", ".lock", ".json", ".txt", ".html", ".mako", ""}
    folders = [HOME / name for name in ("bot", "handlers", "storage", "tests", ".ci")]
    files = [p for folder in folders for p in folder.rglob("*") if p.is_file() and p.suffix in suffixes]
    files += [p for p in HOME.iterdir() if p.is_file() and p.suffix in suffixes and p.name != ".env"]
    needles = (*REGISTRIES, f"{HOME.parent}/")
    named = [
        path.relative_to(HOME).as_posix()
        for path in files
        if "__pycache__" not in path.parts and any(needle in path.read_text(errors="ignore") for needle in needles)
    ]
    assert named == []
