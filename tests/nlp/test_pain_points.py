"""Problems in words that the model was not trained on, and what only looks like one."""

import json
from datetime import datetime

import pytest

from benchmarks.reading.train_pains import EXAMPLES, NONE, UNTAGGED, stamp, wordings
from nlp.pain_model import WEIGHTS, pain_model
from tests.nlp.company import ROOT, ZONE, book, lexicon, understood

VISIT = "今天上门拜访了永泰泵业，见了王经理。"

#: none of them stands in nlp/pain_examples.tsv (a test says so)
OTHER_WORDS = [
    ("库存周转慢", "去年进的羊绒衫还有一大半挂在库里"),
    ("库存不准", "系统里还剩六箱，架子上一箱都翻不到"),
    ("缺货断料", "一到周末招牌菜的料就不够用"),
    ("采购周期长", "一只电磁阀从下单到拿到手要七个星期"),
    ("供应商不稳", "给我们送鸡蛋的换了三家，大小都不一样"),
    ("排产混乱", "早上排好的单子下午就被加急的挤掉"),
    ("交付延期", "说好五月底交的货拖到七月才发"),
    ("设备停机", "那台压缩机这个礼拜又停了三次"),
    ("质量不稳定", "这批门板有一成客户不收，要返工"),
    ("追溯困难", "客户问是哪一批料做的，翻了两天台账没翻到"),
    ("成本核算难", "每个工程到底赚多少要等完工才知道"),
    ("能耗高", "烤箱一天烧掉八百块的电"),
    ("报价响应慢", "客户问个价我们得三四天才回得出来"),
    ("订单处理慢", "客户在群里下的单老是有人看漏"),
    ("线索跟进差", "广告打进来的电话记在纸上就没人管了"),
    ("客户流失", "合作多年的老客户今年走了四家"),
    ("复购率低", "办了年卡的会员来两次就不来了"),
    ("渠道窜货", "外地代理把货低价卖到我们这个区"),
    ("费用核销难", "经销商的促销费报上来一堆，没法核实"),
    ("回款慢", "工程款拖了一年半还有两百万没收回来"),
    ("对账困难", "每个月跟平台的账都差几千块，查不出来"),
    ("开票繁琐", "每张发票都要手工填，一天开不完"),
    ("物流时效差", "发到成都的货说好三天到，一个星期才到"),
    ("运输成本高", "送一趟货油费加过路费要六百多"),
    ("冷链断链", "牛肉送到店里已经化冻了"),
    ("损耗高", "每天关门要倒掉两大盘熟食"),
    ("系统卡顿", "一到早高峰收银就卡住转圈"),
    ("数据孤岛", "仓库和财务各用各的软件，数据互相看不到"),
    ("报表滞后", "上个月的利润这个月二十号才看得到"),
    ("手工操作多", "巡检记录全靠手写，回来再敲进电脑"),
    ("审批流程长", "一张付款单要六个人签字，半个月下不来"),
    ("移动办公不便", "业务员在外面手机上查不到库存"),
    ("数据安全隐患", "离职的人还能登进系统看客户资料"),
    ("系统老旧", "服务器用了十三年，厂家早就不修了"),
    ("定制能力弱", "想加一个字段，软件公司说改不了"),
    ("售后响应慢", "机器报修四天了厂家还没派人来"),
    ("人手不足", "电工招了三个月一个都没招到"),
    ("培训上手难", "新来的收银教了一个礼拜还不会退货"),
    ("预算紧张", "今年总部把信息化的钱全砍了"),
    ("合规压力", "上周消防来查，开了整改通知"),
]
NOT_NOW = [
    "库存账一直挺准的",
    "缺货的情况倒没有",
    "以前老停机，换了新设备以后就好了",
    "去年对账要三天，上了系统以后半小时",
    "要是明年扩产人手可能不够",
    "万一断网收银就麻烦了",
    "他担心上线会影响生产",
    "他怕我们售后跟不上",
    "他们用的是用友U8",
    "有三个仓库，两条产线",
    "五万以内他就能批",
    "下周三我把报价发过去",
    "系统跑得挺快，没什么意见",
    "他想看看同行的案例",
    "隔壁那家厂招不到人",
    "预算大概二十万",
    "最后是董事长拍板",
    "他希望账期，从三十天延长到六十天",
    "竞争对手送了样机免费试用三个月",
    "先试一个批次，数量四百套",
]


def test_problems_are_found_in_other_words() -> None:
    """Two of forty may be missed or take a neighbouring tag."""
    known = {example.words for example in wordings(EXAMPLES)}
    assert not known & {words for _, words in OTHER_WORDS}
    read = [(tag, words, [s.value.tag for s in understood(VISIT + words).pain_points]) for tag, words in OTHER_WORDS]
    missed = [row for row in read if row[2] != [row[0]]]
    assert len(missed) <= 2, missed


@pytest.mark.parametrize("words", NOT_NOW)
def test_what_is_no_problem_now_is_none(words: str) -> None:
    assert understood(VISIT + words).pain_points == ()


def test_problems_of_whole_notes() -> None:
    """The problems of test_notes_in_other_words, all notes together."""
    notes = [json.loads(line) for line in (ROOT / "tests/nlp/fixtures/notes.jsonl").open(encoding="utf-8")]
    right = extra = wanted = 0
    for note in notes:
        reading = understood(note["text"], at=datetime(2026, 8, 11, 18, tzinfo=ZONE), book=book())
        read, told = {s.value.tag for s in reading.pain_points}, set(note["read"]["pains"])
        right, extra, wanted = right + len(read & told), extra + len(read - told), wanted + len(told)
    assert 2 * right / (2 * right + extra + wanted - right) >= 0.75


def test_the_lexicon_goes_before_the_model_and_says_so() -> None:
    (by_lexicon,) = understood(VISIT + "账实不符").pain_points
    (by_model,) = understood(VISIT + "系统里还剩六箱，架子上一箱都翻不到").pain_points
    assert (by_lexicon.evidence.source, by_model.evidence.source) == ("lexicon", "learned")


def test_the_model_is_of_these_examples() -> None:
    """After a change of the examples or notes: python -m benchmarks.reading.train_pains."""
    model = pain_model()
    assert model.trained_on == stamp()
    assert {tag for tag in model.tags if tag} == set(lexicon().tags)
    assert WEIGHTS.stat().st_size < 1_000_000
    labels = {example.label for example in wordings(EXAMPLES)}
    assert labels == {*lexicon().tags, NONE, UNTAGGED}
