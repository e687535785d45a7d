"""`linkdomain domain-connect`: what DNS providers need to know of this installation, to copy and to send."""

import json
import os
import sys
from pathlib import Path

from bot.core.consent import SERVICE_ID, template
from bot.gateways.signing import Signer, make_key, read_signer
from bot.settings import Settings, SettingsFaults, load


def run(new_key: Path | None) -> int:
    """Makes the key where one is wanted, then prints the TXT records and the template. Gives the exit code."""
    try:
        if new_key is not None:
            _write(new_key, make_key())
        settings = load(is_for_run=False)
        text = introduction(settings, new_key)
    except SettingsFaults as faults:
        return _refused("; ".join(faults.faults))
    except (OSError, ValueError) as fault:
        return _refused(str(fault))
    sys.stdout.write(text)
    return 0


def introduction(settings: Settings, new_key: Path | None) -> str:
    """Raises ValueError where something is not set."""
    path, provider_id = new_key or settings.domain_connect_key, settings.domain_connect_provider_id
    if not path or not provider_id or not settings.public_url:
        raise ValueError("set DOMAIN_CONNECT_PROVIDER_ID, PUBLIC_URL and DOMAIN_CONNECT_KEY (or give --new-key FILE)")
    signer = read_signer(str(path), settings.domain_connect_key_name)
    company = settings.company_name or provider_id
    wanted = template(provider_id, company, settings.public_url, settings.dns_target)
    return _told(signer, f"{settings.domain_connect_key_name}.{provider_id}", wanted)


def _told(signer: Signer, name: str, wanted: object) -> str:
    records = "\n".join(f'{name}. 3600 IN TXT "{text}"' for text in signer.texts())
    file = f"{name.partition('.')[2]}.{SERVICE_ID}.json"
    return f"{records}\n\n# {file}\n{json.dumps(wanted, indent=2)}\n"


def _write(path: Path, key: bytes) -> None:
    """For its owner only; never over another file."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)


def _refused(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 1
