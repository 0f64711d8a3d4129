"""对话页: the three phones and the mailbox, their live stream, and the links opened inside a phone."""

import json
import queue
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, render_template, request

from simulator.api_login import MEMBER_COOKIE
from simulator.records import Shown
from simulator.world import World

HEARTBEAT_SECONDS = 15.0
QUEUE_ROOM = 2000
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


def create_chat_page(world: World) -> Blueprint:
    blueprint = Blueprint("chat_page", __name__)

    @blueprint.get("/")
    def page() -> str:
        return render_template("chat.html", app_name=world.app.name)

    @blueprint.get("/sim/stream")
    def stream() -> Response:
        """Server-sent events, one JSON object each; a reader that falls too far behind is cut off and comes again."""
        events: queue.Queue[str | None] = queue.Queue(QUEUE_ROOM)

        def put(event: dict[str, object]) -> None:
            try:
                events.put_nowait(json.dumps(event, ensure_ascii=False))
            except queue.Full:
                events.queue.clear()
                events.put_nowait(None)

        stop = world.listen(put)

        def chunks() -> Iterator[str]:
            try:
                yield "retry: 1000\n\n"
                while True:
                    try:
                        event = events.get(timeout=HEARTBEAT_SECONDS)
                    except queue.Empty:
                        yield ": still here\n\n"
                        continue
                    if event is None:
                        return
                    yield f"data: {event}\n\n"
            finally:
                stop()

        return Response(chunks(), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})

    @blueprint.get("/sim/open")
    def open_link() -> Response:
        """A link tapped in a phone: the browser then counts as that member on the authorize page.

        Only links the member was sent, so that this page redirects nowhere else.
        """
        member = world.member(request.args.get("member", ""))
        url = request.args.get("url", "")
        if member is None or urlsplit(url).scheme not in ("http", "https"):
            abort(404)
        if not any(_contains(entry, url) for entry in world.chat(member.userid)) and not _in_menu(world, url):
            abort(404)
        answer = redirect(url)
        answer.set_cookie(MEMBER_COOKIE, member.userid, httponly=True, samesite="Lax")
        return answer  # type: ignore[return-value]

    @blueprint.after_app_request
    def harden(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "no-referrer")
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return blueprint


def _contains(entry: Shown, url: str) -> bool:
    card = entry.card.card if entry.card else {}
    return json.dumps(url, ensure_ascii=False)[1:-1] in json.dumps([entry.body, card], ensure_ascii=False)


def _in_menu(world: World, url: str) -> bool:
    return json.dumps(url, ensure_ascii=False)[1:-1] in json.dumps(world.app.menu, ensure_ascii=False)
