"""What asks for a list, and what is said about one of its lines."""

import pytest

from nlp.approval_orders import Act, Order
from nlp.queue_words import Numbered, Queue, numbered, queue_wish


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("我的待办", Queue.TODO),
        ("看一下我的待办吧。", Queue.TODO),
        ("待办", Queue.TODO),
        ("待我审批的", Queue.TODO),
        ("更多待办", Queue.MORE),
        ("我发起的", Queue.OWN),
        ("看看我提交的申请", Queue.OWN),
        ("客户说待办事项太多", None),
        ("我提交的方案客户很满意", None),
    ],
)
def test_lists(said: str, meant: Queue | None) -> None:
    assert queue_wish(said) is meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("同意 2", Numbered(2, Order(Act.AGREE))),
        ("同意第二条。", Numbered(2, Order(Act.AGREE))),
        ("第2条同意", Numbered(2, Order(Act.AGREE))),
        ("驳回2：金额不对", Numbered(2, Order(Act.REJECT, "金额不对"))),
        ("驳回 3", Numbered(3, Order(Act.REJECT))),
        ("退回12，请补照片", Numbered(12, Order(Act.RETURN, "请补照片"))),
        ("第2条转给钱经理", Numbered(2, Order(Act.REASSIGN, "钱经理"))),
        ("催1", Numbered(1, Order(Act.NUDGE))),
        ("撤回 2", Numbered(2, Order(Act.WITHDRAW))),
        ("评论2：请看", Numbered(2, Order(Act.COMMENT, "请看"))),
        ("看第2条", Numbered(2, None)),
        ("第三条", Numbered(3, None)),
        ("看 2", Numbered(2, None)),
        ("驳回3个月太长", None),
        ("驳回 2 个痛点太少", None),
        ("第2条产线停机", None),
        ("同意0", None),
        ("同意", None),
        ("看了三家", None),
    ],
)
def test_orders_about_a_line(said: str, meant: Numbered | None) -> None:
    assert numbered(said) == meant
