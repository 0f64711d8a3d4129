"""给客户的信: whatever is in them, nothing threatens."""

from pathlib import Path

from bot.wording import payment_letter

_THREATS = "起诉 诉讼 仲裁 律师 法律 违约 滞纳 罚 后果 追究 停止 暂停 黑名单 冻结 征信".split()


def test_no_letter_threatens() -> None:
    text = Path(payment_letter.__file__).read_text(encoding="utf-8")
    assert "催款函" in text
    assert [word for word in _THREATS if word in text] == []
