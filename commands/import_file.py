"""import customers FILE: the customer list from .json, .csv or .xlsx; contracts, bank and deliveries come later."""

import json
import sys
from pathlib import Path
from typing import Any

from commands.wiring import Refusal, load_settings, open_migrated, refuse
from domain.customer import Customer
from settings import Clock, Settings
from storage import customers


def keep_customers(settings: Settings, path: Path) -> int:
    """Store the customers of a JSON list [{id, name, short, industry, city}]; how many are new."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    several = [
        Customer(r["id"], r["name"], tuple(r.get("short", ())), r.get("industry", ""), r.get("city", "")) for r in rows
    ]
    database = open_migrated(settings)
    with database.writing() as db:
        return customers.keep(db, several, Clock(settings.clock_file).now())


def main(name: str, arguments: list[str]) -> int:
    """Import one file."""
    if len(arguments) != 2 or arguments[0] != "customers":
        print("用法：./run import customers 文件.json", file=sys.stderr)
        return 2
    try:
        count = keep_customers(load_settings(), Path(arguments[1]))
    except Refusal as refusal:
        return refuse(refusal)
    print(f"新增 {count} 家客户。")
    return 0
