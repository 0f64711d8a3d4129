"""下一步: which of the days in a note is the step agreed on, from Monday 2026-11-23."""

from datetime import date

import pytest

from bot.wording.visit_record import value_words
from tests.nlp.company import understood

NOTE = "宁波永泰泵业，上门见了王经理，库存对不上。{}"


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("说好年底给客户上线，还在联调。下周三前回传方案。", "2026-12-02"),
        ("得总部会计下个月中才给。周五前发报价。", "2026-11-27"),
        ("合同12月31日到期，到期前十天续签。", "2026-12-21"),
        ("月底之前等他们开完会，我去讲一次。", "2026-11-30"),
        ("他让我下个月二十号前直接找老板。", "2026-12-20"),
        ("报告 12/3 前给。", "2026-12-03"),
        ("他们周四开会，我周五去见他。", "2026-11-27"),
        ("我下周四再跑一趟。", "2026-12-03"),
        ("要是年底续不上就裁人。给 3 个工作日出方案。", "2026-11-26"),
        ("下一步：发资料。", None),
        ("下一步：12/3 现场测能。", "2026-12-03"),
        ("明天上午去装。", "2026-11-24"),
        ("合同十二月三十号到期，现在还在用，到期前十天我得把方案给他。", "2026-12-20"),
        ("节后联系。", None),
        ("他们的合同月底到期想换我回头把报价给他", None),
        ("先做个现场盘点。", None),
        ("回头老板回来我再来。", None),
    ],
)
def test_a_step(said: str, due: str | None) -> None:
    step = understood(NOTE.format(said)).next_step
    assert step is not None
    assert (step.value.due_on.isoformat() if step.value.due_on else None) == due


@pytest.mark.parametrize(
    "said",
    [
        "等他电话。",
        "没有后续约定。",
        "答应医院周五的货周日才出。",
        "环保要求12月前整改完。",
        "等周三给我回话，我不主动联系。",
        "节前没空，等他约。",
        "他说明年再说。",
        "续费一年6800他说到时再讲。",
        "年底了，大家都忙。",
    ],
)
def test_no_step(said: str) -> None:
    assert understood(NOTE.format(said)).next_step is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("春节前给方案。", "给方案（2027年2月4日（周四）前）（2027 年放假安排未公布）"),
        ("元旦后第三个工作日给方案。", "给方案（2027年1月6日（周三）前）（2027 年放假安排未公布）"),
        ("3个工作日内给方案。", "给方案（11月26日（周四）前）"),
        ("1月6日给方案。", "给方案（2027年1月6日（周三）前）"),
    ],
)
def test_a_day_counted_in_a_year_whose_holidays_are_not_known(said: str, words: str) -> None:
    step = understood(NOTE.format(said)).next_step
    assert step is not None
    assert value_words(step.value, date(2026, 11, 23)) == words
