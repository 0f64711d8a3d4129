"""config.yaml: the shipped file, broken files with the place and words of each problem, the admins' guide."""

import json
import random
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

import config
from config.lexicon import LexiconFile
from config.sections import PARTS, ConfigFile, FieldKey
from domain.approval_policy import Channel, Pace
from domain.people import Role
from domain.reading import FIELDS, Competitor, NextStep, Stakeholder
from domain.speech_settings import ENGINES

SHIPPED = Path("config.yaml").read_text(encoding="utf-8")
WORDS = """\
tags: {库存周转慢: [库存积压, 压货]}
roles: {决策人: {cues: [拍板], titles: [总经理]}}
influence_of_role: {决策人: 高}
brands: [用友]
"""


def a_config(folder: Path, text: str = SHIPPED, words: str | bytes = WORDS) -> Path:
    """A folder with this config.yaml and lexicon; the path of the first."""
    (folder / "nlp").mkdir(exist_ok=True)
    (folder / "nlp/lexicon.yaml").write_bytes(words.encode() if isinstance(words, str) else words)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return folder / "config.yaml"


def test_the_shipped_file_loads() -> None:
    policy = config.load(Path("config.yaml"))
    assert config.check(Path("config.yaml"), date(2026, 6, 1)) == []
    assert [rule.key for rule in policy.visit.fields][:4] == ["customer", "channel", "contacts", "competitor"]
    competitor = policy.visit.rule("competitor")
    assert competitor is not None
    assert competitor.question == "请先录入竞品信息，否则无法生成对比分析报告"
    assert policy.visit.join_within == timedelta(minutes=120)
    (rung,) = policy.visit_approval.ladder
    assert (rung.after, rung.to, rung.channels) == (timedelta(hours=24), "director", (Channel.CHAT, Channel.MAIL))
    assert policy.visit_approval.pace is Pace.NATURAL
    assert policy.directors == {"": "wangdir"}
    assert policy.holders[Role.FINANCE] == ("sunfin",)
    assert policy.people["wangdir"].email == "wangdir@example.com"
    assert not policy.calendar.is_workday(date(2026, 2, 16))
    assert "用友" in policy.lexicon.brands
    assert {case.brand for case in policy.fault_cases} == {"用友", "鼎捷", "金蝶"}


def test_what_is_left_out_has_a_default_and_accounts_are_lower_case(tmp_path: Path) -> None:
    text = """
visit:
  vague_answer: 请说具体
  fields: [{key: customer, label: 客户, required: true, question: 哪家？}]
visit_approval:
  approver: WangDir
  pace: working
  ladder: [{after_hours: 0.5, to: leader, by: [chat]}]
  reject_reasons: [其他]
working_time: {hours: ["08:30-17:30"], holidays: [2026-03-02], workdays: [2026-03-07]}
roles: {sales_director: {华东: WangDir, default: lidir}}
regions: {华东: [2, 3]}
people: {WangDir: {leader: Boss, region: 华东}}
lexicon: nlp/lexicon.yaml
"""
    policy = config.load(a_config(tmp_path, text))
    assert policy.visit_approval.steps[0].approvers == ("wangdir",)
    assert policy.visit_approval.ladder[0].after == timedelta(minutes=30)
    assert policy.directors == {"华东": "wangdir", "": "lidir"}
    assert policy.regions == {2: "华东", 3: "华东"}
    assert (policy.people["wangdir"].leader, policy.people["wangdir"].region) == ("boss", "华东")
    assert policy.speech.engine in ENGINES
    assert not policy.calendar.is_workday(date(2026, 3, 2))
    assert policy.calendar.is_workday(date(2026, 3, 7))


def test_the_version_follows_every_byte_of_both_files(tmp_path: Path) -> None:
    versions = {
        config.load(a_config(tmp_path, *texts)).version
        for texts in ((SHIPPED,), (SHIPPED,), (SHIPPED + "# \n",), (SHIPPED, WORDS + "# \n"))
    }
    assert len(versions) == 3
    assert all(len(version) == 12 for version in versions)


#: (what of the shipped file, what instead, what is said); ‸ marks the place that must be named
BROKEN = [
    ("label: 客户,", "‸labl: 客户,", "没有 labl 这一项；可写的有 key、label、required"),
    ("label: 客户,", "‸labl: 客户,", "您是不是想写 label？"),
    ("{key: customer, label: 客户,", "‸{key: customer,", "visit.fields[0].label: 缺少 label"),
    ("visit: ", "‸vist: ", "您是不是想写 visit？"),
    ("speech: ", "speech: {}\n‸speach: ", "没有 speach 这一项；可写的有 timezone、visit"),
    ("required: true, question: 这次是", "required: ‸yes, question: 这次是", "应为 true 或 false，现在是「yes」"),
    ("threads: 2", "threads: ‸200", "speech.threads: 应为 1 到 64 的整数，现在是 200"),
    ("threads: 2", 'threads: ‸"2"', "应为 1 到 64 的整数，现在是「2」；请去掉引号"),
    ("threads: 2", "‸threads:", "应为 1 到 64 的整数，现在是空的"),
    ("threads: 2", "threads: 2\n  ‸threads: 3", "threads 写了两次（第"),
    ("engine: faster-whisper", "engine: ‸whisper", "应为 faster-whisper、openai-whisper、sense-voice 之一"),
    ("key: channel", "key: ‸chanel", "您是不是想写 channel？"),
    ("key: channel", "key: ‸customer", "customer 已经写过一次"),
    ("key: customer, label: 客户, required: true", "key: package, label: 客户, required: true", "必须知道是哪家客户"),
    ("parts: [model]", "parts: [‸modle]", "competitor 的 parts 可写 model；您是不是想写 model？"),
    ("at_least: 3", "at_least: ‸0", "应为 1 到 10 的整数"),
    ("parts: [due_on]", "parts: [due_on]\n    at_least: ‸2", "next_step 只有一个值"),
    ("question: 这次拜访的是哪家客户？", "question: ‸''", "必填项「客户」要写明追问的问题"),
    ("question: 这次拜访的是哪家客户？", "question: ‸'还差 {lacking} 家'", "不认识 {lacking}；这里不能用花括号"),
    ("part_question: 客户用的{brand}", "part_question: ‸客户用的{brnd}", "不认识 {brnd}；这里能用的有 {brand}"),
    ("part_question: 客户用的{brand}", "part_question: ‸客户用的{brand", "花括号没有成对"),
    ("vague_answer: 「{words}」", "vague_answer: ‸「{words!r}」", "{words} 里不能加别的写法"),
    ("[chat, mail]}", "[chat, mail]}\n  - {after_hours: ‸12, to: leader, by: [mail]}", "要大于上一级的 24 小时"),
    ("after_hours: 24", "after_hours: ‸.nan", "应为大于 0、不超过 720 的数字"),
    ("to: director", "to: ‸directer", "可写 leader（直属主管）、director（销售总监）"),
    ("by: [chat, mail]", "by: [chat, ‸sms]", "应为 chat、mail 之一，现在是「sms」"),
    ("by: [chat, mail]", "by: [chat, ‸chat]", "「chat」重复了"),
    ("approver: leader ", "steps: ‸[]\n#", "应为列表，写作 [甲, 乙]，1 到 20 项"),
    ("approver: leader ", "approver: ‸leader\n  steps: [{approver: leader}]\n#", "写了 steps 就不写 approver"),
    ("approver: leader ", "steps: [‸{approver: leader, all_of: [director]}]\n#", "要写、也只能写一种"),
    ("approver: leader ", "steps: [‸{name: 财务}]\n#", "要写、也只能写一种"),
    ("approver: leader ", "steps: [{at_least: ‸3, of: [leader, director]}]\n#", "of 里只有 2 个，不能要 3 个同意"),
    ("approver: leader ", "steps: [{of: ‸[leader, director]}]\n#", "写了 of 就要写 at_least"),
    ("approver: leader ", 'steps: [{approver: ‸"role:fiance"}]\n#', "您是不是想写 finance？"),
    ("approver: leader ", "steps: [{approver: ‸user:nobody}]\n#", "不认识「nobody」"),
    ("approver: leader ", "steps: [{approver: leader, when: [{field: ‸amuont, is: 5}]}]\n#", "想写 amount？"),
    ("approver: leader ", "steps: [{approver: leader, when: [‸{field: amount}]}]\n#", "要写和什么比；可写 is、is_not"),
    ("approver: leader ", "steps: [{approver: leader, when: [{field: amount, at_least: ‸多}]}]\n#", "应为数字或日期"),
    ("approver: leader ", "approver: leader\n  if_empty: ‸nobody #", "可写 skip（跳过这一步）、admin"),
    ("pace: natural", "pace: ‸natrual", "您是不是想写 natural？"),
    ("reject_reasons: [", "reject_reasons: ‸[一, 二, 三, 四, 五, 六, ", "1 到 9 项，现在是 10 项的列表"),
    ("客户信息有误]", "‸这一条驳回理由写得实在是太长了一些]", "应为最多 16 个字的文字"),
    ('"09:00-12:00"', '‸"9:00-12:00"', "「9:00-12:00」不是时间段；写作"),
    ('"09:00-12:00"', '‸"12:00-09:00"', "先早后晚，不跨午夜"),
    ('"13:00-18:00"', '‸"11:00-18:00"', "时间段要先早后晚、不重叠"),
    ("holidays: []", "holidays: [‸2026-02-30]", "没有「2026-02-30」这样的日期"),
    ("holidays: []", "holidays: [‸明天]", "应为日期，写作 2026-10-01（不加引号），现在是「明天」"),
    ("workdays: []", "workdays: ‸2026-12-31", "应为列表，写作 [甲, 乙]"),
    ("holidays: []", "holidays: [2026-12-31, ‸2026-12-31]", "2026-12-31 重复了"),
    ("timezone: Asia/Shanghai", "timezone: ‸Asia/Shanhai", "您是不是想写 Asia/Shanghai？"),
    ("lexicon: nlp/lexicon.yaml", "lexicon: ‸nlp/lexikon.yaml", "找不到这个文件"),
    ("lexicon: nlp/lexicon.yaml", "lexicon: ‸nlp", "这是文件夹，不是文件"),
    ("finance: [sunfin]", "finance: [‸12345]", "应为文字，现在是 12345；要写成文字请加引号"),
    ("finance: [sunfin]", "finance: [‸孙会计]", "不像企业微信账号"),
    ("{default: wangdir}", "{‸华东: wangdir}", "没有「华东」这个区域"),
    ("regions: {}", "regions: {华东: [2, 3], 华南: [‸3]}", "部门 3 已经属于「华东」"),
    ("email: wangdir@example.com", "email: ‸wangdir", "不像邮箱"),
    ("email: wangdir@example.com", "leader: ‸WangDir", "自己不能是自己的主管"),
    ("email: wangdir@example.com", "region: ‸华东", "没有「华东」这个区域"),
    ("people: ", "people:\n  wangdir: {}\n  ‸WangDir: {}\npepple: ", "账号不分大小写"),
    ("model: U8", "model: ‸8", "要写成文字请加引号"),
    ("visit_approval: ", "‸visit_approval\n  pace: natural\n ", "这一行缺少冒号，写作 visit_approval:"),
    ("  fields: ", "‸\tfields: ", "缩进只能用空格"),
    ("pace: natural ", "pace: ‸@natural ", "值不能以这个符号开头"),
    ("pace: natural ", "pace: natural‸: x ", "值里有冒号时要加引号"),
    ("speech: ", "speech: ‸&anchor ", "不支持 & 锚点"),
    ("engine: faster-whisper", "engine: ‸!!python/name:os.system x", "不支持类型标记"),
    ("engine: faster-whisper", "engine: faster-whisper\n  ? ‸[a]\n  : b", "键只能是文字"),
    ("客户信息有误]", "客户信息有误\u200b\x07]", "控制字符"),
    ("kind: number, unit: 天", "kind: ‸nmber, unit: 天", "您是不是想写 number？"),
    ("kind: number, unit: 天, at_least: 1, at_most: 90", "kind: ‸choice", "choice 要写 options"),
    ("unit: 天, at_least: 1, at_most: 90", "unit: 天, at_least: 100, at_most: ‸90", "不能小于 at_least 的 100"),
    ("unit: 天, at_least: 1", "unit: 天, options: ‸{甲: []}, at_least: 1", "number 没有选项；只有 choice 有"),
    ("kind: text, question: 借哪", "kind: text, unit: ‸台, question: 借哪", "text 没有单位；只有 number 有"),
    ("cues: [型号是, 型号", "cues: [型号是, ‸型号是", "「型号是」重复了"),
    ("key: reason, label", "key: ‸days, label", "days 已经写过一次"),
    ("key: reason, label: 用途,", "key: reason,", "缺少 label（显示给人看的名字"),
    ("做什么用？, cues", "做什么用？, ‸ceus", "没有 ceus 这一项；可写的有 key、label"),
    ('summary: "{customer} 借', 'summary: ‸"{customr} 借', "不认识 {customr}；这里能用的有 {customer}"),
    ("{field: days, more_than: 7}", "{field: ‸dayz, more_than: 7}", "没有「dayz」这一项；这张单子的项有 customer"),
    ("start: [样机借用", "start: [‸确认", "「确认」已经有别的意思"),
    ("start: [样机借用", "start: [‸sample_loan", "已经用在「样机借用申请」里"),
    ('服务包, required: false, question: ""', "服务包, kind: ‸text, question: 哪个？", "自带的项，不写 kind"),
    ("  - {key: package", "  - {key: a, label: 甲, kind: ‸customer, question: 谁？}\n  - {key: package", "可以写 text"),
    ("  - {key: package", "  - {key: a, label: 甲, kind: text, ‸qestion: 谁？}\n  - {key: package", "没有 qestion"),
    ("  fields: ", "  rules: [{when: [{field: ‸budget, is: 1}], refuse: true, say: 不}]\n  fields: ", "没有「budget」"),
    ("  fields: ", "  rules: [{when: [{field: amount, is: 1}], require: [‸amont], say: 几}]\n  fields: ", "写 amounts"),
    ("  fields: ", "  rules: [‸{when: [{field: amount, is: 1}], say: 不行}]\n  fields: ", "要写、也只能写一种"),
]  # fmt: skip


def test_free_texts_that_invite_empty_talk_are_pointed_out(tmp_path: Path) -> None:
    own = "  - {key: worry, label: 顾虑, kind: text, question: 担心什么？}\n  - {key: package"
    text = SHIPPED.replace("  - {key: package", own, 1).replace(", refused: [客户要, 试试]", "", 1)
    warned = [problem for problem in config.check(a_config(tmp_path, text)) if "容易填成空话" in problem.message]
    assert [(problem.path, problem.is_error) for problem in warned] == [
        ("visit.fields[9].kind", False),
        ("forms[0].fields[3].kind", False),
    ]
    config.load(tmp_path / "config.yaml")


@pytest.mark.parametrize(("old", "new", "said"), BROKEN)
def test_a_broken_file_is_told_where_and_what_is_allowed(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SHIPPED
    marked = SHIPPED.replace(old, new, 1)
    path = a_config(tmp_path, marked.replace("‸", ""))
    problems = config.check(path)
    assert said in config.describe(problems)
    if "‸" in new:
        before = marked[: marked.index("‸")]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        assert [p for p in problems if (p.line, p.column) == place and said in str(p)]
    with pytest.raises(config.ConfigError, match=r"config\.yaml:\d+:\d+ "):
        config.load(path)


def test_all_problems_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = (
        SHIPPED.replace("threads: 2", "threads: 0")
        .replace("to: director", "to: nobody", 1)
        .replace("visited_on,", "x,")
    )
    path = a_config(tmp_path, text, "tags: {慢: 5}\n")
    lines = [str(problem).removeprefix(f"{tmp_path}/") for problem in config.check(path)]
    paths = ["visit.fields[7].key", "visit_approval.ladder[0].to", "speech.threads", "tags.慢"]
    assert [line.split()[1] for line in lines] == [f"{path}:" for path in paths]
    assert lines[-1] == "nlp/lexicon.yaml:1:11 tags.慢: 应为列表，写作 [甲, 乙]，最多 5000 项，现在是 5"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1:1 文件是空的"),
        (b"# only a comment\n", "1:1 文件是空的"),
        (b"- 1\n", "1:1 应为一组 键: 值，现在是 1 项的列表"),
        ("visit: 1\nspeech: 语音".encode("gbk"), "2:9 文件不是 UTF-8 编码"),
        (b"a: 1\n" * 250_000, "1:1 文件太大，最多 1 MiB"),
        (b"[" * 800, "1:1 嵌套太深"),
        (b"a: &x [*x, *x]\n", "1:4 a: 不支持 & 锚点"),
        (b"visit: {}\n---\nvisit: {}\n", "2:1 一个文件里只能有一份配置"),
        (b"visit: '\n", "2:1 引号没有成对（从第 1 行开始）"),
    ],
)
def test_a_file_that_is_no_config_at_all(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(content)
    assert f"{path}:{said}" in config.describe(config.check(path))


def test_a_forms_own_title_may_stand_among_its_sayings(tmp_path: Path) -> None:
    text = SHIPPED.replace("start: [样机借用,", "start: [样机借用申请, 样机借用,")
    assert text != SHIPPED
    assert config.load(a_config(tmp_path, text)).forms[0].title == "样机借用申请"


def test_problems_in_chat_come_in_the_order_of_lines(tmp_path: Path) -> None:
    path = a_config(
        tmp_path,
        SHIPPED.replace("threads: 2", "threads: 200").replace("approver: leader", "approver: leder") + "timezone: x\n",
    )
    lines = [problem.line for problem in config.look(path).errors]
    assert lines == sorted(lines) and len(lines) >= 3


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match=r"config\.yaml:1:1 找不到这个文件"):
        config.load(tmp_path / "config.yaml")


def test_warnings_do_not_stop_the_start(tmp_path: Path) -> None:
    text = SHIPPED.replace("model: whisper-base", "model: /no/such/model")
    path = a_config(tmp_path, text, WORDS + "brandz: [金蝶]\n")
    problems = config.check(path, date(2026, 11, 23))
    assert not any(problem.is_error for problem in problems)
    said = config.describe(problems)
    assert "（提醒）working_time: 2027 年的放假调休安排还没有收录" in said
    assert "（提醒）speech.model: 本机没有 /no/such/model 这个模型" in said
    assert "nlp/lexicon.yaml:5:1 （提醒）brandz: 没有 brandz 这一项，不起作用" in said
    assert config.load(path).speech.model == "/no/such/model"


def test_a_lexicon_alone(tmp_path: Path) -> None:
    path = a_config(tmp_path, words=WORDS).parent / "nlp/lexicon.yaml"
    lexicon = config.load_lexicon(path)
    assert lexicon.tags == {"库存周转慢": ("库存积压", "压货")}
    assert [(row.role, row.cues, row.titles) for row in lexicon.roles] == [("决策人", ("拍板",), ("总经理",))]
    assert lexicon == config.load_lexicon(path)
    path.write_text(WORDS.replace("决策人: 高", "老板: 高"), encoding="utf-8")
    with pytest.raises(
        config.ConfigError, match=r"lexicon\.yaml:3:21 .*应为 决策人、影响者、使用者 之一，现在是「老板」"
    ):
        config.load_lexicon(path)


def test_plain_yaml_for_others(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text("title: 一天\nsteps:\n- wait: 6d\n- 张三: [1, true, null]\n", encoding="utf-8")
    assert config.read_yaml(path) == {"title": "一天", "steps": [{"wait": "6d"}, {"张三": [1, True, None]}]}


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_mangled_file_never_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    path = a_config(tmp_path_factory.mktemp("mangled"), _mangled(SHIPPED, chance))
    problems = config.check(path)
    last = path.read_text(encoding="utf-8").count("\n") + 2
    assert all(1 <= problem.line <= last and problem.column >= 1 and problem.message for problem in problems)
    if any(problem.is_error for problem in problems):
        with pytest.raises(config.ConfigError):
            config.load(path)
    else:
        config.load(path)


def _mangled(text: str, chance: random.Random) -> str:
    """The text with a few lines or words lost, doubled, swapped or replaced."""
    junk = ["", " ", ":", "-", "[", "}", "'", '"', "\t", "null", "1e999", "2026-99-99", "{a: b}", "*x", "|", "%", "😀"]
    for _ in range(chance.randint(1, 4)):
        by_line = chance.random() < 0.4
        pieces = text.split("\n") if by_line else text.split(" ")
        place, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        pieces[place] = chance.choice([chance.choice(junk), pieces[other], pieces[place] * 2])
        text = ("\n" if by_line else " ").join(pieces)
    return text


def test_the_names_in_sections_are_those_of_the_domain() -> None:
    assert set(get_args(FieldKey)) == set(FIELDS)
    for key, holder in {"decision_chain": Stakeholder, "competitor": Competitor, "next_step": NextStep}.items():
        assert set(PARTS[key]) <= {each.name for each in fields(holder)}


def test_docs_tell_every_key_and_every_choice() -> None:
    guide = Path("docs/config.md").read_text(encoding="utf-8")
    untold = [key for model in (ConfigFile, LexiconFile) for key in _words_of(model) if f"`{key}`" not in guide]
    assert untold == []


def test_the_examples_in_the_guide_make_one_good_file(tmp_path: Path) -> None:
    guide = Path("docs/config.md").read_text(encoding="utf-8")
    examples = [part.partition("```")[0] for part in guide.split("```yaml\n")[1:]]
    assert config.check(a_config(tmp_path, "".join(examples))) == []


def _words_of(model: type[BaseModel]) -> set[str]:
    schema = model.model_json_schema()
    words: set[str] = set()

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            words.update(node.get("properties", ()))
            words.update(node.get("enum", ()))
            for inner in node.values():
                collect(inner)
        elif isinstance(node, list):
            for inner in node:
                collect(inner)

    collect(schema)
    return words


def test_the_schema_for_editors_is_in_step() -> None:
    kept = Path("docs/config.schema.json").read_text(encoding="utf-8")
    assert kept == json.dumps(config.schema(), ensure_ascii=False, indent=2) + "\n", (
        'run: python -c "import config, json; print(json.dumps(config.schema(), ensure_ascii=False, indent=2))"'
        " > docs/config.schema.json"
    )
    assert "$schema=docs/config.schema.json" in SHIPPED.partition("\n")[0]


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("{url: 'http://127.0.0.1:11434/v1', model: m}", None),
        ("{url: 'http://10.0.0.9:8000/v1/chat/completions', model: m, mask_names: false}", None),
        ("{url: 'https://api.example.com/v1', model: m}", "已打码）会发送到 https://api.example.com"),
        (
            "{url: 'https://api.example.com/v1', model: m, mask_names: false}",
            "没有打码）会发送到 https://api.example.com",
        ),
        ("{url: 'http://api.example.com/v1', model: m}", "没有加密"),
    ],
)
def test_which_words_leave_the_company_is_said(tmp_path: Path, section: str, words: str | None) -> None:
    text = f"{SHIPPED}\nsecond_reader: {section}\n"
    found = [str(problem) for problem in config.check(a_config(tmp_path, text)) if "second_reader" in problem.path]
    assert len(found) == (words is not None)
    assert words is None or (words in found[0] and "（提醒）" in found[0])
    changed = config.changes(config.Texts(SHIPPED, WORDS), config.Texts(text, WORDS))
    assert any(words in line for line in changed) if words else not any("发送到" in line for line in changed)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://127.0.0.1/v1", "http:// 或 https://"),
        ("127.0.0.1:8000", "http:// 或 https://"),
        ("http://[::1/v1", "不是网址"),
        ("http://127.0.0.1:99999/v1", "不是网址"),
        ("https://user:secret@api.example.com/v1", "SECOND_READER_KEY"),
        ("https://api.example.com/v1?key=secret", "SECOND_READER_KEY"),
    ],
)
def test_no_url_of_a_second_reader(tmp_path: Path, url: str, words: str) -> None:
    text = f"{SHIPPED}\nsecond_reader: {{url: '{url}', model: m}}\n"
    (found,) = config.check(a_config(tmp_path, text))
    assert found.is_error
    assert words in found.message
    assert "secret" not in str(found)
