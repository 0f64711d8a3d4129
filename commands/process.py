"""What every process of the product does at its start."""

import os
from collections.abc import Callable

from commands.wiring import Refusal, refuse
from logs import configure

#: values that must never be written to a log, wherever they turn up
_SECRETS = ("WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY")


def in_process(name: str, run: Callable[[], None]) -> int:
    """Set up logging, then run until the process is asked to end. Its exit code."""
    secrets = [value for secret in _SECRETS if (value := os.environ.get(secret))]
    configure(name, os.environ.get("LOG_FORMAT", ""), os.environ.get("LOG_LEVEL", "INFO"), secrets)
    try:
        run()
    except Refusal as refusal:
        return refuse(refusal)
    return 0
