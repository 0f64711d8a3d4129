"""What is an order about a request, and whom a name means."""

import pytest

from domain.people import Person
from nlp.approval_orders import Act, Order, order
from nlp.colleagues import colleagues

PEOPLE = [
    Person("qianmgr", "钱经理"), Person("sunfin", "孙会计"), Person("zhangsan", "张三"), Person("zhangshan", "张珊"),
    Person("limgr", "李建国"), Person("li2", "李建设"), Person("gone", "周走", is_active=False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("转给钱经理", Order(Act.REASSIGN, "钱经理")),
        ("请转交给孙会计处理一下。", Order(Act.REASSIGN, "孙会计")),
        ("这个转给钱经理审批", Order(Act.REASSIGN, "钱经理")),
        ("转给孙", Order(Act.REASSIGN, "孙")),
        ("让钱经理批吧", Order(Act.REASSIGN, "钱经理", is_plain=False)),
        ("请孙会计来审一下。", Order(Act.REASSIGN, "孙会计", is_plain=False)),
        ("让孙会计先批", None),
        ("让钱经理代批", None),
        ("请批一下", None),
        ("给客户报价", None),
        ("加签孙会计", Order(Act.ADD_BEFORE, "孙会计")),
        ("加签给孙会计看一下", Order(Act.ADD_BEFORE, "孙会计")),
        ("后加签周法务", Order(Act.ADD_AFTER, "周法务")),
        ("退回修改", Order(Act.RETURN)),
        ("退回：金额不对，请改。", Order(Act.RETURN, "金额不对，请改")),
        ("评论：请补照片", Order(Act.COMMENT, "请补照片")),
        ("驳回，痛点不具体", Order(Act.REJECT, "痛点不具体")),
        ("驳回原因：决策链不完整", Order(Act.REJECT, "决策链不完整")),
        ("驳回，理由是天数太长", Order(Act.REJECT, "天数太长")),
        ("驳回原因有哪些", None),
        ("驳回原因统计", None),
        ("驳回原因是什么？", None),
        ("驳回率多少", None),
        ("驳回情况说明不清", Order(Act.REJECT, "情况说明不清")),
        ("同意。", Order(Act.AGREE)),
        ("撤回", Order(Act.WITHDRAW)),
        ("我要撤回申请", Order(Act.WITHDRAW)),
        ("催一下", Order(Act.NUDGE)),
        ("帮我催一下主管吧", Order(Act.NUDGE)),
        ("同意天工那条", Order(Act.AGREE, about="天工")),
        ("撤回刚才那条", Order(Act.WITHDRAW, about="")),
        ("同意 哪个？", Order(Act.AGREE, about="")),
        ("天工齿轮那条催一下", Order(Act.NUDGE, about="天工齿轮")),
        ("客户同意这个方案", None),
        ("天工那边同意了", None),
        ("客户同意了下周签合同", None),
        ("下一步转给技术部出方案，周五前", None),
        ("客户催一下货期", None),
        ("他们要求撤回报价", None),
    ],
)
def test_orders(said: str, meant: Order | None) -> None:
    assert order(said) == meant


@pytest.mark.parametrize(
    ("said", "userids"),
    [
        ("钱经理", ["qianmgr"]),
        ("前经理", ["qianmgr"]),  # as a recogniser writes it
        ("QianMgr", ["qianmgr"]),
        ("张三", ["zhangsan"]),
        ("李建", ["li2", "limgr"]),
        ("周走", []),
        ("三", []),
        ("孙", ["sunfin"]),
        ("张", ["zhangsan", "zhangshan"]),
        ("周", []),
        ("", []),
    ],
)
def test_colleagues(said: str, userids: list[str]) -> None:
    assert [person.userid for person in colleagues(said, PEOPLE)] == userids
