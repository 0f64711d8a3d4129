"""账号: the userids that stand in config.yaml, and which of them look mistyped."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.problems import Steps, guess

_SHORTEST = 4  #: characters; shorter accounts differ by one letter as a rule


def odd_accounts(data: Mapping[str, Any], members: Mapping[str, bool]) -> Iterator[tuple[Steps, str]]:
    """Where a doubtful account stands, and why it is: nobody has it, or it is one slip away from another in the file.

    `members`: everybody whom WeCom has told us of by lower-case userid, and whether he is still there; empty when
    nobody is known yet. Who is a member is never doubtful.
    """
    seen: list[str] = []
    present = [userid for userid, is_active in members.items() if is_active]
    for steps, written in _accounts(data):
        account = written.lower()
        if members and account not in members:
            yield steps, f"企业微信里没有「{written}」这个账号（或不在应用的可见范围内）{guess(account, present)}"
        elif members and not members[account]:
            yield steps, f"「{written}」已经不在企业微信里（离职，或不在应用的可见范围内）"
        elif not members and account not in seen:
            close = next((other for other in seen if is_one_slip(account, other)), None)
            if close is not None:
                yield steps, f"「{written}」和上面的「{close}」只差一个字母；是两个人就不用管，写错了请改"
        seen.append(account)


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter is missing, added, changed or swapped with the next; digits tell people apart, so no slip."""
    if min(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 1 or one == other:
        return False
    begin = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[begin:], other[begin:]
    end = 0
    while end < min(len(a), len(b)) and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[: len(a) - end], b[: len(b) - end]
    is_swapped = len(a) == 2 and a == b[::-1]
    return (is_swapped or max(len(a), len(b)) == 1) and not any(letter.isdigit() for letter in a + b)


def _accounts(data: Mapping[str, Any]) -> Iterator[tuple[Steps, str]]:
    for role, held in data.get("roles", {}).items():
        entries = held.items() if isinstance(held, dict) else enumerate(held)
        for key, account in entries:
            yield ("roles", role, key), str(account)
    for userid, row in data.get("people", {}).items():
        yield ("people", userid), str(userid)
        if row.get("leader"):
            yield ("people", userid, "leader"), str(row["leader"])
    for n, row in enumerate(data.get("delegations", [])):
        for key in ("person", "deputy"):
            yield ("delegations", n, key), str(row[key])
