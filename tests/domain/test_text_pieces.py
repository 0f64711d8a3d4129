"""长消息: nothing is lost, nothing is broken, and every piece is one that WeCom takes whole."""

from hypothesis import given
from hypothesis import strategies as st

from domain.text_pieces import MOST_BYTES, split_text

TEXTS = st.text(st.sampled_from("字a\n😀é，"), max_size=400)


@given(TEXTS, st.integers(min_value=4, max_value=60))
def test_the_pieces_are_the_text_and_none_is_too_long(text: str, most_bytes: int) -> None:
    pieces = split_text(text, most_bytes)
    assert "".join(pieces) == text
    assert all(0 < len(piece.encode()) <= most_bytes for piece in pieces)


@given(TEXTS)
def test_what_fits_stays_whole(text: str) -> None:
    assert split_text(text) == ([text] if text else [])


def test_cuts_after_a_line_in_the_last_half() -> None:
    line = "字" * 400 + "\n"
    assert split_text(line * 3) == [line, line, line]
    assert [len(piece.encode()) for piece in split_text("字" * 700)] == [MOST_BYTES - 2, 54]
