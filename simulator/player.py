"""剧本: plays conversations with the whole product in one process, under a clock that stands still.

Everything between the phones and the database is real: encrypted callbacks, each delivered twice as WeCom may
do, the server API over HTTP, mail over SMTP. Only the queue is left out: after each step the player itself lets
the workers do all there is to do.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

from bot import dispatch, intake
from bot.hub import AskModel, Hub, Transcribe, no_second_reader
from bot.mail import send_mail
from bot.wecom.callback import callback_blueprint
from bot.wecom.client import AppCredentials, Client
from bot.wecom.envelope import CallbackKeys
from bot.wecom.gateway import Gateway
from domain.customer import Customer
from domain.messages import Inbound
from domain.policy import Policy
from domain.transcript import SILENT, NotHeard, Progress, Segment, Transcript
from scheduler import jobs
from simulator.app import create_simulator, start
from simulator.callbacks import Manner, Sender
from simulator.clock import FixedClock
from simulator.mailbox import start_mailbox
from simulator.records import Shown
from simulator.samples import SAMPLES_DIR, load_samples
from simulator.transport import wsgi_transport
from simulator.world import World
from storage import customers, inbox, outbox
from storage.database import Database, open_database
from web.approval_link import approval_link_blueprint
from web.rate_limit import RateLimit

CORP, AGENT, SECRET = "wwgenjidemo", 1000002, "player-secret"
TOKEN, AES_KEY = "playertoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
_MOST_ROUNDS = 50
_SPOKEN = b"#!AMR\nspoken:"  #: what begins the bytes of Play.speak


class Nudged:
    """Remembers which voice notes are to be heard; for everything else the player looks itself."""

    def __init__(self) -> None:
        self.unheard: list[int] = []

    def work(self, member: str) -> None:
        """Nothing to remember."""

    def hear(self, inbox_id: int) -> None:
        """This note is next."""
        self.unheard.append(inbox_id)

    def send(self, lane: str) -> None:
        """Nothing to remember."""


@dataclass
class Play:
    """One conversation under way. Members are named by userid."""

    world: World
    sender: Sender
    hub: Hub
    product: Flask
    nudged: Nudged

    def say(self, member: str, text: str) -> None:
        """A typed message."""
        self.sender.send_text(member, text)
        self.settle()

    def voice(self, member: str, sample: str) -> None:
        """A sample voice note (demo1 …)."""
        data = load_samples()[sample].path.read_bytes()
        media = self.world.add_media("voice", f"{sample}.amr", "audio/amr", data)
        self.sender.send_voice(member, media.media_id)
        self.settle()

    def speak(self, member: str, words: str) -> None:
        """A voice note in which these words are heard, a second for four of them; “/” where breath is taken."""
        media = self.world.add_media("voice", "spoken.amr", "audio/amr", _SPOKEN + words.encode("utf-8"))
        self.sender.send_voice(member, media.media_id)
        self.settle()

    def photo(self, member: str, name: str) -> None:
        """A picture, another one for each name."""
        self.picture(member, tiny_jpeg(name), f"{name}.jpg")

    def picture(self, member: str, content: bytes, name: str = "photo.jpg") -> None:
        """Any bytes, sent as a picture."""
        media = self.world.add_media("image", name, "image/jpeg", content)
        self.sender.send_image(member, media.media_id)
        self.settle()

    def place(self, member: str, label: str) -> None:
        """Where the member is, by the name on the map."""
        self.sender.send_location(member, 31.3089, 120.7251, label)
        self.settle()

    def tap(self, member: str, button: str, choose: str | None = None) -> None:
        """Tap the button with that text on the member's newest card that shows it; AssertionError without one."""
        shown = next((s for s in reversed(self.world.chat(member)) if s.card and _key_of(s, button)), None)
        assert shown is not None and shown.card is not None, f"{member} sees no button {button}"
        selected = {} if choose is None else _selected(shown, choose)
        self.sender.click(member, shown.card.task_id, _key_of(shown, button), selected)
        self.settle()

    def menu(self, member: str, key: str) -> None:
        """A tap on the entry of the app's menu with that key."""
        self.sender.send_event("click", member, [("EventKey", key)])
        self.settle()

    def wait(self, span: timedelta) -> None:
        """Let time pass at once, then do what has become due."""
        self.world.clock.forward(span.total_seconds())
        self.settle()

    def leave(self, member: str) -> None:
        """The member is taken out of the directory, and the directory is read."""
        del self.world.members[member]
        self.world.clock.forward(1)  # who is missing is told by the time of the last reading
        jobs.sync_members(self.hub)
        self.settle()

    def settle(self) -> None:
        """Do all there is to do at this moment. What must wait for a later one stays."""
        before = None
        for _ in range(_MOST_ROUNDS):
            jobs.move_approvals(self.hub)
            jobs.match_payments(self.hub)
            jobs.look_at_holds(self.hub)
            jobs.remind(self.hub)
            jobs.run_timers(self.hub)
            jobs.set_recurring(self.hub)
            jobs.mail_waiting_cards(self.hub)
            left = self._left()
            if not any(left[:3]) or left == before:
                return
            before = left
            self._work(left[0], left[1])
        raise AssertionError("the product never comes to rest")

    def _left(self) -> tuple[list[str], list[int], list[str], int]:
        """Members and notes and lanes with something to do now, and how much is open at all."""
        now = self.hub.now()
        with self.hub.database.reading() as db:
            return (
                inbox.members_with_work(db, now),
                inbox.unheard(db, now),
                outbox.lanes_with_work(db, now),
                inbox.backlog(db)[0] + outbox.backlog(db)[0],
            )

    def _work(self, members: list[str], unheard: list[int]) -> None:
        for note in [*self.nudged.unheard, *unheard]:
            intake.hear(note, self.hub)
        self.nudged.unheard.clear()
        for member in members:
            dispatch.work_off(member, self.hub)
        for lane in self._left()[2]:
            jobs.send(lane, self.hub)


@contextmanager
def playing(
    database_url: str,
    policy: Policy | Callable[[], Policy],
    at: datetime,
    firm_customers: tuple[Customer, ...] = (),
    transcribe: Transcribe | None = None,
    deliveries: int = 2,
    ask_model: AskModel = no_second_reader,
    page_url: str = "",
) -> Iterator[Play]:
    """The product and its simulated WeCom over a migrated database, beginning at `at`.

    `page_url`: where links in mails lead; empty for a product without links. `Play.product` has the pages.
    """
    clock = FixedClock(at)
    world = World(clock, corp_id=CORP, agent_id=AGENT, secret=SECRET, token=TOKEN, aes_key=AES_KEY)
    base_url, stop = start(create_simulator(world))
    mailbox = start_mailbox(world)
    nudged = Nudged()
    smtp_url = f"smtp://127.0.0.1:{mailbox.port}"
    database = open_database(database_url)
    try:
        hub = Hub(
            database=database,
            policy=lambda: (policy() if callable(policy) else policy).linking_to(page_url),
            now=clock,
            wecom=Gateway(_client(base_url, clock)),
            mail=lambda address, mail, mail_id: send_mail(
                smtp_url, "genji@example.com", address, mail, mail_id, clock()
            ),
            transcribe=transcribe or transcriber_of_samples(),
            nudge=nudged,
            ask_model=ask_model,
        )
        _settle_in(database, hub, firm_customers)
        product = Flask("product")

        def accept(inbound: Inbound) -> None:
            intake.accept(inbound, hub)

        product.register_blueprint(callback_blueprint(CallbackKeys(TOKEN, AES_KEY, CORP, AGENT), accept, clock))
        product.register_blueprint(approval_link_blueprint(hub, page_url.startswith("https:"), RateLimit()))
        sender = Sender(world, wsgi_transport(product), Manner(deliveries=deliveries))
        yield Play(world, sender, hub, product, nudged)
    finally:
        stop()
        mailbox.stop()
        database.close()


def demo_customers() -> tuple[Customer, ...]:
    """The customers of the demo firm."""
    rows = json.loads((SAMPLES_DIR / "customers.json").read_text(encoding="utf-8"))
    return tuple(Customer(c["id"], c["name"], tuple(c["short"]), c["industry"], c["city"]) for c in rows)


def tiny_jpeg(name: str) -> bytes:
    """The smallest JPEG, without a picture in it: a comment between its start and its end."""
    comment = name.encode("utf-8")
    return b"\xff\xd8\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + b"\xff\xd9"


def transcriber_of_samples() -> Transcribe:
    """Hears the sample notes as they are written in samples.json, in one segment each, and what Play.speak says; all
    else is silence."""
    known = {sample.path.read_bytes(): sample for sample in load_samples().values()}

    def transcribe(audio: bytes, progress: Progress) -> Transcript | NotHeard:
        sample = known.get(audio)
        if audio.startswith(_SPOKEN):
            return _spoken(audio.removeprefix(_SPOKEN).decode("utf-8"))
        if sample is None:
            return NotHeard(SILENT)
        return Transcript(sample.text, sample.seconds, (Segment(0.0, sample.seconds, sample.text),))

    return transcribe


def _spoken(words: str) -> Transcript:
    segments: list[Segment] = []
    for part in words.split("/"):
        begin = segments[-1].end if segments else 0.0
        segments.append(Segment(begin, begin + len(part) / 4, part))
    return Transcript("".join(one.text for one in segments), segments[-1].end, tuple(segments))


def _client(base_url: str, clock: FixedClock) -> Client:
    """The product's client: its pauses are skipped, its windows pass as the play's time does."""
    credentials = AppCredentials(CORP, AGENT, SECRET, base_url)
    return Client(credentials, sleep=lambda seconds: None, monotonic=lambda: clock().timestamp())


def _settle_in(database: Database, hub: Hub, firm_customers: tuple[Customer, ...]) -> None:
    with database.writing() as db:
        customers.keep(db, firm_customers or demo_customers(), hub.now())
    jobs.sync_members(hub)


def _key_of(shown: Shown, button: str) -> str:
    """The key behind a live button's text, or ""."""
    if shown.card is None or shown.card.dead_text is not None:
        return ""
    buttons = shown.card.card.get("button_list", [])
    return next((b["key"] for b in buttons if b["text"] == button), "")


def _selected(shown: Shown, text: str) -> dict[str, list[str]]:
    assert shown.card is not None
    selector = shown.card.card["button_selection"]
    option = next(o["id"] for o in selector["option_list"] if o["text"] == text)
    return {selector["question_key"]: [option]}
