"""品牌: brands the lexicon lacks, found where the note says what is in use (用的X, 系统是X, X的后台, 换成X)."""

import re
from collections.abc import Iterator

from nlp.product_models import is_generic, model_after
from nlp.segmentation import Clause, is_common_word, is_word, jieba

_KIND = (
    r"(?:系统|软件|平台|后台|终端|车机|监控|程序|小程序|[Aa][Pp][Pp]|ERP|OA|OMS|MES|WMS|CRM|HIS|LIS|LIMS|PLM|POS|SRM|TMS|APS|SaaS|"
    r"收银机?|收银系统|进销存|工具|底层|底座|设备|机器)"
)
_HEDGE = r"(?:好像|应该|大概|可能|估计|似乎|貌似|听说|都|全)?"
_FILLER = (
    r"\s?(?:(?:的?是|叫做?|叫什么|的|着|了|那个|这个|一个|一套|一款|一家|那套|什么|有一?个|就|还|都|咱|对|嗯|呃|个|"
    r"那什么)\s?)*"
)
_NAME = r"(?P<name>[A-Za-z][A-Za-z0-9\-]{1,14}|[一-龥]{2,4}?)"
_STOP = (
    rf"(?=\s|$|[，。；、：（(「」）)！？!?～~·]|的|在用|在跑|软件|系统|{_KIND}|[A-Z0-9]|[零一二三四五六七八九]{{3}}|吧|呢|嘛|哈|啊|呀|管|做|跑|"
    r"对账|来|好多年|好几年|[两三四五六七八九十几]+年|[他她我]|然后|还有|嗯|呃|反正|不过|但|说|，)"
)
_NOT_IN_A_WORD = r"(?<![不没费信作录专通公备常适利引享试耐可会借启租占动效运受食饮药调雇沿挪得使])"
_CUES = (
    rf"{_NOT_IN_A_WORD}用(?!户|友|人|工|电|水|料|量|途|过|不|起来|完|来|得|上|于|心|法|处|餐|药|车|品){_FILLER}",
    r"(?:一[套款]|软件|系统|做的[，,]?)(?:名字)?叫做?\s?",
    rf"{_KIND}\s(?={_NAME}(?:$|[，。；、]))",
    rf"(?<![没不])使用(?:的?是)?{_FILLER}",
    rf"{_KIND}{_HEDGE}(?:整的|上的|装的|用的?|选的|买的)?\s?(?:是|叫|=|＝|：|:|有|就|还){_FILLER}",
    rf"{_KIND}(?:整的|上的|装的|用的|买的){_FILLER}",
    rf"{_KIND}\s?(?=[A-Z])",
    rf"(?:上|装|跑|买|整|配)的(?:都)?是{_FILLER}",
    rf"(?:竞品|竞争对手|对手|友商){_HEDGE}(?:是|：|:|为)\s?",
    rf"(?:换成了?|换到|切换到|切换成|改用|换用){_FILLER}",
    rf"(?:目前|现在|现)(?={_NAME}{_KIND})",
    rf"[他她](?:们)?说(?:好像)?是(?={_NAME}的(?:\s|$|[，。]))",
    rf"(?:^|拿|由){_FILLER}(?={_NAME}在用)|(?:目前|现在|一直)由",
)
_NAMED_BY_CUE = re.compile(rf"(?:{'|'.join(_CUES).replace('(?P<name>', '(?:')}){_NAME}{_STOP}")
_OWNING = re.compile(rf"(?:[用是有])(?:那个|一个|一套)?(?P<name>[一-龥]{{2,4}}|[A-Z][A-Za-z0-9]{{1,14}})的{_KIND}")
_LABEL = re.compile(
    rf"(?:^|[^一-龥])(?:现有|在用|使用|现用)?(?:{_KIND}|竞品|竞争对手|对手|友商|产品)$|用[^，。；]{{0,6}}(?:系统|软件)$|"
    r"(?:系统|软件|牌子|品牌)(?:名字)?(?:叫|是)?(?:啥|什么)(?:牌子)?$|(?:厂家|牌子|品牌)[^，。]{0,6}$"
)
_BARE = re.compile(rf"{_NAME}(?=$|\s?[\d（(]|在谈|在看|在用|的$)")
_NOT_BRAND = re.compile(
    r"自建|自研|自己|自开发|开发|外包|集团|总部|公司|纸|[Ee]xcel|EXCEL|WPS|表格|手工|手写|人工|人肉|没|不|无|什么|啥|哪|怎么|系统|软件|平台|"
    r"的|得|了|着|过|很|挺|这|那|他|她|它|我|你|您|咱|谁|起来|都|来|去|电脑|手机|微信|群|原来|以前|之前|现在|目前|"
    r"老|旧|新|进口|国产|本地|一套|一个|两|几|多|免费|单机|记录|试|量|途|户|钱|工具|工单|工人|工艺|员|"
    r"于|心|料|品|水|法|意|处|人家|别人|朋友|抖音|快手|淘宝|京东|拼多多|天猫|小红书|对讲|计算器|本子|笔|邮件|电话|传真|U盘|扫码枪|模板|账本|小程序|"
    r"正常|稳定|行|可以|还好|卡|慢|崩|坏|死|贵|便宜|好用|顺手|习惯|厂家|原厂|供应商|经销商|代理|客户|领导|老板|经理|主任|总监|"
    r"后来|然后|因为|所以|如果|一直|经常|每天|每月|今年|去年|明年|上个|下个|[年月日周号点]|时候|地方|东西|问题|办法|方式|流程|数据|业务|人|偷|拿|二手|杂牌|名牌|配套|主流|通用|进销存|拆单|数采|排产|财务|收银|开票|仓储|条码|物流|考勤|报表|设计|画图|点餐|订货|会员|营销|客服|质检|追溯|扫码|打单|派工|派车|调度|报关|审批|办公|采购|销售|生产|库存|人事|薪资|排班|巡检|能耗|检测|测量|"
    r""
    r"^[一二两三四五六七八九十]+[家个套款种台张]|又|最|太|更|较|只|就|还|也|再|要|会|能|给|把|被|让|跟|和|在|到|从|对|说|讲|看|做|有|是|个|套|点|下|上|里|外|前|后"
)


_THINGS = "柜机泵本表票桌车箱线网器仪板管灯炉刀笔卡单布膜料药油盒袋桶架床锅台店库聊音品物件具服房室场工班手活"


def by_cue(text: str, clause: Clause, before: Clause | None) -> Iterator[tuple[int, int]]:
    """Where a brand may stand: known by what is said round it. `before` is the clause before, perhaps a label."""
    for match in _NAMED_BY_CUE.finditer(clause.text):
        yield from _believed(text, clause, match)
    for match in _OWNING.finditer(clause.text):
        yield from _believed(text, clause, match)
    called = re.match(rf"叫做?{_NAME}$", clause.text)
    if called is not None and before is not None and re.search(r"用的|系统|软件|平台", before.text):
        yield from _believed(text, clause, called)
    bare = _BARE.match(clause.text)
    if bare is not None and (
        (before is not None and _LABEL.search(before.text))
        or (bare["name"] + " " in clause.text + " " and _has_version(text, clause.start + bare.end("name")))
    ):
        yield from _believed(text, clause, bare, asked=True)


def _has_version(text: str, end: int) -> bool:
    return re.match(r"\s?[（(]?(?:版本|[Vv])\s?\d|\s\d+\.\d", text[end : end + 10]) is not None


def _believed(text: str, clause: Clause, match: re.Match[str], *, asked: bool = False) -> Iterator[tuple[int, int]]:
    name = match["name"]
    start, end = clause.start + match.start("name"), clause.start + match.end("name")
    if _NOT_BRAND.search(name) or is_generic(name) or (name.isascii() and not re.search("[A-Z]", name)):
        return
    is_told = model_after(text, end) or re.match(rf"的?{_KIND}", text[end:])
    cue = match[0][: match.start("name") - match.start()]
    is_asked = asked or re.match(_KIND, cue) or bool(re.search(r"叫|竞|对手|说", cue))
    is_unsaid = is_word(name) and not re.search(r"[的是套款]|^$", cue)  # 用着费劲
    if is_told or (is_asked and not is_common_word(name)) or not (is_unsaid or _is_plain(name)):
        yield start, end


def _is_plain(name: str) -> bool:
    """Whether it is but words of the language (冷柜, 又小又脏), not a name."""
    return (is_word(name) and name[-1] in _THINGS) or any(
        len(word) > 1 and is_common_word(word) for word in jieba().cut(name)
    )
