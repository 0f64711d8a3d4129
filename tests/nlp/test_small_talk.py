"""True answers are taken, however short; small talk while a question is open is none."""

import json

import pytest

from domain.reading import Reading
from nlp.small_talk import is_small_talk
from tests.nlp.company import ROOT, understood

BEGUN = understood("今天上门拜访了苏州华鼎汽配，见了采购部王经理。")

ANSWERS = {
    "competitor": "用友U8 金蝶 鼎捷T100 用友的U8 好像是金蝶K3吧 诺诺的 用的是管家婆 富勒V4 泛微 致远 没在用 "
    "听说用的是用友U8 SAP 速达3000",
    "pain_points": "库存老对不上 报价太慢 天天加班 招人难 仓库漏水 对账要花三天 设备老停 交付延期 排队太久 工资算不准 "
    "台风一来仓库就漏水 系统卡 人手不足 门店缺货 外卖订单老丢",
    "next_step": "下周三送样机 周五发报价单 给他发方案 下周三之前给他报价 明天去演示 发合同 周五 下周一 "
    "周五约他吃饭 下周三做测试 把资料寄给他 下周再去一趟 等他们开会",
    "decision_chain": "王总拍板，他看重价格 王总 祝总拍板 李总拍板王经理评估 老板定 财务总监管钱 王经理负责评估",
    "customer": "苏州华鼎 宏远 是宁波永泰 东旭包装 华定 常州恒瑞 顺陆仓储 快乐柠檬食品 叫东旭 客户是天宏电子",
    "contacts": "王经理 采购部的王经理 张伟，设备部工程师 老板儿子小迟",
    "channel": "面访 电话 微信上聊的 上门",
}
SAID = [(asked, said) for asked, several in ANSWERS.items() for said in several.split(" ")]


@pytest.mark.parametrize(("asked", "said"), SAID)
def test_a_true_answer_is_taken(asked: str, said: str) -> None:
    reading = understood(said, asked=asked, known=None if asked == "customer" else BEGUN)
    assert getattr(reading, asked) or asked in [none.value for none in reading.none_of]


@pytest.mark.parametrize("asked", ["customer", "competitor", "pain_points", "next_step", "decision_chain", "contacts"])
@pytest.mark.parametrize(
    "said", ["晚上吃啥", "外卖迟到了四十分钟", "明天会下雨吗", "周末咱们去钓鱼吧", "股票又跌了", "堵车了"]
)
def test_small_talk_is_no_answer(asked: str, said: str) -> None:
    assert understood(said, asked=asked, known=None if asked == "customer" else BEGUN) == Reading()


@pytest.mark.parametrize(
    "said", ["不对，是周四", "不好意思，是下周四", "客户是华鼎不是华定", "金额是八十五万不是八十万", "没有了", "不清楚"]
)
def test_corrections_and_refusals_are_none(said: str) -> None:
    assert not is_small_talk(said)


def test_no_note_of_a_visit_is_small_talk() -> None:
    notes = [json.loads(line)["text"] for line in (ROOT / "benchmarks/reading/dev.jsonl").open(encoding="utf-8")]
    assert [text for text in notes if is_small_talk(text)] == []
