"""Examples for the OpenAPI document; tests hold them to its schemas."""

_SINCE = "2026-11-23T14:31:00Z"
_OPEN = {"state": "open", "since": None, "code": None, "advice": None, "expires_at": None}

STATUS: dict[str, object] = {
    "id": "6f1c0d9e8b7a4c3d9e2f1a0b3c4d5e6f",
    "host": "ls.acme.com",
    "unicode_host": "ls.acme.com",
    "client": {"id": "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "name": "Acme Corp"},
    "stage": "waiting_for_records",
    "awaited": "client",
    "owner": "U024BE7LH",
    "setup": "forward",
    "added_at": "2026-11-23T14:02:00Z",
    "live_since": None,
    "degraded_since": None,
    "removal_due_at": None,
    "removing_since": None,
    "removed_at": None,
    "checked_at": "2026-11-23T14:33:00Z",
    "facts": {
        "record": {
            "state": "wrong",
            "since": _SINCE,
            "code": "TARGET_HAS_ZONE_APPENDED",
            "advice": "The DNS panel added acme.com to the end of the value. Enter the value again as "
            "lsct.ashburn.us1.twilio.com. with the final dot.",
            "expires_at": None,
        },
        "caa": {**_OPEN, "state": "holds", "since": _SINCE},
        "verification": {**_OPEN, "state": "holds", "since": _SINCE},
        "certificate": _OPEN,
        "https": _OPEN,
        "association": _OPEN,
    },
    "records": [
        {"type": "CNAME", "name": "ls", "zone": "acme.com", "value": "lsct.ashburn.us1.twilio.com.", "ttl": 600}
    ],
    "provider": {"id": "godaddy", "name": "GoDaddy"},
    "twilio": {"domain_sid": "DN0123456789abcdef0123456789abcdef", "standing": "confirmed"},
    "ssl_request": None,
    "forwarding": {
        "sent_at": "2026-11-23T14:05:00Z",
        "reminded_at": None,
        "opened_at": "2026-11-23T14:20:00Z",
        "expires_at": "2026-12-07T14:05:00Z",
        "revoked_at": None,
        "undeliverable": 0,
    },
    "campaigns": [{"name": "Spring", "messaging_service_sid": "MG0123456789abcdef0123456789abcdef", "state": "wanted"}],
}

NEW: dict[str, object] = {
    "host": "ls.acme.com",
    "client": "Acme Corp",
    "setup": "forward",
    "contacts": ["it@acme.com"],
}

ERROR: dict[str, object] = {
    "type": "about:blank",
    "title": "Unprocessable Entity",
    "status": 422,
    "detail": "Some fields are wrong.",
    "code": "invalid_request",
    "reference": "5f3a9c1b",
    "errors": [{"field": "host", "code": "missing", "detail": "Field required"}],
}
