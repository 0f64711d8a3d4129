"""回调: GET|POST /wecom/callback, verified, decrypted, parsed and accepted before WeCom gets its 200 [D90238]."""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from bot.wecom.envelope import CallbackKeys, encrypted_part, open_envelope
from bot.wecom.inbound import parse_inbound
from bot.wecom.metrics import CALLBACKS, REJECTED
from bot.wecom.rejected import Rejected
from domain.messages import Inbound

log = structlog.get_logger(__name__)

CALLBACK_PATH = "/wecom/callback"
MAX_BODY = 1024 * 1024
_OLD_SECONDS = 600


def _utc_now() -> datetime:
    return datetime.now(UTC)


def callback_blueprint(
    keys: CallbackKeys, accept: Callable[[Inbound], None], now: Callable[[], datetime] = _utc_now
) -> Blueprint:
    """The two routes of the door.

    `accept` commits the message to the inbox and returns; when it raises, WeCom gets 500 and delivers again.
    """
    door = Blueprint("wecom", __name__)

    @door.get(CALLBACK_PATH, provide_automatic_options=False)
    def check_url() -> Response:
        signature, timestamp, nonce = _signed()
        plaintext = open_envelope(keys, signature, timestamp, nonce, request.args.get("echostr", ""))
        return Response(plaintext, content_type="text/plain")

    @door.post(CALLBACK_PATH, provide_automatic_options=False)
    def take() -> Response:
        request.max_content_length = MAX_BODY
        signature, timestamp, nonce = _signed()
        encrypt = encrypted_part(request.get_data(cache=False))
        plaintext = open_envelope(keys, signature, timestamp, nonce, encrypt)
        _note_age(timestamp, now())
        inbound = parse_inbound(plaintext, keys.agent_id)
        accept(inbound)
        CALLBACKS.labels(type(inbound.content).__name__).inc()
        return Response(status=200)

    @door.errorhandler(Rejected)
    def reject(rejected: Rejected) -> Response:
        # Public callback URLs are scanned all day: counted and noted, without content and without detail outside.
        REJECTED.labels(rejected.reason).inc()
        log.info("wecom.rejected", reason=rejected.reason, remote=request.remote_addr)
        return Response(status=403 if rejected.reason == "signature" else 400)

    @door.errorhandler(RequestEntityTooLarge)
    def refuse_size(_: HTTPException) -> Response:
        REJECTED.labels("size").inc()
        log.info("wecom.rejected", reason="size", remote=request.remote_addr)
        return Response(status=413)

    return door


def _signed() -> tuple[str, str, str]:
    """msg_signature, timestamp and nonce of the query. A request without them is refused before its body is read."""
    signature, timestamp, nonce = (request.args.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
    if not (len(signature) == 40 and 0 < len(timestamp) <= 32 and 0 < len(nonce) <= 128):
        raise Rejected("signature")
    return signature, timestamp, nonce


def _note_age(timestamp: str, now: datetime) -> None:
    # Only noted: whether a retry repeats timestamp and nonce is undocumented, so refusing could lose messages.
    # A true replay has no effect: the inbox takes each key once.
    age = abs(now.timestamp() - int(timestamp)) if timestamp.isdecimal() else None
    if age is None or age > _OLD_SECONDS:
        log.info("wecom.old_callback", age_seconds=None if age is None else int(age))
