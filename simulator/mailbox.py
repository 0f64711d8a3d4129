"""信箱: a real SMTP server on loopback that keeps every mail it is given."""

import email
import email.policy
import socket
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from simulator.world import World

MAX_MAIL_BYTES = 30 * 1024 * 1024


class Keeper:
    """aiosmtpd's handler: decodes and stores."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        data = content.encode() if isinstance(content, str) else content
        mail = email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)
        subject, name = str(mail["Subject"] or ""), str(mail["Message-ID"] or "")
        self.world.add_mail(envelope.mail_from or "", envelope.rcpt_tos, subject, _body(mail), name)
        return "250 OK"


def _body(mail: EmailMessage) -> str:
    """The plain part, else the HTML as it is; attachments by name."""
    part = mail.get_body(preferencelist=("plain", "html"))
    text = str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
    names = [a.get_filename() or "附件" for a in mail.iter_attachments()]
    return text.strip() + "".join(f"\n[附件] {name}" for name in names)


def start_mailbox(world: World, port: int = 0, host: str = "127.0.0.1") -> Controller:
    """Starts the server in a thread of its own; `.port` is its port (0 picks a free one), `.stop()` ends it."""
    controller = Controller(Keeper(world), hostname=host, port=port or _free_port(host), data_size_limit=MAX_MAIL_BYTES)
    controller.start()
    return controller


def _free_port(host: str) -> int:
    # aiosmtpd connects to the port it was given to see that it is up, so 0 cannot be left to the system
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
