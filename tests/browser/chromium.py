"""A real Chromium, told what to do over a pair of pipes (DevTools): to press a button takes more than a URL."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE


class Page:
    """One page of a browser with a profile of its own."""

    def __init__(self, to: int, come: int) -> None:
        self._to, self._come = to, come
        self._read, self._count, self._session = b"", 0, ""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def open(self, url: str) -> None:
        """Go to an address, as by a link in a mail."""
        self._ask("Page.navigate", url=url)

    def says(self, script: str) -> Any:
        """What a line of JavaScript on the page comes to."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return answer["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until a line of JavaScript on the page is true."""
        deadline = time.monotonic() + PATIENCE
        while not self.says(script):
            assert time.monotonic() < deadline, f"{script}: {self.says('document.documentElement.outerHTML')[:2000]}"
            time.sleep(0.05)

    def _ask(self, method: str, **parameters: Any) -> Any:
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                # While a page is left for another one there is nothing that could say anything.
                return answer.get("result") or {"result": {}}

    def _next(self) -> Any:
        while b"\0" not in self._read:
            part = os.read(self._come, 65_536)
            assert part, "the browser has ended"
            self._read += part
        whole, _, self._read = self._read.partition(b"\0")
        return json.loads(whole)


@contextmanager
def chromium(program: str, flags: tuple[str, ...], profile: Path) -> Iterator[Page]:
    """A browser for the time of the block."""
    reads, to = os.pipe()
    come, writes = os.pipe()
    # It takes its orders from descriptor 3 and answers on 4.
    command = f'exec "$0" "$@" 3<&{reads} 4>&{writes}'
    with (profile.with_name(f"{profile.name}.log")).open("wb") as log:
        process = subprocess.Popen(
            ["bash", "-c", command, program, *flags, "--remote-debugging-pipe", f"--user-data-dir={profile}"],
            pass_fds=(reads, writes),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    os.close(reads)
    os.close(writes)
    try:
        yield Page(to, come)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        os.close(to)
        os.close(come)
