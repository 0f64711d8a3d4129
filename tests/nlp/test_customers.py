"""Which customer is meant, in a book of 122 with many that sound alike."""

import pytest

from domain.customer import Customer, CustomerBook
from domain.reading import CustomerMention
from tests.nlp.company import book, understood


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("常州恒瑞电子（不是恒锐模具），电话", "常州恒瑞电子科技有限公司"),
        ("今天去了众途内饰", "襄阳众途汽车内饰有限公司"),
        ("上午去了华鼎汽配见了王经理", "苏州华鼎汽车配件有限公司"),
        ("闽鲜达，微信聊的", "福州闽鲜达冷链配送有限公司"),
        ("镇江明泰铝材", "江苏明泰铝材有限公司"),
        ("上午去冀南枣业没聊啥 这条重点记天山果业", "乌鲁木齐天山果业有限公司"),
    ],
)
def test_certain(said: str, name: str) -> None:
    customer = understood(said, book=book()).customer
    assert customer is not None
    assert (customer.value.name, customer.value.certain) == (name, True)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("重庆费码头火锅，电话", "重庆沸码头餐饮管理有限公司"),
        ("绍兴越紧纺织今天去的", "绍兴越锦纺织有限公司"),
        ("太原进选珠宝 微信聊的", "太原晋选珠宝有限公司"),
        ("佛山粤盛家具 做沙发的", "佛山粤胜家具有限公司"),
        ("徐州鹏程工程机械", "徐州彭程工程机械有限公司"),
        ("无锡天公齿轮，今天去的", "无锡天工齿轮有限公司"),
        ("今天去了福州明先达，见了王经理", "福州闽鲜达冷链配送有限公司"),  # ming for min
        ("宁波北仑骏词汽车零部件，见王经理", "宁波北仑骏驰汽车零部件有限公司"),  # ci for chi
    ],
)
def test_other_characters_are_confirmed(said: str, name: str) -> None:
    """Same sound, city or trade: offered for one tap, never taken for sure."""
    customer = understood(said, book=book()).customer
    assert customer is not None
    assert (customer.value.name, customer.value.certain) == (name, False)
    assert customer.value.candidates == (customer.value.customer_id,)


def test_the_name_of_two_is_asked() -> None:
    customer = understood("华鼎那边今天上门，见了王经理", book=book()).customer
    assert customer is not None
    assert (customer.value.customer_id, customer.value.certain) == (None, False)
    assert set(customer.value.candidates) == {"C001", "C002"}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("新客户：常熟聚合轮毂，行业群加的微信", "常熟聚合轮毂"),
        ("刚打通一个新客户桂林漓米坊做袋装米粉的", "桂林漓米坊"),
        ("今天认识一个新的啊 叫阿嬷手路菜 泉州的", "阿嬷手路菜"),
        ("刚跟上海宏远机械的王总通了电话", "上海宏远机械"),
    ],
)
def test_new(said: str, name: str) -> None:
    customer = understood(said, book=book()).customer
    assert customer is not None
    assert (customer.value.name, customer.value.customer_id) == (name, None)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("佛山粤盛 做沙发家具的那家 不是五金厂 今天去的", "佛山粤胜家具有限公司"),
        ("佛山粤盛 打五金的 不是做家具那家 今天去的", "佛山市顺德区粤盛五金制品有限公司"),
        ("合肥皖晟 做家电配件的 今天去的", "合肥皖晟家电配件有限公司"),
        ("去鲁泽 做重工的不是搞置业那个", "济南鲁泽重工有限公司"),
    ],
)
def test_what_a_company_does_tells_which_is_meant(said: str, name: str) -> None:
    customer = understood(said, book=book()).customer
    assert customer is not None
    assert customer.value.name == name


def test_what_was_taken_back_is_not_the_customer() -> None:
    customer = understood("今天在柳州桂驰的展厅 哎不是他们 是新客户 叫宏顺汽修 见了刘总", book=book()).customer
    assert customer is not None
    assert (customer.value.name, customer.value.customer_id) == ("宏顺汽修", None)


def test_a_name_that_differs_by_one_character_is_offered_beside_a_new_customer() -> None:
    customer = understood("苏州华京汽配，今天上门见了王经理", book=book()).customer
    assert customer is not None
    assert customer.value == CustomerMention("苏州华京汽配", None, False, ("C001",))


def test_the_first_characters_of_city_and_name_are_asked() -> None:
    known = (Customer("S1", "沈阳鼓风机集团股份有限公司", ("沈阳鼓风机",), "机械", "沈阳"),)
    customer = understood("今天去了沈鼓，见了设备部王经理", book=CustomerBook("abbreviation", known)).customer
    assert customer is not None
    assert customer.value == CustomerMention("沈鼓", None, False, ("S1",))


@pytest.mark.parametrize("said", ["南充智慧瑞医疗，今天去的", "永康慧瑞花医药，今天去的", "慧瑞医疗，今天去的"])
def test_a_name_within_a_longer_one_is_not_taken_for_sure(said: str) -> None:
    known = (Customer("S2", "宜宾慧瑞医疗有限公司", ("慧瑞医疗",), "医疗", "宜宾"),)
    customer = understood(said, book=CustomerBook("within", known)).customer
    assert customer is not None
    assert (customer.value.certain and customer.value.customer_id == "S2") == said.startswith("慧瑞医疗")


@pytest.mark.parametrize("said", ["补录：上午电话，对方采购刘经理", "系统卡顿，报表出得慢", ""])
def test_none(said: str) -> None:
    assert understood(said, book=book()).customer is None


@pytest.mark.parametrize(
    ("said", "name", "twin"),
    [
        ("宁波骏驰，今天去的", "宁波北仑骏驰汽车零部件有限公司", "宁波俊驰国际物流有限公司"),
        ("苏州华鼎，今天去的", "苏州华鼎汽车配件有限公司", "苏州华顶包装材料有限公司"),
    ],
)
def test_one_of_two_that_sound_alike_is_asked(said: str, name: str, twin: str) -> None:
    """Written right or wrong, without a word of the trade nobody can tell which is meant."""
    customer = understood(said, book=book()).customer
    assert customer is not None
    names = {known.id: known.name for known in book().customers}
    assert (customer.value.name, customer.value.certain) == (name, False)
    assert twin in {names[found] for found in customer.value.candidates}
