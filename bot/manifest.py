"""manifest.yml: the source of truth of the app's scopes, command and events."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_HOME = Path(__file__).resolve().parent.parent


def load_manifest() -> Mapping[str, Any]:
    """The manifest beside the packages: in a checkout under its own name, in an installed wheel under ours."""
    in_checkout = _HOME / "manifest.yml"
    path = in_checkout if in_checkout.exists() else _HOME / "linkdomain-manifest.yml"
    manifest: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return manifest


def bot_scopes(manifest: Mapping[str, Any]) -> frozenset[str]:
    """The scopes that the bot token must have."""
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])
