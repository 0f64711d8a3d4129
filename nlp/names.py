"""姓名: Chinese surnames, forms of address, and the people a note names with their titles."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from nlp.patterns import one_of
from nlp.pinyin import syllables
from nlp.segmentation import is_word

_DOUBLE = """欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒
    鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门
    公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 相里""".split()
_SINGLE = (
    "鹿赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊惠甄曲封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍双闻莘党翟谭贡劳"
    "逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚温庄晏柴瞿阎慕连茹习宦艾鱼容古易慎戈廖终居衡步耿满弘匡文寇广禄阙殳沃利蔚越隆师巩厍聂晁勾敖融冷訾辛阚那简饶曾毋沙乜鞠丰巢关蒯查荆红游竺权逯盖益桓公"
    "展佘佟仉仝麦买卿付肖闫邸涂修粟楚佀呼原代亢门库苑由尧侍乃户覃肇漆初占苟冼岳帅缑郈海伯宋郁揭舍兰曲闵洛"
)
_NO_FIRST = set("于时方和那成安常水花明平高经解应管单通利师权公原代门库由户初占海计路关连文盛广满古步")

SURNAME = rf"(?:{'|'.join(_DOUBLE)}|[{_SINGLE}])"
_ADDRESS = (
    "总经理 总监 副总 总工 总 经理 主任 部长 科长 处长 厂长 工 董事长 董 主管 会计 老师 师傅 姐 哥 店长 院长 老板娘 老板 所长 站长 队长 组长 班长 书记 校长 行长 助理 局长 主席 "
    "律师 教授 医生 女士 先生 小姐 工程师 课长 股长 秘书 掌柜 叔 嫂 董秘 采购 金里 经里 经历 警理 精理"
).split()
_NOT_AFTER = {
    "总": "结共部是体会公监经工数量之算额值价", "工": "作厂人艺程具序期资业地商会伤夫单装", "董": "事", "姐": "妹", "哥": "们", "经理": "人们", "采购": "部员单了的",
    "会计": "师准", "主任": "们",
}  # fmt: skip
HEARD_AS = {"金里": "经理", "经里": "经理", "经历": "经理", "警理": "经理", "精理": "经理"}  #: how a recogniser writes 经理 after a name

_FUNCTION = """采购 财务 生产 技术 销售 营销 市场 研发 质量 品质 品控 质检 质管 设备 信息 信息化 信息科 行政 人事 人力 人力资源 运营 物流 仓储 仓库 客服 售后 工程 项目 工艺 计划 IT PMC 外贸 内贸 电商 运维 安全
    成本 商品 会员 门店 区域 大区 分管 常务 集团 中心 业务 产品 法务 审计 战略 数字化 数据 网络 后勤 供应链 供应 商务 营运 QA QC HR 内控 稽核 企管 总务 安环 环保 技改 注塑 冲压 关务 教研 投放 增长 用户 出品 采供 门诊 院感 设施 土建 结算 风控 策划 展厅 维修 保养 信息技术 生产运营 车间 机加 装配 制造 厂务 总 副 线上 直播 渠道 客户 大客户 配送 车队 运输 调度 培训 加盟 拓展 招商 后厨 厨房
    检验 化验 药学 护理 医务 体检 教学 教务 医保 采配 资产 基建 能源 动力 机电 电气 冷链 冷库 仓配 报关 单证 企划 品牌 设计 大堂 前厅 值班 分公司 子公司 华东 华南 华北 华中 西南 西北 东北 总部 工厂 厂里 店里 公司 业务部""".split()
_TITLE = """董事长 总经理助理 总经理 总裁 副总裁 副总经理 副总 CEO CTO CIO CFO CMO COO VP 老板娘 老板助理 老板 大老板 老总 创始人 院长 副院长 店主 大股东 股东代表 合伙人 总监 副总监 经理 副经理 主管 主任 副主任 科长 副科长 处长 副处长 部长 副部长
    厂长 副厂长 负责人 总工程师 总工 工程师 组长 队长 班长 店长 副店长 仓管员 仓管 库管员 库管 文员 内勤 会计 出纳 收银员 操作工 总调度 调度员 调度 计划员 跟单员 跟单 督导组长 督导 生管 采购员 业务员 技术员 质检员 工艺员 专员 助理 秘书 书记 校长 行长
    所长 站长 课长 股长 总助 护士长 厨师长 园长 工段长 领班 领导 护士 药师 店员 主席 会长 理事长 买手 设计师 架构师 程序员 主理人 队长 老大 董秘 财务 采购 品控 研发 会员运营 运营 运维 IT 会办 秘书长 合规官 监事 教练 总负责""".split()
_TITLED = re.compile(rf"(?:{one_of(_FUNCTION)}|副)*(?:{one_of(_TITLE)})(?!们)")
_OFFICE = re.compile(rf"(?:{one_of(_FUNCTION)}|副)*(?:{one_of(t for t in _TITLE if t not in ('财务', '采购', '品控', '研发', '会员运营', '运营', '运维', 'IT', '护士', '药师', '店员', '买手', '领导', '员工'))})")
_DEPARTMENT = re.compile(rf"(?:{one_of(_FUNCTION)}|[A-Z]{{2,3}})+(?:部门|部|科|室|处|中心|车间|办公室|班组|组)?|[一-龥]{{1,2}}(?:车间|部|科)(?=的|[一-龥])")
_ADDRESSED = re.compile(rf"(?P<surname>{SURNAME})(?P<address>{one_of(_ADDRESS)})")
_FAMILIAR = re.compile(rf"(?P<name>[老小大]{SURNAME}(?:总|工|姐|哥)?|阿(?:[A-Z][a-z]+|[一-龥][姐哥叔]|[一-龥]))")
_FULL = re.compile(rf"(?:{'|'.join(_DOUBLE)})[一-龥]{{1,2}}|[{_SINGLE}][一-龥]{{1,2}}")
_NEXT = re.compile(
    r"$|[\s、，。：；（()）,.;:→\-！!？?]|说|讲|负责|管|拍|定|审|批|提|推|压|把|在|和|跟|都|也|是|本人|他|她|这|那|最|觉|想|问|让|要|会|能|只|就|不|没|已|口头|出|认|担|怕|嫌|看|盯|关心|比|聊|谈|碰|见|接|打|介绍|反映|写|点头|抓|到|做|牵|签|决|把关|同意|反对|支持|顾虑|自己|两|三|一起|参|约|确认|出差|当面|一直|直接|跟着|陪|带|才|还|先|再|比较|特别|很|没空|不在|了"
)
_FAMILIAR_NOT = set(
    """老板 老总 老大 老师 老是 老家 老厂 老客 小时 小组 小区 小店 大家 大概 大客 大股 大于 小于 大方 大幅 大车 小车 小米 老年 大全 大成 大安 大连 大华 小康 小计 小白 小单 大单 小平 大平 大路 小路 老高 大明 大海 老应 大应 小应
    老经 大经 老管 老路 小管 大管 小门 大门 小花 小包 大包 老花 老师 老查 大水 小水 大堵 老堵 老通 大通 小通 大那 小那 老那 大常 老常 老时 大时 大步 小步 大利 小利 大公 老公 大師 大广 大满 大部 大权 大规 阿里 阿姨 阿嬷 大牛 小段 大段 大金 大同 大容
    大温 大型 小型 老解 大解 大印 小印 大双 大雷 大宗 小宗 大支 小支 大空 大元 大白 老白""".split()
)


@dataclass(frozen=True)
class Named:
    """One place where a person is named or meant: `name` as said, `title` with department if said."""

    start: int
    end: int
    name: str
    title: str | None
    kind: str  # addressed 王经理 · familiar 小方 · full 施一帆 · office 董事长
    instead_of: int | None = None  # where the name stood that the speaker took back

    @property
    def surname(self) -> str:
        """The surname, or empty for a designation."""
        bare = self.name.lstrip("老小大") if self.kind == "familiar" else self.name
        return "" if self.kind == "office" else next((d for d in _DOUBLE if bare.startswith(d)), bare[:1])


def named_people(text: str, *, heard: bool = False) -> list[Named]:
    """Everyone named in `text`, in order, without overlaps; not yet who is the same person.

    `heard`: a recogniser wrote it, so after a title a surname may be written with another character.
    """
    found: list[Named] = []
    position = 0
    while position < len(text):
        person = _at(text, position, heard)
        if person is None:
            position += 1
            continue
        after = _TITLE_AFTER.match(text, person.end) if person.kind == "full" and person.title is None else None
        if after:  # “张伟，设备部工程师”, “刘建国，职位是总经理”
            person = replace(person, title=after["title"].replace("的", ""))
        found.append(person)
        position = after.end() if after else person.end
    return found


_TITLE_AFTER = re.compile(rf"\s?[，,（(、]?\s?(?:(?:他|她)?(?:是|职位是?|职务是?|担任)[：:]?)?(?P<title>(?:{_DEPARTMENT.pattern})?的?{_TITLED.pattern})(?=[，。,）)；、\s]|$)")


def named_again(text: str, found: list[Named]) -> list[Named]:
    """`found` with every further place where a full or misheard name of it stands without a title."""
    more = []
    written = {text[p.start : p.end]: p for p in found if p.kind == "full" or text[p.start : p.end] != p.name}
    for said, first in written.items():
        for match in re.finditer(re.escape(said), text):
            if not any(person.start < match.end() and match.start() < person.end for person in found):
                more.append(Named(match.start(), match.end(), first.name, None, first.kind))
    return sorted([*found, *more], key=lambda person: person.start)


_TURN = re.compile(r"\s?(?:说(?!了算)|讲|负责|拍板|推荐|说了算|最后|最关心|担心|怕|嫌|盯|看重|在乎|点头|提(?:意见|建议|需求|方案)|[定审批](?![金价位计量]))")


def turns(text: str, *, heard: bool = False) -> list[int]:
    """Offsets at which somebody named begins to speak or to decide: a new clause even without a comma."""
    found = []
    for person in named_people(text, heard=heard):
        if _TURN.match(text, person.end):
            start = person.start
            title = person.title or ""
            if person.kind != "office" and title and text[:start].endswith(title):
                start -= len(title)
            found.append(start)
    return found


def _at(text: str, start: int, heard: bool) -> Named | None:
    plain = _name(text, start, False)
    if plain is not None and plain[1] == "addressed":
        return Named(start, start + len(plain[0]), _spelt(plain[0]), _own_title(*plain), "addressed")
    job_end, title = _job(text, start)
    name_start = job_end
    if title is not None:
        while name_start < len(text) and text[name_start] in " 的":
            name_start += 1
        called = re.match(r"(?:是|叫|本人\s?叫|姓名)?\s?叫", text[name_start:])
        if called:
            name_start += called.end()
    name = _name(text, name_start, title is not None)
    if name is None and heard and title is not None:
        respelt = _by_sound(text, name_start)
        if respelt:
            return Named(name_start, name_start + len(respelt), respelt, _joined(title, _own_title(respelt, "addressed")), "addressed")
    if name is not None:
        said, kind = name
        own = _own_title(said, kind)
        return Named(name_start, name_start + len(said), _spelt(said), _joined(title, own), kind)
    if title is not None and title not in _FUNCTION and _OFFICE.fullmatch(text, start, job_end):
        return Named(start, job_end, text[start:job_end], text[start:job_end], "office")
    return None


def _job(text: str, start: int) -> tuple[int, str | None]:
    """The end of the department and title that begin at `start`, and them joined (采购部的 → 采购部)."""
    position, parts = start, []
    for pattern in (_TITLED, _DEPARTMENT):
        match = pattern.match(text, start)
        if match and match.end() > position:
            position, parts = match.end(), [match[0]]
    if not parts:
        return start, None
    rest = re.match(r"(?:那边)?的?", text[position:])
    after = position + (rest.end() if rest else 0)
    more = _TITLED.match(text, after)
    if more and not _ADDRESSED.match(text, after) and parts[0] != more[0]:
        return more.end(), parts[0] + more[0]
    return position, parts[0]


def _name(text: str, start: int, after_title: bool) -> tuple[str, str] | None:
    addressed = _ADDRESSED.match(text, start)
    if addressed and _address_holds(text, addressed, after_title):
        return addressed[0], "addressed"
    familiar = _FAMILIAR.match(text, start)
    if familiar and _familiar_holds(text, familiar, after_title):
        return familiar[0], "familiar"
    if after_title or _introduced(text, start):
        full = _full_name(text, start, after_title)
        if full:
            return full, "full"
    return None


#: the commonest surname of each sound that a recogniser writes with a character that is no surname
_COMMON = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"


@lru_cache(maxsize=1)
def _surname_of_sound() -> dict[str, str]:
    return {syllables(surname)[0]: surname for surname in reversed(_COMMON)}


def _by_sound(text: str, start: int) -> str | None:
    """“副总理总”, “信息科州主任”: 理 and 州 are no surnames, 李 and 周 are."""
    match = re.match(rf"[一-龥](?:{one_of(_ADDRESS)})", text[start:])
    if not match or match[0][0] in _SINGLE:
        return None
    surname = _surname_of_sound().get(syllables(match[0][0])[0])
    return surname + match[0][1:] if surname else None


def _address_holds(text: str, match: re.Match[str], after_title: bool) -> bool:
    surname, address = match["surname"], match["address"]
    following = text[match.end() : match.end() + 1]
    if following and following in _NOT_AFTER.get(address, ""):
        return False
    before = text[match.start() - 1 : match.start()]
    if not after_title and before and len(surname) == 1 and is_word(before + surname):
        return not _is_inside_word(before + surname)
    if is_word(surname + address) and surname in _NO_FIRST | set("施干"):
        return False
    return not (surname == "施" and address == "工" and not after_title)


def _is_inside_word(pair: str) -> bool:
    return pair[0] not in "的和跟与见找陪约是由让给请了说那去到在"


def _familiar_holds(text: str, match: re.Match[str], after_title: bool) -> bool:
    said = match["name"]
    if said[:2] in _FAMILIAR_NOT:
        return False
    if said[0] == "阿" or said[-1] in "姐哥总工":
        return True
    after = _NEXT.match(text, match.end())
    before = text[max(0, match.start() - 1) : match.start()]
    if said[0] == "大":
        return after_title and bool(after)
    if is_word(said) and not after_title and before not in ("的", "见", "跟", "和", "、", " ", ""):
        return False
    return bool(after) and (after_title or before in ("", " ", "的", "见", "跟", "和", "、", "，", "。", "找", "给", "是", "陪", "约", "嗯", "说", "个") or bool(re.match(r"说|讲|负责|管|自己|跟", text[match.end() :])))


def _introduced(text: str, start: int) -> bool:
    """Whether a bare full name may stand here: after 叫/见了/对, or alone between blanks."""
    return bool(re.search(r"(?:叫|见了|见的是|见的|见到了?|拜访|对\s|姓名[：:]|联系人[：:]?|[、，。：\s→])$", text[max(0, start - 4) : start])) or start == 0


_NOT_A_NAME = re.compile(r"[说讲在了的不是只确约当会要没很就都也去来给把被跟与及那这们什么怎吧呢嘛啊呃嗯第几个块点]")
_VERBS = set("出差 负责 拍板 点头 评估 审批 审核 提出 推荐 拍 定 签字 汇报 电话 微信 上门 现场 当面 高兴 方面 时间 安排 安装 经常 平时 明天 常常 成本 高度 关于 应该 应收 单子 通过 管理 强调 易于 文件 方案 计划 时候 师傅 公司 明确 满意 同意 "
             "支持 反对 介绍 反映 表示 觉得 认为 希望 提到 参加 出面 牵头 把关 报告 决定 选型 万一 以前 元旦 国庆 中秋 清明 全部 宁可 和谐 双方 单位 路上 水平 关键 简单 解决 连接 容易 从来 党员 厂里 厂长 于是 卫生 习惯 利润 利用 权限 权力".split())


def _full_name(text: str, start: int, after_title: bool) -> str | None:
    match = _FULL.match(text, start)
    if not match:
        return None
    surname_length = 2 if text[start : start + 2] in _DOUBLE else 1
    for length in (surname_length + 2, surname_length + 1):
        said = text[start : start + length]
        if len(said) < length or not re.fullmatch(r"[一-龥]+", said) or _NOT_A_NAME.search(said) or said in _VERBS or said[:2] in _VERBS:
            continue
        if not _NEXT.match(text, start + length):
            continue
        if length == surname_length + 2 and _NEXT.match(text, start + length - 1) and re.match(r"说|讲|负|管|拍|审|批|推|压|担|怕|把|都|也", said[-1]):
            continue
        if not after_title and (is_word(said) or said[0] in _NO_FIRST):
            continue
        if not after_title and length == 2 and not _TITLE_AFTER.match(text, start + length):
            continue
        if after_title and said[0] in _NO_FIRST and is_word(said) and length == 2:
            continue
        return said
    return None


def _spelt(name: str) -> str:
    """王金里 → 王经理."""
    return next((name.removesuffix(wrong) + right for wrong, right in HEARD_AS.items() if name.endswith(wrong)), name)


_TITLE_ADDRESS = {"经理", "主任", "部长", "科长", "处长", "厂长", "董事长", "主管", "会计", "店长", "院长", "老板", "老板娘", "所长", "站长", "队长", "组长", "班长", "书记", "校长",
                  "行长", "总监", "总经理", "副总", "总工", "工程师", "助理", "课长", "秘书", "金里", "经里", "经历", "警理", "精理"}  # fmt: skip


def _own_title(said: str, kind: str) -> str | None:
    if kind != "addressed":
        return None
    address = next(a for a in sorted(_TITLE_ADDRESS | {""}, key=len, reverse=True) if said.endswith(a))
    return HEARD_AS.get(address, address) or None


def _joined(title: str | None, own: str | None) -> str | None:
    """采购部 + 经理 → 采购部经理; 运营经理 + 经理 → 运营经理."""
    if not title or not own:
        return title or own
    return title if title.endswith(own) else title + own
