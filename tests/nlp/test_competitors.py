"""竞品: what is said of the other vendor's product, also of brands nobody has listed."""

import pytest

from domain.transcript import Transcript
from tests.nlp.company import understood

NOTE = "宁波永泰泵业，上门见了王经理。{}"


@pytest.mark.parametrize(
    ("said", "brand", "model"),
    [
        ("他们用的是云帆达", "云帆达", None),
        ("现在那个软件叫什么云帆达吧好像是", "云帆达", None),
        ("系统好像是云帆达的，不确定", "云帆达", None),
        ("系统=云帆达", "云帆达", None),
        ("工具：Redmine 4.2，没人维护", "Redmine", "4.2"),
        ("底层Nutanix", "Nutanix", None),
        ("用的是云帆达的监控", "云帆达", None),
        ("云帆达（版本3.2）", "云帆达", "3.2"),
        ("软件是百威9000", "百威", "9000"),
        ("目前极致软件", "极致", None),
        ("以前用有赞，现在换成了微盟 智慧零售", "微盟", "智慧零售"),
        ("系统以前是用友U8，现切换到浪潮GS", "浪潮", "GS"),
        ("客如云？不是，是天财商龙", "天财商龙", None),
        ("现在用哗啦啦不对是美团收银", "美团", None),
        ("用的旺店通 企业版", "旺店通", "企业版"),
        ("富勒V四跟别的系统不连", "富勒", "V四"),
        ("正在用金蝶云·星辰", "金蝶", "云·星辰"),
        ("用的管家婆 分销V3", "管家婆", "分销V3"),
        ("在用U8，慢", "用友", "U8"),
        ("对手：微盟在谈，我们在谈，现用表格", "微盟", None),
        ("在看泛微，用的是致远", "致远", None),
        ("系统嘛金蝶的K3吧", "金蝶", "K3"),
        ("系统是浪潮的，呃GS", "浪潮", "GS"),
        ("用的时空，版本嘛叫KSOA", "时空", "KSOA"),
        ("用的系统叫啥，云帆国际，对", "云帆国际", None),
        ("现用T+，用友的", "用友", "T+"),
        ("KSOA跑着", "时空", "KSOA"),
        ("装了一套叫云仓通的WMS", "云仓通", None),
        ("他说用的是本地一家公司做的，叫易软", "易软", None),
        ("他们用的是老版本的U8 V10.1", "用友", "U8 V10.1"),
        ("设备都是贝加莱的控制器", "贝加莱", None),
        ("用的进销存软件叫秦丝", "秦丝", None),
        ("他们用纷享", "纷享销客", None),
        ("老系统是用友U8，想换但不急", "用友", "U8"),
    ],
)
def test_a_competitor(said: str, brand: str, model: str | None) -> None:
    found = understood(NOTE.format(said)).competitor
    assert found is not None
    assert (found.value.brand, found.value.model) == (brand, model)


@pytest.mark.parametrize(
    ("heard", "found"),
    [
        ("他们用的用友八", ("用友", "U8")),
        ("他们用的用友优八的系统", ("用友", "U8")),
        ("用的用友8，太慢", ("用友", "U8")),
        ("用的是用友踢加", ("用友", "T+")),
        ("用的鼎捷梯一百", ("鼎捷", "T100")),
        ("用的鼎捷T一百", ("鼎捷", "T一百")),
        ("他们用的用友八年了", ("用友", None)),
        ("他们用的用友8年了", ("用友", None)),
        ("用的是用友，八十万买的", ("用友", None)),
        ("系统叫云帆达", ("云帆达", None)),
        ("他们用的是云帆达", None),
    ],
)
def test_a_competitor_heard(heard: str, found: tuple[str, str | None] | None) -> None:
    """Letters are heard as characters; a brand nobody listed is believed where the note says what it is called."""
    said = NOTE.format(heard)
    rival = understood(said, voice=Transcript(said, 6.0)).competitor
    assert (rival and (rival.value.brand, rival.value.model)) == found


@pytest.mark.parametrize(
    "said",
    [
        "系统：自研",
        "他们用Excel",
        "用的是自己搭的后台",
        "飞书会议聊的",
        "电脑是温七的，微软早就不管了",
        "之前看过银豹没买",
        "原来用过食亨，停了，现在就是表格",
        "以前用科脉，现在换成自己开发的",
        "换了一家又小又脏",
        "车间用冷柜，天天用手机",
        "布草厂换了四家",
        "用的都是临时工，上的是夜班",
        "买的是二手设备，老坏",
        "工具有人偷拿，后台没人管",
        "他们用友商的报价压我们",
        "用电太多，平台扣点高",
        "系统就一个人会用",
        "集团ERP改SAP，明年切换",
        "那个数采的系统是零九年的",
        "他用不惯，用着费劲",
        "钉钉上聊的，没提系统",
    ],
)
def test_no_competitor(said: str) -> None:
    assert understood(NOTE.format(said)).competitor is None


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ("今天去的宁波永泰泵业，老廖说库存不准", "面访"),
        ("宁波永泰泵业，我刚坐下王经理就诉苦", "面访"),
        ("宁波永泰泵业，在车上聊的", "面访"),
        ("宁波永泰泵业，摊位上，老板骆姐", "面访"),
        ("宁波永泰泵业，见采购部王经理", "面访"),
        ("宁波永泰泵业的王总给我回了个电话", "电话"),
        ("宁波永泰泵业，王经理跟我讲库存不准", None),
        ("宁波永泰泵业，王经理，周五我去一趟", None),
    ],
)
def test_how_they_met(said: str, channel: str | None) -> None:
    found = understood(said).channel
    assert (found.value if found else None) == channel


@pytest.mark.parametrize(
    ("said", "package"),
    [
        ("想请我们每个月去给冷库查两回", "基础运维"),
        ("他说能不能按他们的规矩弄一套收货的", "定制开发"),
        ("我说按你们的做一个", "定制开发"),
        ("我说我们一年期包到底", "年度保障"),
        ("要年包，2.6万", "年度保障"),
        ("希望我们派一个人盯上线两周", "驻场支持"),
        ("那个驻场他不要了", None),
        ("外包那家驻场的人老换", None),
        ("清明前给他改一版报价", None),
        ("让我们出个人在财务部坐三个月", "驻场支持"),
        ("让我们安排人在现场盯一个月", "驻场支持"),
        ("保修一年要多少钱他问了", "年度保障"),
        ("接口我们给他开发，八万", "定制开发"),
        ("问能不能隔俩月派人来看一圈", "基础运维"),
        ("按铁路局的表式给他们重写报表", "定制开发"),
        ("想加个字段原厂开口四十万，还不一定做", None),
        ("巡检的人看不了报警", None),
        ("年保方案对方婉拒", None),
    ],
)
def test_a_package(said: str, package: str | None) -> None:
    found = understood(NOTE.format(said)).package
    assert (found.value if found else None) == package
