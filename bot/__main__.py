"""``python -m bot``: the same as the script ``linkdomain``."""

from bot.cli import main

main()
