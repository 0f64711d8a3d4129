"""断句 and 主客户: where a clause ends, and which clauses speak of somebody else."""

import pytest

from nlp.focus import focused, main_customer
from nlp.segmentation import clauses
from nlp.vocabulary import vocabulary
from tests.nlp.company import book, lexicon


@pytest.mark.parametrize(
    ("said", "cut"),
    [
        ("给 3 个工作日出方案。报 2.98 万", ["给 3 个工作日出方案", "报 2.98 万"]),
        ("他说还行 给 3 个 工作日", ["他说还行", "给", "3", "个", "工作日"]),
        ("盘点费1,200元，他定", ["盘点费1,200元", "他定"]),
        ("❶叉车老坏 ❷缺人 → 9/11 前签。", ["叉车老坏", "缺人", "9/11 前签"]),
        ("回访｜店里｜杨主管", ["回访", "店里", "杨主管"]),
        ("采购量下降主要是因为终端门店的库存积压严重", ["采购量下降主要是", "因为终端门店的库存积压严重"]),
        ("他们没抱怨过什么系统的话是客如云我问他谁定", ["他们没抱怨过什么", "系统的话是客如云", "我问他", "谁定"]),
    ],
)
def test_clauses(said: str, cut: list[str]) -> None:
    assert [part.text for part in clauses(said)] == cut


@pytest.mark.parametrize(
    ("said", "others"),
    [
        ("宁波永泰泵业，别和骏驰搞混，见了王经理", []),
        ("上海迅达冷链，不是通信那个讯达，用G7", []),
        ("上海迅达冷链，送货那家说涨价，旁边那家店关了，周五去签", ["旁边那家店关了"]),
        ("上海迅达冷链聊完，上午那家没人，电话也不接", ["上午那家没人", "电话也不接"]),
    ],
)
def test_what_is_said_of_others(said: str, others: list[str]) -> None:
    customer, mentions = main_customer(said, vocabulary(book(), lexicon()).customers)
    assert [part.text for part in focused(said, clauses(said), customer, mentions) if not part.ours] == others
