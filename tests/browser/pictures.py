"""`make screenshots`: pictures of what people see, by a headless Chromium; `python -m tests.browser.pictures --help`.

Each gallery draws one subject: everything that is worth a look into a folder that git ignores (``pictures/``), and the
few that the README shows into ``docs/pictures/``, as WebP and small.
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from playwright.async_api import Browser

from tests.browser import pictures_mails, pictures_page, pictures_sandbox
from tests.browser.driving import chromium, chromium_path

HOME = Path(__file__).parents[2]
TO_LOOK_AT, FOR_README = HOME / "pictures", HOME / "docs" / "pictures"
LARGEST = 150_000
"""Bytes of a picture in the README."""

Gallery = Callable[[Browser, Path, Path], Awaitable[None]]
"""Gets the browser, its own folder under `TO_LOOK_AT`, and `FOR_README`."""
GALLERIES: Mapping[str, Gallery] = {
    "page": pictures_page.draw,
    "mails": pictures_mails.draw,
    "sandbox": pictures_sandbox.draw,
}


async def draw(path: str, folders: Mapping[str, Path]) -> None:
    """The galleries of these names, each into its folder."""
    async with chromium(path) as browser:
        for name, folder in folders.items():
            await GALLERIES[name](browser, folder, FOR_README)
            sys.stdout.write(f"{folder.relative_to(HOME)}: done\n")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(GALLERIES)}; all where none is named")
    names = parser.parse_args().names or list(GALLERIES)
    if unknown := set(names) - set(GALLERIES):
        parser.error(f"there is no gallery {', '.join(sorted(unknown))}")
    path = chromium_path()
    if path is None:
        sys.stderr.write("no Chromium here: install Debian's package `chromium`, or name one in CHROMIUM\n")
        return 1
    logging.disable(logging.WARNING)
    folders = {name: TO_LOOK_AT / name for name in names}
    for folder in (*folders.values(), FOR_README):
        folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(path, folders))
    too_large = [kept.name for kept in FOR_README.iterdir() if kept.stat().st_size > LARGEST]
    if too_large:
        sys.stderr.write(f"too large for the README: {', '.join(too_large)}\n")
    return 1 if too_large else 0


if __name__ == "__main__":
    raise SystemExit(main())
