"""回调加解密: WeCom's signature and AES envelope, written from [D90968] apart from the product's own."""

import base64
import binascii
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32


class EnvelopeError(ValueError):
    """The ciphertext is not one that WeCom's scheme could have produced for us."""


def signature(token: str, timestamp: str, nonce: str, encrypt: str) -> str:
    """Lower-case hex SHA-1 over the four values in lexicographic order."""
    return hashlib.sha1("".join(sorted([token, timestamp, nonce, encrypt])).encode()).hexdigest()


def is_signed(given: str, token: str, timestamp: str, nonce: str, encrypt: str) -> bool:
    return hmac.compare_digest(given.encode(), signature(token, timestamp, nonce, encrypt).encode())


def aes_key(encoding_aes_key: str) -> bytes:
    """32 bytes from 43 characters; the last character may carry two spare bits, which are dropped."""
    try:
        key = base64.b64decode(encoding_aes_key + "=")
    except binascii.Error as error:
        raise EnvelopeError("EncodingAESKey is not base64") from error
    if len(encoding_aes_key) != 43 or len(key) != 32:
        raise EnvelopeError("EncodingAESKey must have 43 characters")
    return key


def encrypt(plain: bytes, encoding_aes_key: str, receive_id: str, prefix: bytes | None = None) -> str:
    """Base64 of AES-256-CBC over prefix, length, text and receive id.

    The default prefix is random *binary*: WeCom's is not always printable, and a receiver must not read it as text.
    """
    key = aes_key(encoding_aes_key)
    body = (os.urandom(16) if prefix is None else prefix) + struct.pack(">I", len(plain)) + plain + receive_id.encode()
    pad = BLOCK - len(body) % BLOCK
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(body + bytes([pad]) * pad) + encryptor.finalize()).decode()


def decrypt(encrypted: str, encoding_aes_key: str) -> tuple[bytes, str]:
    """(text, receive id). The caller compares the receive id. Raises EnvelopeError."""
    key = aes_key(encoding_aes_key)
    try:
        raw = base64.b64decode(encrypted, validate=True)
    except binascii.Error as error:
        raise EnvelopeError("not base64") from error
    if not raw or len(raw) % 16:
        raise EnvelopeError("not whole AES blocks")
    decryptor = Cipher(AES(key), CBC(key[:16])).decryptor()
    body = decryptor.update(raw) + decryptor.finalize()
    pad = body[-1]
    if not 1 <= pad <= BLOCK or body[-pad:] != bytes([pad]) * pad:
        raise EnvelopeError("bad padding")
    body = body[:-pad]
    if len(body) < 20:
        raise EnvelopeError("too short")
    (length,) = struct.unpack(">I", body[16:20])
    if 20 + length > len(body):
        raise EnvelopeError("length field beyond the end")
    return body[20 : 20 + length], body[20 + length :].decode("utf-8", "replace")
