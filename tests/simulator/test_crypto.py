"""The simulator's own envelope against published vectors."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from simulator import crypto

VECTORS = json.loads((Path(__file__).parents[1] / "fixtures/wecom_vectors.json").read_text(encoding="utf-8"))["vectors"]
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["id"])
def test_published_vectors(vector: dict[str, Any]) -> None:
    if vector["sig"]:
        assert crypto.signature(vector["token"], vector["ts"], vector["nonce"], vector["enc"]) == vector["sig"]
        assert not crypto.is_signed(vector["sig"], vector["token"], vector["ts"], vector["nonce"] + "1", vector["enc"])
    plain, tail = crypto.decrypt(vector["enc"], vector["key"])
    assert tail == vector["id_"]
    prefix = _prefix(vector)
    assert crypto.encrypt(plain, vector["key"], tail, prefix) == vector["enc"]


def _prefix(vector: dict[str, Any]) -> bytes:
    """The first 16 bytes, by decrypting the first block by itself."""
    key = crypto.aes_key(vector["key"])
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    return decryptor.update(base64.b64decode(vector["enc"])[:16])


def test_what_the_vectors_say() -> None:
    texts = {v["id"]: crypto.decrypt(v["enc"], v["key"])[0] for v in VECTORS}
    assert texts["B-sample2014-verify"] == b"1616140317555161061"
    assert texts["E1-wxjava-fixed-random"].decode() == "我是中文abcd123"
    assert texts["G1-devtool-verify"] == b"ECHO"
    assert "你好" in texts["C2-sample2016-msg"].decode()


@pytest.mark.parametrize("length", range(70))
def test_every_padding(length: int) -> None:
    plain = b"x" * length
    assert crypto.decrypt(crypto.encrypt(plain, KEY, "ww1"), KEY) == (plain, "ww1")


def test_the_same_text_seals_differently_each_time() -> None:
    assert crypto.encrypt(b"a", KEY, "ww1") != crypto.encrypt(b"a", KEY, "ww1")


@pytest.mark.parametrize("sealed", ["", "%%%", "AAAA", "A" * 64, crypto.encrypt(b"a", KEY[::-1], "ww1")], ids=range(5))
def test_bad_ciphertext(sealed: str) -> None:
    with pytest.raises(crypto.EnvelopeError):
        crypto.decrypt(sealed, KEY)
