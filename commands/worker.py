"""worker: the process in which messages take effect and leave."""

from functools import partial

from bot import dispatch
from commands.process import in_process
from commands.wiring import wire
from nlp.tag_suggestions import examples
from nlp.vocabulary import vocabulary
from scheduler import jobs
from scheduler.queue import Job, run_worker
from scheduler.stopping import Stop
from storage import customers, learned_words

#: messages of so many members are worked off, and so many lanes sent, at the same time
_AT_ONCE = 4


def main(name: str, arguments: list[str]) -> int:
    """Until SIGTERM."""
    return in_process(name, _work)


def _work() -> None:
    wired = wire()
    hub = wired.hub
    with hub.database.reading() as db:
        lexicon = learned_words.lexicon(db, hub.policy().lexicon)
        vocabulary(customers.book(db), lexicon)  # loaded now, so that the first message need not wait
    examples(lexicon)  # the same for the first pain without a tag
    run_worker(
        wired.redis_url,
        [
            Job("work", partial(dispatch.work_off, hub=hub), _AT_ONCE),
            Job("send", partial(jobs.send, hub=hub), _AT_ONCE),
        ],
        Stop().on_signals(),
    )
