"""The one exception that hostile or garbled input ends in."""


class Rejected(Exception):
    """A callback that is not taken.

    `reason` is one of a few fixed words (a metric's label), never content: signature, size, encoding, xml, dtd,
    envelope, base64, cipher, padding, length, receive_id, agent, field.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
