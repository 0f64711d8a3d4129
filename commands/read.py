"""read NOTES.jsonl: notes → one JSON record each, or an explanation of each; without WeCom or a database."""

import sys
from pathlib import Path

import config
from commands.arguments import Arguments
from commands.files import read_bytes
from commands.importing.customers import CUSTOMERS, Known, placed, read
from commands.importing.kind import Fault
from commands.importing.own_mappings import mappings_for
from commands.importing.rows import understood
from commands.present import is_there, open_present
from commands.sheets import MOST_BYTES, source_of
from commands.wiring import Refusal, load_policy, load_settings, refuse
from domain.customer import Customer, CustomerBook
from domain.lexicon import Lexicon, joined
from logs import configure
from settings import Settings
from storage import customers, learned_words

_SHOWN = 5


def main(name: str, arguments: list[str]) -> int:
    """Read the notes; 1 at the first line that is none."""
    parser = Arguments(name, "从文字里读出拜访记录，每条一行 JSON：{id, record}。")
    parser.add_argument("notes", type=Path, metavar="文件", help="每行一个 JSON：{id, base_time, text}")
    parser.add_argument("--customers", type=Path, metavar="文件", help="客户名单（.json .csv .xlsx）；默认用数据库里的")
    parser.add_argument("--lexicon", type=Path, metavar="文件", help="词表，加在 config.yaml 里写的那份之上")
    parser.add_argument(
        "--explain", action="store_true", help="不写 JSON，写给人看：每个值出自哪几个字、谁读的、还会问什么"
    )
    options = parser.parse_args(arguments)
    # loaded here: a wrong argument is answered at once
    from commands.explanation import explanations
    from nlp.record import read_notes

    configure(name, level="WARNING")
    try:
        settings = load_settings()
        policy = load_policy(settings)
        book, lexicon = _known(settings, policy.lexicon)
        if options.lexicon:
            lexicon = joined(lexicon, config.load_lexicon(options.lexicon))
        if options.customers:
            book = book_of(options.customers)
        notes = read_bytes(options.notes, MOST_BYTES).decode("utf-8-sig").split("\n")
        if options.explain:
            lines = explanations(notes, book, lexicon, policy)
        else:
            lines = read_notes(notes, book, lexicon, policy.calendar)
        for line in lines:
            print(line, flush=True)
    except Refusal as refusal:
        return refuse(refusal)
    except config.ConfigError as error:
        return refuse(Refusal(str(error)))
    except UnicodeDecodeError:
        return refuse(Refusal(f"{options.notes} 不是 UTF-8 的文字。"))
    except ValueError as error:
        return refuse(Refusal(f"{options.notes} {error}"))
    return 0


def book_of(path: Path) -> CustomerBook:
    """The customers of a list. Rows that are none are named on standard error and left out."""
    source = source_of(path)
    known, faults = Known(), []
    listed: dict[str, Customer] = {}
    for row in understood(source, CUSTOMERS, mappings_for(load_settings(), CUSTOMERS, None)).rows():
        entry = read([row])
        customer = placed(entry, known) if not isinstance(entry, list) else entry[0]
        if isinstance(customer, Fault):
            faults.append(customer)
            continue
        known.learn(customer)
        listed[customer.id] = customer
    for fault in faults[:_SHOWN]:
        print(f"{path} 第 {fault.row.number} 行没有用：{fault.column} {fault.reason}", file=sys.stderr)
    return CustomerBook(source.digest, tuple(listed.values()))


def _known(settings: Settings, lexicon: Lexicon) -> tuple[CustomerBook, Lexicon]:
    """The customers of the database, and the lexicon with what was learned; without one only the lexicon."""
    if not is_there(settings):
        return CustomerBook("none"), lexicon
    database = open_present(settings)
    with database.reading() as db:
        found = customers.book(db), learned_words.lexicon(db, lexicon)
    database.close()
    return found
