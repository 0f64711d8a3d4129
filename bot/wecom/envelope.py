"""信封: the signature and the encryption around every callback (wechatpy does SHA-1 and AES, we do the checks)."""

import base64
import hmac
import re
import secrets
import struct
from dataclasses import dataclass, field
from functools import cached_property

from wechatpy.crypto.cryptography import WeChatCipher
from wechatpy.utils import WeChatSigner

from bot.wecom.elements import read_xml
from bot.wecom.rejected import Rejected

_BLOCK = 32  # PKCS#7 to a multiple of 32, not of AES's 16 [D90968]
_PREFIX = 16  # random bytes in front, often but not always printable


@dataclass(frozen=True)
class CallbackKeys:
    """What the console's page 接收消息 → 设置API接收 shows. Raises ValueError when the AES key has another form."""

    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    corp_id: str
    agent_id: int

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Za-z0-9]{43}", self.aes_key):
            raise ValueError("EncodingAESKey must be 43 letters and digits")

    def cipher_key(self) -> bytes:
        """The 32 key bytes. The last of the 43 characters may carry two spare bits: they are dropped."""
        return base64.b64decode(self.aes_key + "=")

    @cached_property
    def cipher(self) -> WeChatCipher:
        """AES-CBC with the key; safe to share between threads."""
        return WeChatCipher(self.cipher_key())


def signature_of(token: str, timestamp: str, nonce: str, encrypt: str) -> str:
    """msg_signature of a callback: SHA-1 of the four sorted values, 40 lower-case hex digits [D90968]."""
    signer = WeChatSigner()
    signer.add_data(token, timestamp, nonce, encrypt)
    return str(signer.signature)


def encrypted_part(body: bytes) -> str:
    """The text of `<Encrypt>` in a POST body; nothing else of the body is looked at."""
    encrypt = read_xml(body).value("Encrypt")
    if not encrypt:
        raise Rejected("envelope")
    return encrypt


def open_envelope(keys: CallbackKeys, signature: str, timestamp: str, nonce: str, encrypt: str) -> bytes:
    """The plaintext of `encrypt`, for GET and POST alike. Raises Rejected, and nothing else."""
    try:
        expected = signature_of(keys.token, timestamp, nonce, encrypt)
        if not hmac.compare_digest(expected.encode("utf-8"), signature.encode("utf-8")):
            raise Rejected("signature")
        return _decrypt(keys, encrypt)
    except Rejected:
        raise
    except Exception as error:
        # wechatpy leaks half a dozen exception types on hostile input; to us they all mean the same.
        raise Rejected("envelope") from error


def _decrypt(keys: CallbackKeys, encrypt: str) -> bytes:
    try:
        ciphertext = base64.b64decode(encrypt, validate=True)
    except ValueError:
        raise Rejected("base64") from None
    if not ciphertext or len(ciphertext) % 16:
        raise Rejected("cipher")
    padded: bytes = keys.cipher.decrypt(ciphertext)
    pad = padded[-1]
    if not 1 <= pad <= _BLOCK or len(padded) < pad or padded[-pad:] != bytes([pad]) * pad:
        raise Rejected("padding")
    content = padded[_PREFIX:-pad]
    if len(content) < 4:
        raise Rejected("length")
    (length,) = struct.unpack(">I", content[:4])
    message, receive_id = content[4 : 4 + length], content[4 + length :]
    if len(message) != length:
        raise Rejected("length")
    if not hmac.compare_digest(receive_id, keys.corp_id.encode("utf-8")):
        raise Rejected("receive_id")
    return message


def seal(keys: CallbackKeys, message: bytes, timestamp: str, nonce: str) -> tuple[str, str]:
    """(msg_signature, encrypt) as WeCom would send `message`: `./run doctor` plays its URL check with it."""
    content = secrets.token_bytes(_PREFIX) + struct.pack(">I", len(message)) + message + keys.corp_id.encode("utf-8")
    pad = _BLOCK - len(content) % _BLOCK
    encrypt = base64.b64encode(keys.cipher.encrypt(content + bytes([pad]) * pad)).decode("ascii")
    return signature_of(keys.token, timestamp, nonce, encrypt), encrypt
