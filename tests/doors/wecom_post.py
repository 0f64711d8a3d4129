"""What WeCom would POST: sealed with the simulator's crypto, so that both sides of the envelope are independent."""

from bot.wecom.envelope import CallbackKeys
from simulator import crypto

KEYS = CallbackKeys("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7", 1000002)


def query_for(encrypt: str, timestamp: str = "1700000000", nonce: str = "n1") -> dict[str, str]:
    """The signed query of a POST that carries `encrypt`."""
    signature = crypto.signature(KEYS.token, timestamp, nonce, encrypt)
    return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}


def sealed(plain: str | bytes, receive_id: str = KEYS.corp_id) -> str:
    """`plain` as the Encrypt text."""
    return crypto.encrypt(plain.encode() if isinstance(plain, str) else plain, KEYS.aes_key, receive_id)


def outer(encrypt: str) -> str:
    """The POST body around `encrypt`."""
    return f"<xml><AgentID>1000002</AgentID><Encrypt><![CDATA[{encrypt}]]></Encrypt><ToUserName>x</ToUserName></xml>"


def message(kind: str, inner: str, msg_id: str | None = "1234567890123456", agent: str = "1000002") -> str:
    """The plaintext of a message from ZhangSan."""
    number = f"<MsgId>{msg_id}</MsgId>" if msg_id else ""
    return (
        f"<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><FromUserName><![CDATA[ZhangSan]]></FromUserName>"
        f"<CreateTime>1348831860</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{inner}{number}"
        f"<AgentID>{agent}</AgentID></xml>"
    )


def event(name: str, inner: str = "") -> str:
    """The plaintext of an event."""
    return message("event", f"<Event><![CDATA[{name}]]></Event>{inner}", msg_id=None)
