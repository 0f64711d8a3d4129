"""Voice read again by its sound: what was meant, and never anything else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.wording.visit_record import evidence
from domain.customer import Customer, CustomerBook
from domain.transcript import Transcript
from nlp.cer import errors
from nlp.sound_distance import distance
from nlp.sound_repair import Repair, repaired
from nlp.vocabulary import vocabulary
from tests.nlp.company import DEMO, MONDAY, book, calendar, lexicon, understood
from tests.nlp.test_visit_extraction import DEMO1, DEMO2, DEMO3, evidences


def read_as(text: str, names: tuple[str, ...] = ()) -> str:
    """The text as it is read when it was heard."""
    words = vocabulary(DEMO, lexicon())
    return repaired(text, words.spoken, words.customers, names)[0]


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("库存周转特别慢，暴价太慢", "库存周转特别慢，报价太慢"),
        ("周五下班前把爆价发过去", "周五下班前把报价发过去"),
        ("爆表出得慢，对战要花三天", "报表出得慢，对账要花三天"),
        ("他们现在用的实用有", "他们现在用的是用友"),
        ("他们用的经典云星空", "他们用的金蝶云星空"),
        ("补充一下，竞亭是顶结", "补充一下，竞品是鼎捷"),
        ("竞体型号他没说", "竞品型号他没说"),
        ("威胁上和设备部陈工聊了一下", "微信上和设备部陈工聊了一下"),
        ("微信上和设备部成功了的一下", "微信上和设备部陈工聊了一下"),
        ("库存账面和食物对部上", "库存账面和实物对不上"),
        ("还有交付老师延期", "还有交付老是延期"),
        ("赵总最关心的是亭产损失", "赵总最关心的是停产损失"),
        ("见了采购部的王金里", "见了采购部的王经理"),
        ("最后拍板的是生产副总理总", "最后拍板的是生产副总李总"),
        ("见到了设备克网主任", "见到了设备科王主任"),
        ("部队刚才说错了，是下周四之前", "不对刚才说错了，是下周四之前"),
        ("泳泰盟业的预付款", "永泰泵业的预付款"),
        ("长州恒瑞基建那边", "常州恒瑞机电那边"),
        ("客户对受后服务响应太慢有意见", "客户对售后服务响应太慢有意见"),
    ],
)
def test_a_word_of_ours_is_read_where_its_sound_stands(heard: str, meant: str) -> None:
    assert read_as(heard) == meant


def test_somebody_known_is_recognised() -> None:
    heard = "决策链是这样的，设备不成功负责评估"
    assert read_as(heard, names=("陈工",)) == "决策链是这样的，设备部陈工负责评估"


#: sound alone does not make a word of ours out of these
CORRECT = """
    部队食堂也是他们的客户，一共三个点
    这个老师负责培训新员工
    他们的产品很实用，有八个型号
    这个方案他们觉得是一次成功的经验
    客户担心原材料涨价会威胁到利润
    那个机型是经典款，卖了十年
    食物冷链要全程可追溯
    费用有点高，他们要再考虑考虑
    他们最近在跟一家外资厂谈战略合作
    基建项目今年停了两个
    厂里在赶一批出口订单，下个月才有空
    他说先把样品寄过去，测完再定
    老板想明年换一套系统，但是没预算
    今天堵车，到的时候人家已经下班了
    财务说付款要走流程，最快也要两周
    展会上碰到的，留了个名片
    仓库在城东，离高速口很近
    对方问能不能先装一台试试
    二期厂房明年六月投产
    他儿子刚从国外回来，想接手公司
    门卫不让进，在会客室等了半小时
    上次的发票抬头开错了，要重开
    车间温度太高，机器经常报警
    他们和隔壁厂共用一个变电站
    采购员换人了，新来的姓苗
    食堂吃完饭又聊了十分钟
    那家竞争对手报了一个很低的价格
    工程师到现场看了，说是电机烧了
    客户要求我们提供三年质保
    合同里的交货日期写的是三月底
    今天没谈价格，只看了产品
    他们的产线一共十二条，开了八条
    质检科的人说来料不合格的越来越多
    我们约了周四上午视频会议
    董事长的意思是先做一个试点
    去年亏了两百多万，今年很谨慎
    运费涨了三成，他们想自己买车
    售前同事下周过来做演示
    老厂长退休了，新厂长姓芮
    钢材价格一直跌，他们不敢囤货
""".split()


@pytest.mark.parametrize("said", [*CORRECT, DEMO1, DEMO2, DEMO3])
def test_what_was_heard_rightly_stays(said: str) -> None:
    assert read_as(said) == said


def test_a_repair_is_shown_beside_the_words_that_were_heard() -> None:
    text = "爆表出得慢，对战要花三天"
    words = vocabulary(DEMO, lexicon())
    assert repaired(text, words.spoken, words.customers) == (
        "报表出得慢，对账要花三天",
        (Repair(0, 2, "爆表", "报表"), Repair(6, 8, "对战", "对账")),
    )
    reading = understood(text, voice=Transcript(text, 4.0))
    first, second = (said.evidence for said in reading.pain_points)
    assert (first.words, first.read_as) == ("爆表出得慢", "报表出得慢")
    assert (second.words, second.read_as) == ("对战要花三天", "对账要花三天")
    assert "“爆表出得慢”（读作 报表出得慢）" in evidence(reading, ("pain_points",), (), MONDAY.date())


def test_what_is_typed_is_never_read_by_sound() -> None:
    assert understood("爆表出得慢，对战要花三天").pain_points == ()


def test_a_customer_read_by_sound_is_confirmed_by_a_person() -> None:
    text = "今天去了泳泰泵业"
    customer = understood(text, voice=Transcript(text, 2.0)).customer
    assert customer is not None
    assert (customer.value.certain, customer.value.candidates) == (False, ("D2",))


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (("zhang", "zan"), ("zhang", "meng")),
        (("nan", "lan"), ("nan", "gan")),
        (("jing", "jin"), ("jing", "jiu")),
        (("fu", "hu"), ("fu", "zhu")),
        (("dian", "bian"), ("dian", "xian")),
    ],
)
def test_what_is_confused_sounds_near(nearer: tuple[str, str], farther: tuple[str, str]) -> None:
    assert 0 < distance(*nearer) < distance(*farther)


def test_a_misheard_name_that_was_accepted_is_not_asked_about_again() -> None:
    told = "今天去华定汽陪上门拜访，见了采购部王经理"
    taught = [replace(one, short=(*one.short, "华定汽陪")) if one.id == "D1" else one for one in DEMO.customers]
    for known, is_certain in ((DEMO, False), (CustomerBook("taught", tuple(taught)), True)):
        customer = understood(told, voice=Transcript(told, 8.0), book=known).customer
        assert customer is not None
        assert (customer.value.customer_id, customer.value.certain) == ("D1", is_certain)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "泳泰盟业 爆表 对战 成功 了的一下 威胁上 设备部 王金里 理总 ， 。 25号 T100 \x00 \U0001f600 下周三 三四万 "
            "庆 龘 部队 竞体 他 的 是 拍板 担心 暴价".split()
        ),
        max_size=14,
    ).map("".join)
    | st.text(max_size=30)
)
def test_every_repair_stands_where_it_was_heard(text: str) -> None:
    words = vocabulary(book(), lexicon())
    read, repairs = repaired(text, words.spoken, words.customers)
    assert len(read) == len(text)
    assert all(text[r.start : r.end] == r.heard and read[r.start : r.end] == r.read_as != r.heard for r in repairs)
    reading = understood(text, voice=Transcript(text, 3.0), book=book())
    assert all(text[start:end] == found for start, end, found in evidences(reading))


def test_the_repair_brings_the_clips_nearer_to_what_was_said() -> None:
    """Most characters that the default engine wrote wrong in our own clips are put right, and no clip gets worse."""
    from benchmarks.reading.spoken import clips

    before = after = 0
    for name, said, voice in clips():
        one, other = errors(said, voice.text), errors(said, read_as(voice.text))
        assert other <= one, name
        before, after = before + one, after + other
    assert after < before * 0.6


def test_few_fields_are_lost_by_speaking() -> None:
    """Fewer than 8 of 100 that the same notes give when typed; without the reading by sound it is half of them."""
    from benchmarks.reading.spoken import CUSTOMERS, compared, facts

    customers = tuple(Customer(f"S{number}", *row) for number, row in enumerate(CUSTOMERS))
    words = vocabulary(CustomerBook("spoken", customers), lexicon())
    wanted = right = invented = 0
    for typed, after in ((facts(one), facts(other)) for one, _, other in compared(words, calendar())):
        wanted, right, invented = wanted + len(typed), right + len(typed & after), invented + len(after - typed)
    assert 1 - right / wanted < 0.08
    assert invented <= 3  # a surname of the same sound, with his title and role
