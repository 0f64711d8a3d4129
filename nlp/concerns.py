"""顾虑: what somebody worries about, dislikes, watches or demands about the purchase, in his words."""

import re

from nlp.segmentation import trim

_MUCH = r"(?:最|就|还|只|也|都|主要|特别|比较|很|老|一直|反复|天天|死|总|还是|比谁都)*"
_IS = r"(?:的)?(?:就)?(?:还)?(?:是)?"
#: the verb says it all, whoever it is said of
_WORRY = (
    rf"{_MUCH}(?:担心|(?<![恐害可哪])怕|(?<!的)顾虑|的顾虑(?=是|就是|主要)|顾忌|介意|忌讳|担忧|发愁|害怕|生怕|纠结|犹豫|膈应|怵|忌惮|心疼|所虑者?){_IS}|{_MUCH}嫌弃?|"
    rf"{_MUCH}(?:看重|看中|在乎|在意|关心|关注|注重|重视|计较|烦(?!死|着)|盘算|惦记){_IS}|{_MUCH}盯(?:着|得(?:最|很)?[紧死]|住)?{_IS}|"
    rf"心里没底{_IS}|(?:对[^，。；\s]{{1,8}})?(?:不放心|放心不下|吃不准|拿不准|信不过|没信心){_IS}|(?<=就是)(?=别|不能|不要)|"
    rf"(?:唯一|就一个|只有一个|一个|硬)(?:的)?(?:要求|条件|顾虑|担心){_IS}[：:]?|提(?:了|出)?(?:一|几)?(?:条|点|个要求|个条件)[：:]?|就(?:一|这)(?:句话|条|点|个要求|个条件)|图(?:的(?:就)?是|个)|(?:得|要|必须)保证|"
    rf"(?:条件|前提|底线|顾虑点|关注点|痛处|要求|忌讳){_IS}是|的(?:条件|要求|顾虑|底线|前提)(?:是)?$"
)
#: these are worries only of somebody told of in the same breath
_DEMANDS = (
    r"(?:老|一直|反复|总是|最|就|只|多次|追着)?问(?!题)(?:的|得)?(?:最)?多的(?:就)?是|(?:反复|一直|老是?|总是|追着|只|盯着)问(?!题)(?:了)?(?:一句)?(?:的)?(?:是)?(?!我们?要|我要)|"
    r"(?:前[一两几]天|上次|专门|特地|还)问过|要求(?!我们?(?!必须)|很)|(?:只|就)(?:认|看)(?:的)?(?:是)?(?!看|我们|了)|要(?:先)?看(?=[^，。；\s]{0,6}(?:能|会|是不是|同行|案例|效果|几|[两三四]|谁|怎么))|(?:正)?在(?:看|比|算)(?=[^，。；\s]{2})(?!系统)|主要(?:是)?(?:看|要)|"
    r"放(?:了)?话(?:说)?|(?:就|只|先)?提出(?:的)?(?:是)?|卡在(?![^，。；]{0,10}(?:那儿|那里|那边|手[里上]|这儿|那))|卡着(?!不|$)|要做(?:就)?得|非(?=[^，。；\s]{2,10}不可)|"
    r"(?:总是|老|还是|个人|就)?觉得(?:我们|咱们|这个)?(?=[^，。；\s]{0,8}(?:贵|高|冤|不值|没必要|麻烦|复杂|慢|太|不划算|划不来|不靠谱|不行|小|远))|问(?:了)?(?:好几|三|两|几)(?:遍|回|次)|不想(?!换|上|买|做|弄|动|要|花|折腾|聊|谈)|不能接受|接受不了|受不了"
)
#: what it is about may stand before: 对一次性付款不太放心
_ABOUT = (
    r"(?<!针)对(?P<about>[^，。；\s]{2,12}?)(?:还|也|都)?(?:不(?:太|大|怎么)?(?:放心|满意|认可)|没(?:什么|有)?(?:信心|把握)|"
    r"有(?:些|点|一些)?(?:顾虑|疑虑|意见|担心|抵触|怀疑)|(?<![不没])(?:很|特别|最|比较|挺|有点)?(?:看重|在意|敏感|在乎|关心|反感)|拿不准|吃不准)"
)
VERB = re.compile(rf"{_ABOUT}|(?P<verb>{_WORRY}|{_DEMANDS})")
_NOT_CONCERN = re.compile(r"^(?:是)?(?:$|了|吗|的$|什么|啥)")
_LEAD = re.compile(r"^(?:是|的是|的就是|着|：|:|\s|就是|比较|主要是|着的是|的|说|一句|这个|我们必须(?=.)|得|会不会是)+")
_END = re.compile(
    r"(?<=[^，。；\s])(?:我说|他说|她说|我讲|我们说|然后|所以|但是|不过|我回|我答)|(?<=.{4})(?:这块|的问题)?(?:吧|呢|啊|嘛|哈)$|才(?:行|签|批|肯)$|(?<=.{3})(?:行吧|好吧|就这样|就这个|完了|我问|报价|预算|我下|我明|我后|我把|下周|我回去)|不可$"
)


def concern_of(text: str, offset: int, worry: re.Match[str], end: int) -> tuple[int, int] | None:
    """The concern that goes with a match of VERB in the clause which begins at `offset`."""
    if worry["about"]:
        return offset + worry.start("about"), offset + worry.end("about")
    return concern_span(text, offset + worry.end(), end)


def concern_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The concern in [start, end), the words behind its verb; None if they say nothing."""
    lead = _LEAD.match(text[start:end])
    start += lead.end() if lead else 0
    stop = _END.search(text[start:end])
    start, end = trim(text, start, start + stop.start() if stop else end)
    return (start, end) if end > start and not _NOT_CONCERN.match(text[start:end]) else None
