"""clock: the process that says “look now”; one leads, the others wait. Each watches the config.yaml of its machine."""

from functools import partial
from threading import Thread

from commands.importing.folder import watcher
from commands.policy_file import watch_file
from commands.process import in_process
from commands.wiring import Wired, wire
from scheduler import jobs
from scheduler.clock import Tick, run_clock
from scheduler.stopping import Stop
from storage.leader import lock_for


def main(name: str, arguments: list[str]) -> int:
    """Until SIGTERM."""
    return in_process(name, _tick)


def ticks(wired: Wired) -> list[Tick]:
    """What is looked after, and how often (seconds)."""
    hub = wired.hub
    found = [
        Tick("timers", 2, partial(jobs.run_timers, hub)),
        Tick("dunning", 3, partial(jobs.remind, hub)),
        Tick("recurring", 60, partial(jobs.set_recurring, hub)),
        Tick("sweep", 5, partial(jobs.sweep, hub)),
        Tick("bank", 3, partial(jobs.match_payments, hub)),
        Tick("holds", 3, partial(jobs.look_at_holds, hub)),
        Tick("approvals", 20, partial(jobs.move_approvals, hub)),
        Tick("mail", 30, partial(jobs.mail_waiting_cards, hub)),
        Tick("members", 30, partial(jobs.sync_members_daily, hub)),
        Tick("audit", 24 * 3600, partial(jobs.verify_audit_log, hub)),
    ]
    folder = wired.settings.import_folder
    if folder is not None:
        found.append(Tick("imports", 10, watcher(folder, wired.settings, hub)))
    return found


def _tick() -> None:
    wired = wire()
    stop = Stop().on_signals()
    Thread(target=watch_file, args=(wired.settings.config, wired.hub, stop), daemon=True).start()
    run_clock(ticks(wired), lock_for(wired.settings.database_url, "clock"), stop)
