"""Secrets of endpoints: made of the installation's secret key and a salt, so that the database alone signs nothing.

With another SECRET_KEY all secrets are others; each endpoint then needs a rotation.
"""

from __future__ import annotations

import base64
import datetime
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook

PURPOSE = "notifications.webhooks.keys"
PREFIX = "whsec_"


def new_salt() -> str:
    """The salt of a new secret."""
    return secrets.token_hex(32)


def secret_of(salt: str) -> str:
    """The secret that this salt stands for, in the form of Standard Webhooks (256 bits)."""
    key = salted_hmac(PURPOSE, salt, algorithm="sha256").digest()
    return PREFIX + base64.b64encode(key).decode()


def signed(
    body: Mapping[str, Any], message: str, now: datetime.datetime, salts: list[str]
) -> tuple[bytes, dict[str, str]]:
    """The message of this name as bytes, with the headers of Standard Webhooks, signed by the secret of each salt."""
    text = json.dumps(body, separators=(",", ":"))
    signatures = [Webhook(secret_of(salt)).sign(message, now, text) for salt in salts]
    return text.encode(), {
        "content-type": "application/json",
        "user-agent": "cycle-engine",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
