"""合并提交: what several threads write at the same time is committed together.

A commit that survives a power cut waits for the disk, for milliseconds; shared, that wait is short for everybody.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """Of the threads of one process. It has no thread of its own: whoever comes first does it for all who wait.

    `write_all` stores items in a transaction from `writing` and returns a result for each, in their order.
    """

    def __init__(
        self,
        writing: Callable[[], AbstractContextManager[Connection]],
        write_all: Callable[[Connection, Sequence[Item]], Sequence[Result]],
    ) -> None:
        self._writing = writing
        self._write_all = write_all
        self._guard = Lock()
        self._waiting: list[_Waiting[Item, Result]] = []
        self._is_led = False

    def write(self, item: Item) -> Result:
        """Store the item; its result, once that is committed. Raises what storing or the commit raised.

        It may be stored twice: when one of a group fails, all of it is rolled back and each gets a transaction of
        its own, so that nobody fails for another.
        """
        mine = _Waiting[Item, Result](item)
        with self._guard:
            self._waiting.append(mine)
            leads, self._is_led = not self._is_led, True
        if not leads:
            mine.wait()
        if not mine.is_settled:
            self._lead()
        return mine.result()

    def _lead(self) -> None:
        """Settle all who wait now, then wake them, and one of those who came meanwhile to lead the next group."""
        with self._guard:
            group, self._waiting = self._waiting, []
        try:
            self._settle(group)
        finally:
            with self._guard:
                to_wake = [*group, *self._waiting[:1]]
                self._is_led = bool(self._waiting)
            for one in to_wake:
                one.wake()

    def _settle(self, group: Sequence["_Waiting[Item, Result]"]) -> None:
        try:
            with self._writing() as db:
                results = self._write_all(db, [one.item for one in group])
        except Exception as error:  # noqa: BLE001 — handed to whoever waits for it
            if len(group) == 1:
                group[0].fail(error)
                return
            for one in group:
                self._settle([one])
        else:
            for one, result in zip(group, results, strict=True):
                one.keep(result)


class _Waiting(Generic[Item, Result]):
    def __init__(self, item: Item) -> None:
        self.item = item
        self.is_settled = False
        self._results: list[Result] = []
        self._error: Exception | None = None
        self._signal = Lock()
        self._signal.acquire()

    def wait(self) -> None:
        self._signal.acquire()

    def wake(self) -> None:
        self._signal.release()

    def keep(self, result: Result) -> None:
        self._results, self.is_settled = [result], True

    def fail(self, error: Exception) -> None:
        self._error, self.is_settled = error, True

    def result(self) -> Result:
        if self._error is not None:
            raise self._error
        if not self.is_settled:
            raise RuntimeError("the thread that was to commit this was broken off")
        return self._results[0]
