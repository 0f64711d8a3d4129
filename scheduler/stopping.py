"""停止: lets a process wait until it is asked to end."""

import os
import select
import signal


class Stop:
    """Asked for once, by a signal or from any thread; it stays asked for.

    A pipe and not threading.Event: an Event that is set by a signal handler can lock itself out.
    """

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()

    def on_signals(self) -> "Stop":
        """Ask on SIGTERM, SIGINT (Ctrl-C) and SIGHUP (the terminal is gone). Only in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.ask())
        return self

    def ask(self) -> None:
        """The process shall end."""
        os.write(self._writer, b"!")

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is asked for, or `seconds` have passed; whether it was."""
        return bool(select.select([self._reader], [], [], seconds)[0])

    def __del__(self) -> None:
        os.close(self._reader)
        os.close(self._writer)
