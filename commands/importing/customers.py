"""客户名单: the rows of a customer list as customers, and how they join those that are known."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commands.importing.kind import Fault, Job, Keep, Kept, Kind, Row
from domain.credit_code import is_consistent, is_credit_code, plain
from domain.customer import Customer
from storage import customers
from storage.database import Db

NAME, SHORT, CODE, INDUSTRY, REGION, OWNER = HEADINGS = (
    "客户名称", "简称", "统一社会信用代码", "行业", "区域", "销售账号",
)  # fmt: skip
#: only JSON lists have it: the number that a customer must have
_ID, _ID_SHOWN = "id", "编号"
_LONGEST = {NAME: 200, INDUSTRY: 60, REGION: 60, OWNER: 64, _ID: 40}
_MOST_SHORT, _LONGEST_SHORT = 30, 60


@dataclass(frozen=True)
class Entry:
    """A row that names a customer. `number` is the id that the row gives it, if any; `is_fixed`: no other will do."""

    row: Row
    customer: Customer
    number: str | None
    is_fixed: bool


class Known:
    """Customers by their number and by their name; no two have the same of either."""

    def __init__(self) -> None:
        self._by_number: dict[str, Customer] = {}
        self._by_name: dict[str, Customer] = {}

    def learn(self, customer: Customer) -> None:
        """A new customer, or what is said of a known one now."""
        old = self._by_number.get(customer.id)
        if old is not None and self._by_name.get(old.name) is old:
            del self._by_name[old.name]
        self._by_number[customer.id] = self._by_name[customer.name] = customer

    def look_up(self, db: Db, several: Sequence[Entry]) -> None:
        """Learn of those that are stored under a number or a name of the entries."""
        ids = [entry.number for entry in several if entry.number]
        for each in customers.known(db, ids, [entry.customer.name for entry in several]):
            self.learn(each)

    def numbered(self, number: str) -> Customer | None:
        """The one with that number."""
        return self._by_number.get(number)

    def named(self, name: str) -> Customer | None:
        """The one with that name."""
        return self._by_name.get(name)


def number_of(entry: Entry, known: Known) -> str | Fault:
    """The id of an entry's customer; a Fault when another one has its name.

    It is the one that he has already, else his 统一社会信用代码, else a digest of his name: the same wherever and
    whenever he is imported.
    """
    by_name = known.named(entry.customer.name)
    number = entry.number or (by_name.id if by_name else _digest_id(entry.customer.name))
    if by_name is not None and by_name.id != number:
        if entry.is_fixed or is_credit_code(by_name.id):
            what = _ID_SHOWN if entry.is_fixed else CODE
            return Fault(entry.row, what, f"已经有同名的客户，它的{what}是 {by_name.id}")
        number = by_name.id
    return number


def placed(entry: Entry, known: Known) -> Customer | Fault:
    """The customer as it is to be kept; what the row leaves empty stays as it was."""
    number = number_of(entry, known)
    if isinstance(number, Fault):
        return number
    old = known.numbered(number) or Customer(number, "")
    new = entry.customer
    return Customer(
        number, new.name, new.short or old.short, new.industry or old.industry, new.city or old.city,
        new.owner or old.owner,
    )  # fmt: skip


def read(rows: Sequence[Row]) -> Entry | list[Fault]:
    """One row as a customer."""
    (row,) = rows
    name = row.get(NAME)
    if not name:
        return [Fault(row, NAME, "不能为空")]
    for column, most in _LONGEST.items():
        if len(row.get(column)) > most:
            return [Fault(row, _ID_SHOWN if column == _ID else column, f"太长：最多 {most} 个字")]
    short = tuple(dict.fromkeys(part.strip() for part in re.split(r"[、,，;；/|\n]", row.get(SHORT))))
    short = tuple(part for part in short if part and part != name)
    if len(short) > _MOST_SHORT or any(len(part) > _LONGEST_SHORT for part in short):
        return [Fault(row, SHORT, f"最多 {_MOST_SHORT} 个，每个最多 {_LONGEST_SHORT} 个字，用顿号隔开")]
    code = plain(row.get(CODE))
    wrong = why_no_code(code)
    if wrong:
        return [Fault(row, CODE, wrong)]
    owner = row.get(OWNER).lower() or None
    customer = Customer("", name, short, row.get(INDUSTRY), row.get(REGION), owner)
    fixed = row.get(_ID)
    return Entry(row, customer, fixed or code or None, bool(fixed))


def why_no_code(code: str) -> str | None:
    """What is wrong with a plain 统一社会信用代码, or None; none at all is allowed."""
    if re.fullmatch(r"\d\.?\d*E\+?\d+", code):
        return "变成了科学计数法，后几位已丢失；请把这一列设成文本格式，重新填写"
    if code and not is_credit_code(code):
        return f"应为 18 位数字和大写字母（不含 I、O、S、V、Z），现在是 {code[:40]}（{len(code)} 位）"
    return None


def _keeper(job: Job) -> Keep:
    known = Known()
    first_rows: dict[str, int] = {}

    def keep(db: Db, several: Sequence[Entry]) -> Kept:
        known.look_up(db, several)
        kept = Kept(notes=list(_notes(several)))
        changed = [each for each in (_changed(entry, known, first_rows, kept) for entry in several) if each]
        if changed:
            customers.keep(db, changed, job.now)
        return kept

    return keep


def _changed(entry: Entry, known: Known, first_rows: dict[str, int], kept: Kept) -> Customer | None:
    """The customer when he is new or not as he was; counts him either way."""
    customer = placed(entry, known)
    if isinstance(customer, Fault):
        kept.faults.append(customer)
        return None
    old = known.numbered(customer.id)
    first = first_rows.setdefault(customer.id, entry.row.number)
    if old == customer:
        kept.counts["没有变化"] += 1
    elif first != entry.row.number:
        kept.faults.append(Fault(entry.row, NAME, f"与第 {first} 行是同一家客户，内容却不同"))
    else:
        kept.counts["新增" if old is None else "更新"] += 1
        known.learn(customer)
        return customer
    return None


def _notes(several: Sequence[Entry]) -> Iterator[str]:
    for entry in several:
        code = plain(entry.row.get(CODE))
        if code and not is_consistent(code):
            yield f"第 {entry.row.number} 行：{CODE} {code} 的校验位不对，已按原样收下，请核对"


def _digest_id(name: str) -> str:
    return f"K{hashlib.sha256(name.encode()).hexdigest()[:15]}"


CUSTOMERS = Kind(
    name="customers",
    title="客户",
    columns=(*HEADINGS, _ID),
    required=((NAME,),),
    read=read,
    keeper=_keeper,
    counted=(("新增", "家"), ("更新", "家"), ("没有变化", "家")),
)
