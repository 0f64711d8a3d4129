"""邮件: one e-mail by SMTP, and what became of it."""

import contextlib
import smtplib
import ssl
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from domain.delivery import Delivered, Delivery, GivenUp, RetryLater
from domain.messages import Mail

_TIMEOUT_SECONDS = 10.0
_WAIT = timedelta(minutes=1)
_MOST_SUBJECT = 200


def send_mail(smtp_url: str, sender: str, address: str, mail: Mail, mail_id: str, now: datetime) -> Delivery:
    """Send `mail` to `address`. `mail_id` names it for ever: a repeated send has the same Message-ID.

    `smtp_url`: smtp://user:password@host:port (STARTTLS where the server offers it) or smtps://….
    """
    try:
        message = _message(sender, address, mail, mail_id, now)
    except ValueError as error:
        return GivenUp(f"mail: {error}")
    try:
        server = _connected(smtp_url, message["From"].addresses[0].domain)
        try:
            server.send_message(message)
        finally:
            _leave(server)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return _refused(code, said, mail.secret)
    except smtplib.SMTPAuthenticationError as error:
        return RetryLater(_WAIT * 5, f"mail: login refused ({error.smtp_code})", is_outage=True)
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, error.smtp_error, mail.secret)
    except (OSError, smtplib.SMTPException) as error:
        return RetryLater(_WAIT, f"mail: {type(error).__name__}", is_outage=True)
    return Delivered(msgid=message["Message-ID"])


def check_login(smtp_url: str) -> None:
    """Connect, log in and leave. Raises OSError or smtplib.SMTPException."""
    server = _connected(smtp_url, "localhost")
    server.noop()
    _leave(server)


def _message(sender: str, address: str, mail: Mail, mail_id: str, now: datetime) -> EmailMessage:
    """Raises ValueError when an address is none."""
    message = EmailMessage()
    message["From"] = _address(sender)
    message["To"] = _address(address)
    message["Subject"] = " ".join(mail.subject.split())[:_MOST_SUBJECT]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail_id}@{_address(sender).domain}>"
    message["Auto-Submitted"] = "auto-generated"  # so that no holiday notice answers
    message.set_content(mail.body, charset="utf-8", cte="base64")
    return message


def _address(text: str) -> Address:
    try:
        found = Address(addr_spec=text.strip())
    except (ValueError, IndexError, MessageError) as error:  # which one depends on where the text is bad
        raise ValueError("not an e-mail address") from error
    if not found.username or not found.domain or not text.isascii():
        raise ValueError("not an e-mail address")
    return found


def _connected(smtp_url: str, own_name: str) -> smtplib.SMTP:
    """A connection, logged in where the URL has a user. `own_name` spares the slow look-up of our own host name."""
    url = urlsplit(smtp_url)
    host = url.hostname or "localhost"
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if not (user + password).isascii():
        raise OSError("SMTP_URL: smtplib can only log in with ASCII")
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, url.port or 465, own_name, timeout=_TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    elif url.scheme == "smtp":
        server = smtplib.SMTP(host, url.port or 25, own_name, timeout=_TIMEOUT_SECONDS)
    else:
        raise OSError("SMTP_URL must begin with smtp:// or smtps://")
    try:
        server.ehlo_or_helo_if_needed()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if user:
            server.login(user, password)
    except BaseException:
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    # What goes wrong with the farewell changes nothing: the mail was taken or refused before.
    with contextlib.suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _refused(code: int, said: bytes | str, secret: str) -> Delivery:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    text = text.replace(secret, "…") if secret else text  # a server may quote what it does not like
    reason = f"mail: {code} {text[:200]}"
    if 400 <= code < 500:
        return RetryLater(_WAIT * 5, reason)
    return GivenUp(reason, code)
