"""信封: every public vector opens, and nothing hostile does anything but Rejected."""

import base64
import json
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.envelope import CallbackKeys, encrypted_part, open_envelope, seal, signature_of
from bot.wecom.rejected import Rejected
from simulator import crypto
from tests.doors.wecom_post import KEYS, query_for, sealed

VECTORS = json.loads((Path(__file__).parents[1] / "fixtures" / "wecom_vectors.json").read_text("utf-8"))["vectors"]
SIGNED = [vector for vector in VECTORS if vector["sig"]]
PLAIN = {
    "A-doc-90968": "<Content><![CDATA[hello]]></Content>",
    "B-sample2014-verify": "1616140317555161061",
    "C1-sample2016-verify": "1288432023552776189",
    "C2-sample2016-msg": "<Content>你好</Content>",
    "D1-wechatpy-verify": "5927782489442352469",
    "D2-wechatpy-msg": "<MsgId>4363689963896700987</MsgId>",
    "D3-wechatpy-reply": "<Content><![CDATA[test]]></Content>",
    "E1-wxjava-fixed-random": "我是中文abcd123",
    "G1-devtool-verify": "ECHO",
    "G2-devtool-verify": "ECHO",
}


def keys_of(vector: dict[str, str]) -> CallbackKeys:
    return CallbackKeys(vector["token"], vector["key"], vector["id_"], 1)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_every_public_vector_opens(vector: dict[str, str]) -> None:
    timestamp, nonce = vector["ts"] or "1", vector["nonce"] or "1"
    signature = vector["sig"] or signature_of(vector["token"], timestamp, nonce, vector["enc"])
    plain = open_envelope(keys_of(vector), signature, timestamp, nonce, vector["enc"]).decode("utf-8")
    assert PLAIN[vector["id"]] in plain


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: vector["id"])
@pytest.mark.parametrize("field", ["sig", "ts", "nonce", "enc"])
def test_one_changed_character_is_a_bad_signature(vector: dict[str, str], field: str) -> None:
    changed = dict(vector)
    last = changed[field][-1]
    changed[field] = changed[field][:-1] + ("0" if last != "0" else "1")
    with pytest.raises(Rejected, match="signature"):
        open_envelope(keys_of(vector), changed["sig"], changed["ts"], changed["nonce"], changed["enc"])


def test_what_we_seal_the_simulator_opens() -> None:
    signature, encrypt = seal(KEYS, "你好 ]]> \U0001f44d".encode(), "1", "2")
    assert crypto.is_signed(signature, KEYS.token, "1", "2", encrypt)
    assert crypto.decrypt(encrypt, KEYS.aes_key) == ("你好 ]]> \U0001f44d".encode(), KEYS.corp_id)


def raw(padded: bytes) -> str:
    """AES over bytes exactly as given, for padding and lengths no honest sender makes."""
    key = KEYS.cipher_key()
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


HOSTILE = {
    "no ciphertext": ("", "cipher"),
    "not base64": ("%%%%", "base64"),
    "truncated base64": (sealed("x")[:-3], "base64"),
    "half a block": (base64.b64encode(b"x" * 24).decode(), "cipher"),
    "padding 0": (raw(b"\0" * 64), "padding"),
    "padding 33": (raw(b"a" * 63 + b"\x21"), "padding"),
    "uneven padding": (raw(b"a" * 60 + b"\x01\x02\x03\x04"), "padding"),
    "padding longer than the text": (raw(b"\x20" * 16), "padding"),
    "no room for a length": (raw(b"\x10" * 32), "length"),
    "length beyond the end": (raw(b"p" * 16 + struct.pack(">I", 9999) + b"a" * 11 + b"\x01"), "length"),
    "foreign corp": (sealed("x", "ww0000000000000000"), "receive_id"),
    "no corp": (sealed("x", ""), "receive_id"),
    "corp with a tail": (sealed("x", KEYS.corp_id + "x"), "receive_id"),
}


@pytest.mark.parametrize(("encrypt", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_envelopes_are_rejected_by_name(encrypt: str, reason: str) -> None:
    query = query_for(encrypt)
    with pytest.raises(Rejected, match=f"^{reason}$"):
        open_envelope(KEYS, query["msg_signature"], query["timestamp"], query["nonce"], encrypt)


@given(st.binary(max_size=200).map(lambda noise: raw(noise + b"\0" * (-len(noise) % 16))))
def test_signed_noise_is_only_ever_rejected(encrypt: str) -> None:
    query = query_for(encrypt)
    with pytest.raises(Rejected):
        open_envelope(KEYS, query["msg_signature"], query["timestamp"], query["nonce"], encrypt)


@given(st.text(max_size=50), st.text(max_size=20), st.text(max_size=20), st.text(max_size=80))
def test_unsigned_text_is_only_ever_rejected(signature: str, timestamp: str, nonce: str, encrypt: str) -> None:
    with pytest.raises(Rejected):
        open_envelope(KEYS, signature, timestamp, nonce, encrypt)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda t: f"<xml><Encrypt>{t}</x".encode())))
def test_noise_as_a_body_is_only_ever_rejected(body: bytes) -> None:
    with pytest.raises(Rejected):
        encrypted_part(body)


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><Encrypt>&b;&b;&b;&b;</Encrypt></xml>'
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (BOMB, "dtd"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><Encrypt>a</Encrypt></xml>', "dtd"),
        ("<xml>" + "<a>" * 40 + "</a>" * 40 + "</xml>", "xml"),
        ("<html><Encrypt>a</Encrypt></html>", "xml"),
        ("<xml><ToUserName>a</ToUserName></xml>", "envelope"),
        ("<xml><Encrypt></Encrypt></xml>", "envelope"),
        ("", "xml"),
        ('{"encrypt": "json"}', "xml"),
    ],
)
def test_hostile_outer_bodies(body: str, reason: str) -> None:
    with pytest.raises(Rejected, match=f"^{reason}$"):
        encrypted_part(body.encode())


def test_a_key_of_another_form_is_refused_and_never_shown() -> None:
    with pytest.raises(ValueError, match="43"):
        CallbackKeys("t", "short", "ww1", 1)
    assert KEYS.aes_key not in repr(KEYS) and KEYS.token not in repr(KEYS)
