"""长消息: cutting a text into pieces that WeCom takes whole (2,048 bytes of UTF-8 each [D90236])."""

MOST_BYTES = 2048


def split_text(text: str, most_bytes: int = MOST_BYTES) -> list[str]:
    """The text in order, each piece at most `most_bytes` long in UTF-8, never inside a character.

    Cuts after a line break where there is one in the last half of a piece. Joined, the pieces are the text.
    """
    pieces: list[str] = []
    while len(text.encode()) > most_bytes:
        cut = len(text.encode()[:most_bytes].decode(errors="ignore"))
        line_end = text.rfind("\n", cut // 2, cut) + 1
        cut = line_end or cut
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text] if text else pieces
