"""/sim/…: what the chat page and scripts ask of the simulator (the product never calls these)."""

import dataclasses
import io
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, send_file

from simulator.api_media import amr_seconds, check_media
from simulator.audio import NotAudio, to_amr, to_wav
from simulator.callbacks import Delivery, Sender
from simulator.cards import Refused
from simulator.faults import Fault
from simulator.firm import CORP_NAME
from simulator.samples import Sample
from simulator.world import World, entry_json, mail_json

Json = dict[str, Any]
MOST_AHEAD = 400 * 24 * 3600
IMAGE_TYPES = ("image/jpeg", "image/png")


def create_script_api(world: World, sender: Sender, samples: dict[str, Sample]) -> Blueprint:
    blueprint = Blueprint("script_api", __name__, url_prefix="/sim")

    @blueprint.errorhandler(Refused)
    def refused(error: Refused) -> tuple[Response, int]:
        return jsonify(error=error.message, code=error.code), 400

    @blueprint.errorhandler(KeyError)
    def missing(error: KeyError) -> tuple[Response, int]:
        return jsonify(error=str(error.args[0] if error.args else error)), 400

    @blueprint.post("/say")
    def say() -> Response:
        form = _form()
        return _result(sender.send_text(_member(world, form), _string(form, "text")))

    @blueprint.post("/voice")
    def voice() -> Response:
        """A sample's name, or an audio file of any kind in the part `file` (cut at 60 seconds)."""
        form = _form()
        member = _member(world, form)
        if form.get("sample"):
            name = _string(form, "sample")
            amr, name = samples[name].path.read_bytes(), f"{name}.amr"
        else:
            amr, name = _amr_of_upload(), "voice.amr"
        check_media("voice", amr)
        media = world.add_media("voice", name, "audio/amr", amr)
        return _result(sender.send_voice(member, media.media_id))

    @blueprint.post("/image")
    def image() -> Response:
        member = _member(world, _form())
        part = request.files.get("file")
        content = part.read() if part else b""
        check_media("image", content)
        kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        media = world.add_media("image", (part.filename if part else None) or "image", kind, content)
        return _result(sender.send_image(member, media.media_id, url=f"{request.host_url}sim/media/{media.media_id}"))

    @blueprint.post("/location")
    def location() -> Response:
        form = _form()
        place = float(form["latitude"]), float(form["longitude"])
        return _result(sender.send_location(_member(world, form), *place, _string(form, "label")))

    @blueprint.post("/click")
    def click() -> Response:
        form = _form()
        selected = form.get("selected") or None
        if selected is not None and not _is_selection(selected):
            abort(400, "selected maps a question_key to a list of option ids")
        member = _member(world, form)
        return _result(sender.click(member, _string(form, "task_id"), _string(form, "key"), selected))

    @blueprint.post("/menu")
    def menu() -> Response:
        form = _form()
        return _result(sender.press_menu(_member(world, form), _string(form, "key")))

    @blueprint.post("/event")
    def event() -> Response:
        form = _form()
        fields = [(str(k), v) for k, v in (form.get("fields") or {"EventKey": ""}).items()]
        return _result(sender.send_event(_string(form, "name"), _member(world, form), fields))

    @blueprint.get("/chat/<member>")
    def chat(member: str) -> Response:
        return jsonify([entry_json(e) for e in world.chat(_member(world, {"member": member}))])

    @blueprint.get("/mailbox")
    def mailbox() -> Response:
        with world.lock:
            return jsonify([mail_json(m) for m in world.mailbox])

    @blueprint.post("/mailbox/<int:number>/read")
    def read_mail(number: int) -> Response:
        with world.lock:
            for mail in world.mailbox:
                if mail.id == number and not mail.read:
                    mail.read = True
                    world.publish({"type": "mail", "mail": mail_json(mail)})
        return jsonify(ok=True)

    @blueprint.post("/forward")
    def forward() -> Response:
        seconds = float(_form()["seconds"])
        if not 0 <= seconds <= MOST_AHEAD:
            abort(400, "seconds is 0 to 400 days")
        world.clock.forward(seconds)
        world.publish({"type": "clock", "now": world.clock().isoformat()})
        return jsonify(now=world.clock().isoformat())

    @blueprint.get("/state")
    def state() -> Response:
        return jsonify(_state(world, sender, samples))

    @blueprint.route("/faults", methods=["GET", "POST", "DELETE"])
    def faults() -> Response:
        """POST takes the fields of faults.Fault and `seconds`; or {"tokens": "kill" | "rotate" | "keep"}."""
        if request.method == "DELETE":
            world.faults.clear()
            world.rotate_tokens = False
        elif request.method == "POST":
            _add_fault(world, _form())
        listed = [
            {**dataclasses.asdict(f), "until": f.until.isoformat() if f.until else None} for f in world.faults.listed()
        ]
        return jsonify(faults=listed, hits=world.faults.hits, rotate_tokens=world.rotate_tokens)

    @blueprint.post("/connect")
    def connect() -> Response:
        return jsonify(connected=sender.verify_url())

    @blueprint.get("/media/<media_id>")
    def media(media_id: str) -> Response:
        found = world.live_media(media_id)
        if found is None:
            abort(404)
        if found.content_type in IMAGE_TYPES:
            return Response(found.content, mimetype=found.content_type)
        return send_file(
            io.BytesIO(found.content), "application/octet-stream", as_attachment=True, download_name=found.name
        )

    @blueprint.get("/media/<media_id>.wav")
    def wav(media_id: str) -> Response:
        found = world.live_media(media_id)
        if found is None or found.kind != "voice":
            abort(404)
        return Response(to_wav(found.content), mimetype="audio/wav")

    return blueprint


def _form() -> Json:
    """A JSON object, or the fields of a form."""
    if request.is_json:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            abort(400, "a JSON object is wanted")
        return body
    return dict(request.form)


def _string(form: Json, name: str) -> str:
    value = form.get(name)
    if not isinstance(value, str) or len(value) > 20_000:
        abort(400, f"{name} is a text")
    return value


def _member(world: World, form: Json) -> str:
    member = world.member(_string(form, "member"))
    if member is None:
        abort(404, "no such member")
    return member.userid


def _is_selection(selected: Any) -> bool:
    return isinstance(selected, dict) and all(
        isinstance(ids, list) and all(isinstance(i, str) for i in ids) for ids in selected.values()
    )


def _amr_of_upload() -> bytes:
    part = request.files.get("file")
    if part is None:
        abort(400, "sample or file is wanted")
    content = part.read()
    try:
        if content.startswith(b"#!AMR\n") and amr_seconds(content) <= 60:
            return content
        return to_amr(content)
    except NotAudio:
        raise Refused(40004, "这个文件里没有听得到的声音") from None


def _result(delivery: Delivery) -> Response:
    return jsonify(ok=delivery.ok, attempts=delivery.attempts, shown_id=delivery.shown_id)


def _add_fault(world: World, form: Json) -> None:
    tokens = form.pop("tokens", None)
    if tokens is not None:
        if tokens == "kill":
            world.kill_tokens()
        world.rotate_tokens = tokens == "rotate"
        return
    seconds = form.pop("seconds", None)
    known = {f.name for f in dataclasses.fields(Fault)} - {"until"}
    if set(form) - known:
        abort(400, f"unknown fields: {sorted(set(form) - known)}")
    try:
        world.faults.add(seconds=seconds, **form)
    except (TypeError, ValueError) as error:
        abort(400, str(error))


def _state(world: World, sender: Sender, samples: dict[str, Sample]) -> Json:
    with world.lock:
        now: datetime = world.clock()
        return {
            "now": now.isoformat(),
            "corp": CORP_NAME,
            "app": world.app.name,
            "menu": world.app.menu,
            "connected": world.connected,
            "members": [{"userid": m.userid, "name": m.name, "position": m.position} for m in world.members.values()],
            "samples": [
                {"name": s.name, "title": s.title, "seconds": s.seconds, "text": s.text} for s in samples.values()
            ],
            "calls": dict(world.calls),
            "dropped": dict(world.dropped),
            "complaints": list(world.complaints),
            "deliveries": len(sender.log),
            "mails": len(world.mailbox),
        }
