"""银行流水: the lines of a bank statement as payments; none twice, however the files overlap."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from commands.importing.bank_lines import COLUMNS, DATE, IN, OUT, SUM, BankEntry, read
from commands.importing.kind import Fault, Job, Keep, Kept, Kind
from storage import bank_data, payments
from storage.database import Db

#: 账号：6222 0210 0111 2223 above the headings
_ABOVE = re.compile(r"(?:账号|帐号|卡号)\s*(?:[\[(（][^\])）]*[\])）])?[:：\s]*(\d[\d\s\-]{7,40}\d)")
NEW, SAME, LEFT_OUT = "新增", "没有变化", "略过"


def account_above(above: Sequence[Sequence[str]]) -> str:
    """Our account as a bank writes it above the headings; empty where it does not."""
    for texts in above:
        found = _ABOVE.search(" ".join(texts))
        if found:
            return re.sub(r"[\s\-]", "", found[1])
    return ""


def _keeper(job: Job) -> Keep:
    ours, zone = job.account or account_above(job.above), job.policy.calendar.zone
    today = job.now.astimezone(zone).date()

    def keep(db: Db, several: Sequence[BankEntry]) -> Kept:
        kept = Kept()
        for entry in several:
            if not entry.is_line:
                kept.counts[LEFT_OUT] += 1
                continue
            if entry.paid_on > today:
                kept.faults.append(Fault(entry.row, DATE, "日期还没到，请核对"))
                continue
            account = job.account or entry.account or ours
            values = entry.values(account, entry.instant(zone)) | {"import_id": job.import_id, "added_at": job.now}
            made = payments.reserve(db, values | {"fingerprint": _fingerprint(entry, account)})
            kept.counts[NEW if made is not None else SAME] += 1
        return kept

    return keep


def _fingerprint(entry: BankEntry, account: str) -> str:
    """The same line in another file has the same. Where the bank gives no serial, the payer tells lines apart."""
    payer = "" if entry.serial else entry.payer
    parts = (
        account, entry.serial, entry.paid_on.isoformat(), str(entry.amount), entry.payer_account, payer, str(entry.nth)
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _ended(db: Db, job: Job) -> None:
    """Say how far our data reach now: what was said with the file, else the newest of its lines, never the future."""
    if job.import_id is None:
        return
    zone = job.policy.calendar.zone
    accounts = payments.imported(db, job.import_id, zone)
    if job.as_of is not None and not accounts:  # nothing new in it: it still says until when
        named = job.account or account_above(job.above)
        accounts = dict.fromkeys([named] if named else bank_data.accounts(db) or [""], job.as_of)
    for account, newest in accounts.items():
        until: datetime = job.as_of or newest
        bank_data.reaches(db, account, min(until, job.now), job.import_id, job.now)


def _alike(entry: BankEntry) -> tuple[str, ...]:
    """What two lines of one file must share to be counted apart."""
    payer = "" if entry.serial else entry.payer
    return (entry.account, entry.serial, str(entry.paid_on), str(entry.amount), entry.payer_account, payer)


BANK = Kind(
    name="bank",
    title="银行流水",
    columns=COLUMNS,
    required=((DATE,), (IN, OUT, SUM)),
    read=read,
    keeper=_keeper,
    counted=((NEW, "条"), (SAME, "条"), (LEFT_OUT, "行")),
    further="留作备注的列",
    alike=_alike,
    ended=_ended,
)
