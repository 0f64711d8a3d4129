"""What scripts use: /sim/…, the clock file, voice conversion, the mailbox."""

import io
import smtplib
import wave
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from simulator.api_media import amr_seconds
from simulator.audio import NotAudio, to_amr, to_wav
from simulator.clock import FileClock
from simulator.mailbox import start_mailbox
from simulator.samples import load_samples
from simulator.world import World
from tests.simulator.product import Product

SAMPLES = load_samples()


def test_say_voice_click_and_look(client: FlaskClient, product: Product, send: Any, button_card: Any) -> None:
    assert client.post("/sim/say", json={"member": "zhangsan", "text": "你好"}).get_json()["ok"]
    assert client.post("/sim/voice", json={"member": "zhangsan", "sample": "demo5"}).get_json()["ok"]
    send("template_card", button_card())
    tap = {"member": "zhangsan", "task_id": "visit-1@a", "key": "ok", "selected": {}}
    assert client.post("/sim/click", json=tap).get_json()["ok"]
    assert [ElementTree.fromstring(plain).findtext("MsgType") for plain in product.plaintexts] == [
        "text",
        "voice",
        "event",
    ]
    chat = client.get("/sim/chat/zhangsan").get_json()
    assert [(e["side"], e["kind"], e["state"]) for e in chat] == [
        ("member", "text", "delivered"), ("member", "voice", "delivered"), ("app", "template_card", "delivered"),
    ]  # fmt: skip
    assert chat[1]["body"]["seconds"] == pytest.approx(SAMPLES["demo5"].seconds, abs=0.1)
    state = client.get("/sim/state").get_json()
    assert (state["deliveries"], state["calls"], len(state["members"])) == (3, {"message/send": 1}, 132)


@pytest.mark.parametrize(
    ("status", "path", "body"),
    [
        (404, "say", {"member": "nobody", "text": "x"}), (400, "say", {"member": "zhangsan"}),
        (400, "voice", {"member": "zhangsan"}), (400, "voice", {"member": "zhangsan", "sample": "demo99"}),
        (400, "click", {"member": "zhangsan", "task_id": "x", "key": "y"}), (400, "forward", {"seconds": -1}),
        (400, "faults", {"no_such": 1}), (400, "faults", {"delay": 99}),
    ],
)  # fmt: skip
def test_bad_requests(client: FlaskClient, status: int, path: str, body: dict[str, Any]) -> None:
    assert client.post(f"/sim/{path}", json=body).status_code == status


def test_faults_over_http(client: FlaskClient, api: Any, world: World) -> None:
    assert len(client.post("/sim/faults", json={"path": "agent/list", "code": -1}).get_json()["faults"]) == 1
    assert api("agent/list")["errcode"] == -1
    token = world.issue_token()
    client.post("/sim/faults", json={"tokens": "kill"})
    assert api("agent/list", token=token)["errcode"] == 40014
    assert client.delete("/sim/faults").get_json()["faults"] == []


def test_other_pages_cannot_drive_it(client: FlaskClient) -> None:
    say = {"member": "zhangsan", "text": "x"}
    assert client.post("/sim/say", json=say, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.post("/sim/say", json=say, headers={"Host": "evil.example"}).status_code == 400
    assert client.post("/sim/say", json=say, headers={"Origin": "http://localhost"}).status_code == 200
    assert "script-src 'self'" in client.get("/").headers["Content-Security-Policy"]


def test_the_clock_file_moves_every_clock(tmp_path: Path) -> None:
    real = datetime(2026, 3, 2, tzinfo=UTC)
    path = tmp_path / "var" / "clock"
    mine, other = (FileClock(path, lambda: real) for _ in range(2))
    assert other() == real
    mine.forward(3600)
    mine.forward(72 * 3600)
    assert other() == real + timedelta(hours=73)
    assert path.read_text() == "262800\n"
    assert [p.name for p in path.parent.iterdir()] == ["clock"]


def test_forward_and_the_state_agree(client: FlaskClient, world: World) -> None:
    before = world.clock()
    now = client.post("/sim/forward", json={"seconds": 86400}).get_json()["now"]
    assert datetime.fromisoformat(now) == before + timedelta(days=1)
    assert client.get("/sim/state").get_json()["now"] == now


def _wav(seconds: int, rate: int = 44100, channels: int = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(channels)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes(b"\0\1" * rate * channels * seconds)
    return out.getvalue()


@pytest.mark.parametrize(("given", "kept"), [(2, 2), (70, 60)])
def test_any_audio_becomes_amr_of_at_most_a_minute(given: int, kept: int) -> None:
    amr = to_amr(_wav(given))
    assert amr.startswith(b"#!AMR\n")
    assert amr_seconds(amr) == pytest.approx(kept, abs=0.1)
    assert amr_seconds(amr) <= 60


def test_amr_can_be_played_in_a_browser() -> None:
    sample = SAMPLES["demo6"]
    with wave.open(io.BytesIO(to_wav(sample.path.read_bytes()))) as played:
        assert played.getframerate() == 8000
        assert played.getnframes() / 8000 == pytest.approx(sample.seconds, abs=0.2)


def test_what_is_no_audio(client: FlaskClient) -> None:
    with pytest.raises(NotAudio):
        to_amr(b"not audio at all")
    data = {"member": "zhangsan", "file": (io.BytesIO(b"not audio"), "a.mp3")}
    assert client.post("/sim/voice", data=data).status_code == 400


def test_a_mail_arrives_decoded(world: World, client: FlaskClient) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "genji@zhilian.example", "wangdir@zhilian.example"
    mail["Subject"] = "超时升级：苏州华鼎汽配"
    mail.set_content("王总，您好：\n\n请处理。")
    mail.add_alternative("<p>王总</p>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="报价单.pdf")
    mailbox = start_mailbox(world)
    try:
        with smtplib.SMTP("127.0.0.1", mailbox.port) as smtp:
            smtp.send_message(mail)
    finally:
        mailbox.stop()
    kept = world.mailbox[0]
    assert (kept.subject, kept.recipients) == ("超时升级：苏州华鼎汽配", ("wangdir@zhilian.example",))
    assert kept.body == "王总，您好：\n\n请处理。\n[附件] 报价单.pdf"
    assert kept.at == world.clock()
    client.post(f"/sim/mailbox/{kept.id}/read")
    assert client.get("/sim/mailbox").get_json()[0]["read"]
