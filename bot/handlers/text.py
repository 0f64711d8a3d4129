"""文字: a typed message as words."""

from domain.messages import Inbound, Text, Utterance

#: longer than any message WeCom delivers (2,048 bytes); what is beyond is cut
_LONGEST = 5000


def utterance(inbound: Inbound, content: Text) -> Utterance:
    """What was typed."""
    return Utterance(inbound.member, inbound.sent_at, content.text[:_LONGEST])
