"""下一步: the agreed next step and the day until which it is due."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.reading import Evidence, NextStep, Said
from domain.workdays import WorkCalendar
from nlp.dates import DaySpan, day_spans
from nlp.segmentation import Clause, trim

_ACTION = re.compile(
    r"发|给|送|寄|出(?!差|货|问题|错|来)|做|交|签|约|拜访|去|来(?!不及|料)|过去|"
    r"带|打|安排|回访|调试|演示|讲|谈|改|报|见|上门|回复|回电|电话|确认|交流|"
    r"打样|试跑|拉个?群|走(?=合同|流程|审批)|定(?=方案|合同|价格)|出图|进场|部署|开始(?=$|[，。；])|"
    r"培训|测试|对接|参观|沟通|跟进|提供|准备|整理|提交|组织|邀请|"
    r"开会|聊|介绍|汇报|勘|试|装|联系|定(?=$|[，。])|定下|上线|启动|答复|复盘|评审|对一下|碰|面谈|催|落实|敲定|定下来|视频|会(?!员)|探|摸底|测|投标|复审|跑一?趟|跑一次|回?传(?!统|真)|呈送?|找(?!不|平|零)|续|回(?:邮件|信|个?话|访|函|他|她)|付(?!款(?:方式|条件|流程|周期))|打款|汇款|回款|结清"
)
_OURS = re.compile(
    r"我(?!们这)|咱|^拟|给(?:他|她|客户|对方)|发(?:他|她|给)|(?:^|[前内后号日天一二三四五六])(?:再|"
    r"先|把|去|发|出|给|提交|交|做|送|寄|带|签|回访|约|上门|安排|提供|拜访|改|"
    r"过去|组织|准备|答复|演示)"
)
_THEIRS = re.compile(r"他们|她们|客户|对方|让我|要我|要求我|等我")
_WAIT = re.compile(
    r"等(?:他|她|他们|通知|消息|电话|结果|回复|回音|对方|客户|领导|老板)|再说|到时候?再[讲看谈议]|"
    r"先放着|再看|再联系我|没约|不用跟|先这样|等着"
)
_ASKED = re.compile(r"(?:让|要|叫|请|想让|希望|约)(?:我|我们|咱)")
_NOT_STEP = re.compile(
    r"(?:上|去年|今年(?!底)|以前|之前是|已经|昨|前天|刚|过(?:来)?的|投产|停服|"
    r"验收|等到次|才(?:能|出|看|给)|每(?:周|月|天)|一到|过了|了才|旺季|换了|"
    r"跑了)"
)
#: what they promised somebody else, what only may come, what comes late: no step of ours
_THEIR_AFFAIR = re.compile(
    r"要是|如果|万一|假如|答应(?:了)?(?!我|给我)[^我，。；]{1,8}的|说好|原来|本来|(?:跟|给|对)(?:客户|甲方|人家|医院|业主|银行)[^，。；]{0,6}(?:说|答应|承诺)|"
    r"才(?:[出给到能来送回发收算看拿知晓有交]|知道)|拖到|等到|排到|到期(?!前)|要(?:关|整改|销)|截止"
)
_LABEL = re.compile(
    r"(?:下一步|后续|行动|待办|跟进|计划|约定|安排|拟|我方|TODO|Next)(?:计划|动作|安排|行动|事项)?$", re.IGNORECASE
)
_NO_PLAN = re.compile(r"没(?:有)?(?:什么)?(?:后续|下一步|约|定|说好)|无(?:后续|下一步)")
_MINE = re.compile(
    r"(?<!让)(?<!等)我(?!们?(?:没|不|问|听|看|觉|说|讲|这边没))|咱|我方|[让叫要约请]我|我这|^拟|给[他她对客]"
)
_PLAN = re.compile(
    r"(?:过完[^，。；\s]{1,4}|过了[^，。；\s]{1,4}|回头|改天|过几天|尽快|抽空|"
    r"有空|忙完|下次|接下来|下一步|后续|之后|节后|年后|到时|随后|马上|这两天|"
    r"过两天)[^，。；\s]{0,8}?(?:我|再|去|给|把|约|发|跟|找|带|送|安排|做|让|联系|见|聊|谈|寄|探|看|回访|拜访|"
    r"要|：|:|是)|^我?(?:回去|回来|回公司)(?:就|再|后)?(?=整理|发|做|写|出|给|把|准备|汇总)|^(?:那|我们?)?先(?=做|出|发|给|签|安排|报|试|寄|送|约)(?!试试看|做着)"
)
_OWN_STEP = re.compile(
    r"(?:^|[，。\s])(?:我|我们|我这边)(?:再|会|要|得|先|去|准备|打算|答应|承诺|"
    r"负责)?(?:给|把|去|约|发|寄|送|带|做|出|打|找|安排|拜访|回|准备|整理|跟|"
    r"联系)"
)
_LEAD = re.compile(
    r"^(?:嗯|呃|然后|后面|那|就|让我们|让我|要我|我说|说|约好|约了|约定|答应|"
    r"承诺|计划|打算|准备|定了|说好|下一步|接下来|后续|行动|跟进|：|:|，|,|我们?|"
    r"这边|他们?|她们?|最晚|赶在|在|到|、|的|之前|以前|再|会|要|得|\s|上午|下午|"
    r"晚上|下班前|一早|中午)+"
)
_PAYS = re.compile(r"(?:之?前|以前|左右|再|会|能|就|给)*(?:付|打|汇|结|转)")
_MONEY_DUE = re.compile(r"(?:预付|首付|进度|尾|货|全|工程|合同)?款|定金|质保金")
_GOAL_ONLY = 16


@dataclass(frozen=True)
class _Candidate:
    start: int
    end: int
    text: str
    due: date | None
    ours: bool
    place: int
    unpublished_year: int | None = None


def is_action(text: str) -> bool:
    """Whether the words name something that one of us, or the customer, does next."""
    return _ACTION.search(text) is not None


def next_step(text: str, parts: Sequence[Clause], today: date, calendar: WorkCalendar) -> Said[NextStep] | None:
    """Ours before theirs; several of ours: the earliest; pure waiting is no step."""
    spans = [s for s in _last_valid(text, day_spans(text, today, calendar)) if not s.is_past(today)]
    found = _dated(text, parts, spans, today) or _undated(text, parts)
    if not found:
        return None
    best = min(found, key=lambda c: (not c.ours, c.due or date.max, -c.place))
    return Said(
        NextStep(best.text, best.due, best.unpublished_year),
        Evidence(best.start, best.end, text[best.start : best.end]),
    )


def _last_valid(text: str, spans: list[DaySpan]) -> list[DaySpan]:
    """Drops a day that is taken back (周三，不对，周四) and one that only explains another (（26号）)."""
    kept: list[DaySpan] = []
    for span in spans:
        if kept:
            between = text[kept[-1].end : span.start]
            if between.endswith("不是"):  # 是周四不是周三
                continue
            if len(between) <= 12 and re.search(
                r"不对|不是|哦不|呃不|啊不|(?:^|\s)不(?:\s|，|$)|说错|错了|应该是|(?:改|推|提前|挪|延)(?:成|为|"
                r"到)",
                between,
            ):
                kept.pop()
            elif re.fullmatch(r"\s*[（(，,]?\s*", between):
                continue
        kept.append(span)
    return kept


def _dated(text: str, parts: Sequence[Clause], spans: Sequence[DaySpan], today: date) -> list[_Candidate]:
    found = []
    for span in spans:
        number = next((n for n, c in enumerate(parts) if c.start <= span.start < c.end), None)
        if number is None or not parts[number].ours:
            continue
        clause = parts[number]
        before = text[max(clause.start, span.start - 8) : span.start]
        after_of = text[span.end : clause.end]
        end = clause.end
        if not _ACTION.search(after_of):
            following = _doing(parts, number, spans)
            if following is not None:
                end = following.end
            elif not _ACTION.search(before) and not _is_last_word(text, parts, number, span):
                continue
        elif _WAIT.search(after_of) and "我" not in after_of:  # 月底前等他们开完会，我去讲
            following = _doing(parts, number, spans)
            end = following.end if following is not None and following.text.startswith("我") else end
        stretch = text[clause.start : end]
        if _THEIR_AFFAIR.search(stretch) and not re.search(r"我(?!们?厂|们?这)|[给发]他", text[span.start : end]):
            continue
        if (span.on == today and number * 2 < len(parts) and "前" not in clause.text) or re.match(
            r"了|快到|都快|\s*[就才要快]?(?:到期|停服|投产|过期|截止)(?!前)", after_of
        ):
            continue
        is_ahead = text[span.start] in "明后大下"
        if (not is_ahead and _is_past_or_habit(before, text[span.end : end])) or (
            _WAIT.search(stretch) and not re.search(r"我", stretch[stretch.find(text[span.start : span.end]) :])
        ):
            continue
        if (span.on == today and not re.search(r"[前内早晚]", text[span.start : span.end])) and not re.match(
            r"[^，。]{0,4}(?:给|发(?!现)|把|要|得|答复|回复)", text[span.end : end]
        ):
            continue
        if re.match(r"(?:都|他们|客户|暂时|先)?(?:不|没|别|无法)(?!见不散)", text[span.end : end]):
            continue
        if re.search(r"等(?:到|他们?|她们?|客户)?[^，。\s]{0,4}$", before):
            continue
        step = _paid(text, parts, number, span) or _candidate(text, clause.start, end, span)
        is_label = number > 0 and _LABEL.search(parts[number - 1].text)
        is_told = is_label or _MINE.search(text[step.start : step.end]) or number * 2 >= len(parts)
        found.append(replace(step, ours=step.ours and bool(is_told), unpublished_year=span.unpublished_year))
    return found


def _is_last_word(text: str, parts: Sequence[Clause], number: int, span: DaySpan) -> bool:
    """Whether a day without a known action is a step all the same: the rep's own, or how the note ends."""
    clause = parts[number]
    before, after = text[clause.start : span.start], text[span.end : clause.end]
    if number and _LABEL.search(parts[number - 1].text) and len(after) > 1:
        return True
    if re.search(r"(?<!等)我(?:们|这边)?[^，。；]{0,3}$", before) or re.match(r"\s*我(?!没|不)[^，。；]", after):
        return True
    return number >= len(parts) - 2 and not before and len(after) > 1 and text[span.start : span.end][-1] in "前内后"


def _paid(text: str, parts: Sequence[Clause], number: int, span: DaySpan) -> _Candidate | None:
    """“预付款，客户说25号付”: a payment by the customer; what is paid may be said in the clause before."""
    clause, before = parts[number], parts[max(number - 1, 0)]
    if not _PAYS.match(text[span.end : clause.end]):
        return None
    due = _MONEY_DUE.search(clause.text) or _MONEY_DUE.search(before.text)
    if due is None:
        return None
    begin = clause.start if _MONEY_DUE.search(clause.text) else before.start
    return _Candidate(begin, clause.end, f"客户付{due[0]}", span.on, False, begin)


def _doing(parts: Sequence[Clause], number: int, spans: Sequence[DaySpan]) -> Clause | None:
    """The clause after the day that says what is done (下周二（26号）上门调试; 二十号厂长在 我再去)."""
    for following in parts[number + 1 : number + 3]:
        if following.sentence != parts[number].sentence or len(following.text) > 24 or _tells(following.text):
            return None
        if _ACTION.search(following.text):
            return following
        if len(following.text) > 8:
            return None
    return None


def _tells(text: str) -> bool:
    return bool(re.match(r"[他她]?(?:说|讲)", text))


def _is_past_or_habit(before: str, after: str) -> bool:
    return bool(_NOT_STEP.search(before)) or bool(
        re.match(
            r"(?:停服|到期|投产|才|刚|就已|上的|买的|去的|见的|见了|去了|拜访了|聊了|"
            r"打了|过去了|到了|过去的|先去的|上午|下午上门拜访的|下午去|下午到)",
            after,
        )
        and not re.search(r"我|再|给|约|之前|前", after)
    )


def _candidate(text: str, start: int, end: int, span: DaySpan) -> _Candidate:
    begin = start
    head = text[start : span.start]
    for cut in re.finditer(r"让|我|约|下一步|接下来|后面|呃|不对|哦不", head):
        begin = start + cut.start()
    words = _short(text[begin : span.start] + text[span.end : end])
    begin, end = trim(text, begin, end)
    ours = bool(_OURS.search(text[begin:end])) or bool(_ASKED.search(text[begin:end]))
    if re.match(r"(?:他们|客户|对方|老板|她们)", text[span.end : end].lstrip("，。 ")) or (
        _THEIRS.match(text[begin:end]) and not _ASKED.match(text[begin:end]) and "我" not in text[begin:end]
    ):
        ours = False
    return _Candidate(begin, end, words, span.on, ours, span.start)


def _undated(text: str, parts: Sequence[Clause]) -> list[_Candidate]:
    found = []
    for number, clause in enumerate(parts):
        if not clause.ours or number < len(parts) // 3:
            continue
        plan = _PLAN.search(clause.text) or (
            _OWN_STEP.search(clause.text) and re.search(r"答应|承诺|要|得|会|再|准备|打算|安排", clause.text)
        )
        plan = plan or re.search(
            r"(?:让|请|叫)(?:我|我们|咱)[^，。；\s]{0,10}(?:再(?:联系|去|来|打|约|报)|找|联系)", clause.text
        )
        plan = plan or (_LABEL.search(parts[number - 1].text) if number else None)
        if (
            not plan
            or _NO_PLAN.search(clause.text)
            or not _ACTION.search(clause.text)
            or re.search(r"再说|再看|没约|先放|等通知|[了过](?:$|一)", clause.text)
        ):
            continue
        if _WAIT.search(clause.text) and not re.search(r"我[再去给把约]", clause.text):
            continue
        ours = "我" in clause.text or not _THEIRS.search(clause.text)
        found.append(_Candidate(clause.start, clause.end, _short(clause.text), None, ours, clause.start))
    return found


def _short(words: str) -> str:
    """The step in few words: without the date, fillers and who does it."""
    words = re.sub(r"[（(][^）)]*[）)]", "", words)
    words = re.sub(r"^.*(?:不对|哦不|呃不|啊不|(?:^|\s)不)[，,\s]+", "", words)
    words = _LEAD.sub("", words.strip("，。；,;、 \n")).strip("，。；,;、 \n")
    return re.sub(r"[，。；]?\s*(?:吧|了|哈|啊|嗯)?$", "", words) or "跟进"
