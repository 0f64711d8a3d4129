"""audit verify: walk the chain of the audit log and say whether it is whole."""

from commands.arguments import Arguments
from commands.present import open_present
from commands.wiring import Refusal, load_settings, refuse
from storage import audit_log


def main(name: str, arguments: list[str]) -> int:
    """Print the number of rows, or the first break and return 1."""
    parser = Arguments(name, "核对留痕：每一条都与前一条以哈希相连，改动、删除、插入都看得出来。")
    parser.add_argument("act", choices=["verify"], metavar="verify", help="从头到尾核对一遍")
    parser.parse_args(arguments)
    try:
        database = open_present(load_settings())
    except Refusal as refusal:
        return refuse(refusal)
    with database.reading() as db:
        found = audit_log.verify(db)
    database.close()
    if isinstance(found, int):
        print(f"留痕完整，共 {found} 条。")
        return 0
    print(f"留痕在第 {found.seq} 条断开：{found.reason}。请保留现场（先备份），再查是谁改了数据库。")
    return 1
