"""A sampling profile of a process: which functions its CPU time goes to, and on whose behalf."""

import signal
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

_INTERVAL = 0.004
_ROOT = Path(__file__).resolve().parent.parent


class Sampler:
    """Interrupts the main thread after every four milliseconds of CPU time; a wait costs none and is not seen."""

    def __init__(self) -> None:
        self._own: Counter[str] = Counter()
        self._within: Counter[str] = Counter()
        self._samples = 0

    def start(self) -> None:
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)

    def stop(self) -> dict[str, Any]:
        """Shares of the time at work, by the function itself and by what it called."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        total = max(1, self._samples)
        return {
            "samples": self._samples,
            "own": [(name, count / total) for name, count in self._own.most_common(14)],
            "within": [(name, count / total) for name, count in self._within.most_common(40)],
        }

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        if frame is not None:
            self._note(frame)

    def _note(self, frame: FrameType) -> None:
        self._samples += 1
        self._own[_name(frame)] += 1
        seen = set()
        at: FrameType | None = frame
        while at is not None:
            if str(_ROOT) in at.f_code.co_filename and "/.venv/" not in at.f_code.co_filename:
                seen.add(_name(at))
            at = at.f_back
        self._within.update(seen)


_armed: list[Sampler] = []


def arm() -> None:
    """Have this process sampled from where ``begin`` is called."""
    _armed.append(Sampler())


def begin() -> None:
    """What is to be measured begins: imports and preparations are over."""
    for sampler in _armed:
        sampler.start()


def end() -> dict[str, Any] | None:
    """The profile, where the process was armed."""
    return _armed.pop().stop() if _armed else None


def _name(frame: FrameType) -> str:
    path = Path(frame.f_code.co_filename)
    parts = path.parts
    if "site-packages" in parts:
        path = Path(*parts[parts.index("site-packages") + 1 :])
    elif path.is_relative_to(_ROOT):
        path = path.relative_to(_ROOT)
    else:
        path = Path(path.name)
    return f"{path.with_suffix('')}:{frame.f_code.co_qualname}".replace("/", ".")
