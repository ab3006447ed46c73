"""The drawing engine, in processes of its own: it draws while queries run.

The engine holds the interpreter for as long as it draws, seventy milliseconds a chart, so a
thread would not help. A process reads one specification a line and answers one drawing a line;
it ends when its input ends, so a killed night leaves none behind (DECISIONS D187).
"""

import atexit
import json
import os
import subprocess
import sys
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from functools import lru_cache
from threading import Lock, Thread
from typing import Any

PROCESSES_AT_MOST = 3


class DrawingError(Exception):
    """A specification that the engine refuses, or an engine that has ended."""


class Engine:
    """One process that draws one specification after another."""

    def __init__(self) -> None:
        """Start the process; it takes a second until it draws."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "reports.charts.engine"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._asked: deque[Future[str]] = deque()
        self._lock = Lock()
        Thread(target=self._listen, daemon=True).start()
        atexit.register(self._end)

    @property
    def is_alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def draw(self, specification: str) -> "Future[str]":
        """The SVG of a specification's JSON, when it is drawn.

        The future raises DrawingError.
        """
        assert self._process.stdin is not None
        drawing: Future[str] = Future()
        with self._lock:
            self._asked.append(drawing)
            try:
                self._process.stdin.write(specification + "\n")
                self._process.stdin.flush()
            except OSError:
                self._give_up()
        return drawing

    def _listen(self) -> None:
        assert self._process.stdout is not None
        # A process that is killed while it writes leaves half an answer.
        with suppress(ValueError):
            for line in self._process.stdout:
                answer = json.loads(line)
                drawing = self._asked.popleft()
                if "svg" in answer:
                    drawing.set_result(answer["svg"])
                else:
                    drawing.set_exception(DrawingError(answer["error"]))
        self._process.kill()
        with self._lock:
            self._give_up()

    def _give_up(self) -> None:
        while self._asked:
            self._asked.popleft().set_exception(DrawingError("the drawing engine has ended"))

    def _end(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._process.wait()


class Engines:
    """Several processes, asked in turn; one that has ended is started again."""

    def __init__(self, count: int) -> None:
        """Start them."""
        self._waiting = deque(Engine() for _ in range(count))

    def draw(self, specification: str) -> "Future[str]":
        """The SVG of a specification's JSON, when it is drawn."""
        engine = self._waiting.popleft()
        if not engine.is_alive:
            engine = Engine()
        self._waiting.append(engine)
        return engine.draw(specification)


@lru_cache(maxsize=1)
def engines() -> Engines:
    """The engines of this process, started once."""
    return Engines(max(1, min(PROCESSES_AT_MOST, (os.cpu_count() or 1) - 1)))


def answer(line: str) -> dict[str, Any]:
    """The drawing of one specification, or why there is none."""
    import vl_convert

    try:
        return {"svg": vl_convert.vegalite_to_svg(line)}
    except ValueError as error:
        return {"error": str(error)}


def _main() -> None:
    answer('{"mark": "point", "data": {"values": []}}')
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
