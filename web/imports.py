"""导入接口: POST /api/import/<kind>: a list from another program, once for each Idempotency-Key."""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from web.rate_limit import RateLimit, address_of

log = structlog.get_logger(__name__)

IMPORT_PATH = "/api/import/<kind>"
MAX_BODY = 50 * 2**20
_LONGEST_KEY, _LONGEST_NAME = 200, 200


@dataclass(frozen=True)
class Upload:
    """What came: `name` tells by its end what kind of file it is. `key` None: only a rehearsal.

    `account` and `as_of`, as they were written, are said with a bank statement.
    """

    kind: str
    name: str
    data: bytes
    key: str | None
    mapping: str | None
    account: str | None = None
    as_of: str | None = None


#: does what an upload asks for: the HTTP status, and what the answer says
Take = Callable[[Upload], tuple[int, dict[str, Any]]]


def imports_blueprint(token: str, take: Take, limit: RateLimit, most_bytes: int = MAX_BODY) -> Blueprint:
    """The one route. Whoever knows the token may import, so that it is served over HTTPS only.

    `take` is called once a request has shown the token, a file and a key; the same key may come again at any time.
    """
    door = Blueprint("imports", __name__)

    @door.post(IMPORT_PATH, provide_automatic_options=False)
    def receive(kind: str) -> tuple[Response, int]:
        if not limit.allows(address_of(request)):
            return _refusal("请求太多，请一分钟后再试", 429)
        if not _knows(token):
            log.info("import.refused", reason="token", remote=request.remote_addr)
            return _refusal("令牌不对：请求头里写 Authorization: Bearer 令牌（IMPORT_TOKEN）", 401)
        is_rehearsal = request.args.get("dry_run", "") in ("1", "true")
        key = request.headers.get("Idempotency-Key", "").strip()
        if not is_rehearsal and not 0 < len(key) <= _LONGEST_KEY:
            return _refusal("请求头里要有 Idempotency-Key：每个文件一个新的，重发同一个文件时不变，最多 200 个字", 400)
        request.max_content_length = most_bytes
        name, data = _file()
        if not data:
            return _refusal("没有收到文件：正文就是文件（?filename=合同.xlsx），或用 multipart 的 file 字段", 400)
        said = (request.args.get(one) for one in ("mapping", "account", "as_of"))
        upload = Upload(kind, name, data, None if is_rehearsal else key, *said)
        status, answer = take(upload)
        return _said(answer), status

    @door.errorhandler(RequestEntityTooLarge)
    def refuse_size(_: HTTPException) -> tuple[Response, int]:
        return _refusal(f"文件太大：最多 {most_bytes // 2**20} MB，请分成几个", 413)

    return door


def _knows(token: str) -> bool:
    said = request.headers.get("Authorization", "")
    scheme, _, shown = said.partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), token.encode())


def _file() -> tuple[str, bytes]:
    """Name and content of the multipart field `file`, or of a raw body that the query names."""
    if request.mimetype == "multipart/form-data":
        sent = request.files.get("file")
        return ("", b"") if sent is None else (_plain(sent.filename or ""), sent.read())
    return _plain(request.args.get("filename", "")), request.get_data(cache=False)


def _plain(name: str) -> str:
    """The name without folders."""
    return name.replace("\\", "/").rpartition("/")[2][-_LONGEST_NAME:]


def _refusal(reason: str, status: int) -> tuple[Response, int]:
    return _said({"error": reason}), status


def _said(answer: dict[str, Any]) -> Response:
    """Chinese as it is: people read it with curl."""
    return Response(json.dumps(answer, ensure_ascii=False) + "\n", content_type="application/json")
