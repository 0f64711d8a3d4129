"""export: visits, forms, approvals, customers, corrections and the audit log as a table for other programs."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.wording.visit_record import LABELS, value_words
from commands.arguments import Arguments, kind_argument
from commands.importing.customers import CODE, INDUSTRY, NAME, OWNER, REGION, SHORT
from commands.own_columns import form_table, visit_cells, visit_columns
from commands.paper_columns import paper_table
from commands.present import open_present
from commands.receivable_columns import contract_table, instalment_table, payment_table
from commands.table_files import write_table, writer_for
from commands.wiring import Refusal, load_settings, present_policy, refuse
from domain.approval import State as Decision
from domain.attachment import Kind
from domain.credit_code import is_credit_code
from domain.people import Firm
from domain.policy import Policy
from domain.reading import Reading
from domain.visit_join import said_once
from storage import approvals, attachments, audit_log, corrections, customers, members, visits
from storage.database import Db
from storage.visits import State

Table = tuple[Sequence[str], Iterator[Sequence[Any]]]

_VISIT_STATES = {
    State.OPEN: "草稿", State.SUBMITTED: "待审", State.APPROVED: "已同意", State.DISCARDED: "已放弃",
    State.JOINED: "已合并",
}  # fmt: skip
_DECISIONS = {Decision.PENDING: "待审", Decision.APPROVED: "已同意", Decision.REJECTED: "已驳回",
              Decision.RETURNED: "已退回", Decision.WITHDRAWN: "已撤回"}  # fmt: skip


def main(name: str, arguments: list[str]) -> int:
    """Write one table."""
    parser = Arguments(name, "导出为表格，格式看文件名的结尾：.csv、.xlsx 或 .jsonl（每行一个 JSON）。")
    kind_argument(parser, {kind: what for kind, (what, _) in _TABLES.items()})
    parser.add_argument("file", type=Path, metavar="文件", help="写到哪里；已有的文件会被换掉")
    options = parser.parse_args(arguments)
    what, table_of = _TABLES[options.kind]
    try:
        writer_for(options.file)
        settings = load_settings()
        database = open_present(settings)
        policy = present_policy(settings, database)
        with database.reading() as db:
            headings, rows = table_of(db, members.firm(db, policy), policy)
            count = write_table(options.file, headings, rows, policy.calendar.zone)
        database.close()
    except Refusal as refusal:
        return refuse(refusal)
    print(f"导出 {count} 条{what}：{options.file}")
    return 0


def _visits(db: Db, firm: Firm, policy: Policy) -> Table:
    headings = (
        "编号", "状态", OWNER, "销售", NAME, "客户编号", "拜访日期", "方式", "见了谁", "决策链", "竞品", "痛点",
        "下一步", "下一步日期", "金额", "服务包", "说没有的", "照片数", "位置", "原话", "开始时间", "提交时间",
        "规矩版本",
    )  # fmt: skip
    own = visit_columns(policy, headings)

    def rows() -> Iterator[Sequence[Any]]:
        for columns, visit in visits.every(db):
            record = visit.record
            step = record.next_step.value if record.next_step else None
            attached = attachments.of_visit(db, visit.id)
            yield (
                visit.id, _VISIT_STATES[visit.state], visit.member, firm.name_of(visit.member),
                columns["customer_name"], columns["customer_id"], columns["visited_on"], _words(record, "channel"),
                _words(record, "contacts"), _words(record, "decision_chain"), _words(record, "competitor"),
                _words(record, "pain_points"), step.text if step else None, step.due_on if step else None,
                _words(record, "amounts"), _words(record, "package"),
                tuple(said.evidence.words for said in record.none_of),
                sum(one.kind is Kind.PHOTO for one in attached),
                tuple(one.place.label for one in attached if one.place is not None),
                tuple(utterance.text for utterance in said_once(visit.utterances)),
                visit.opened_at, visit.submitted_at, visit.policy_version, *visit_cells(own, record, firm),
            )  # fmt: skip

    return (*headings, *own), rows()


def _words(record: Reading, key: str) -> tuple[str, ...] | str | None:
    value = getattr(record, key)
    if isinstance(value, tuple):
        return tuple(value_words(said.value) for said in value)
    return None if value is None else value_words(value.value)


def _approvals(db: Db, firm: Firm, policy: Policy) -> Table:
    headings = (
        "编号", "事项", "申请人账号", "申请人", "审批人账号", "审批人", "状态", "提交时间", "决定时间", "决定人账号",
        "决定人", "代谁", "原因", "规矩版本",
    )  # fmt: skip
    rows = (
        (
            one.id, one.subject, one.requester, firm.name_of(one.requester), one.approvers,
            tuple(map(firm.name_of, one.approvers)), _DECISIONS[one.state], one.submitted_at, one.decided_at,
            one.decided_by, firm.name_of(one.decided_by) if one.decided_by else None,
            firm.name_of(one.decided_for) if one.decided_for else None, one.reason, one.policy_version,
        )
        for one in approvals.every(db)
    )  # fmt: skip
    return headings, rows


def _customers(db: Db, firm: Firm, policy: Policy) -> Table:
    headings = (NAME, SHORT, CODE, INDUSTRY, REGION, OWNER, "编号", "添加时间")
    rows = (
        (
            one.name, one.short, one.id if is_credit_code(one.id) else None, one.industry, one.city, one.owner, one.id,
            added_at,
        )
        for one, added_at in customers.every(db)
    )  # fmt: skip
    return headings, rows


def _audit(db: Db, firm: Firm, policy: Policy) -> Table:
    headings = ("序号", "时间", "账号", "姓名", "动作", "对象", "之前", "之后", "规矩版本", "上一条的哈希", "哈希")
    rows = (
        (
            row["seq"], row["at"], row["who"], firm.name_of(row["who"]), row["action"], row["subject"], row["before"],
            row["after"], row["policy_version"], row["previous"], row["hash"],
        )
        for row in audit_log.rows(db)
    )  # fmt: skip
    return headings, rows


def _corrections(db: Db, firm: Firm, policy: Policy) -> Table:
    headings = ("编号", "拜访编号", "时间", "账号", "姓名", "字段", "听到的值", "听到的话", "改为", "改为的话")
    rows = (
        (
            row["id"], row["visit_id"], row["at"], row["member"], firm.name_of(row["member"]), LABELS[row["field"]],
            row["heard"], row["heard_words"], row["changed"], row["changed_words"],
        )
        for row in corrections.every(db)
    )  # fmt: skip
    return headings, rows


_TABLES: dict[str, tuple[str, Callable[[Db, Firm, Policy], Table]]] = {
    "visits": ("拜访记录", _visits),
    "forms": ("单子", form_table),
    "approvals": ("审批单", _approvals),
    "customers": ("客户", _customers),
    "contracts": ("合同分期", contract_table),
    "instalments": ("分期", instalment_table),
    "payments": ("流水和核销", payment_table),
    "papers": ("三单匹配", paper_table),
    "corrections": ("听到和改为", _corrections),
    "audit": ("留痕", _audit),
}
