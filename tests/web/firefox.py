"""Debian's Firefox, driven by its own protocol: Playwright drives only a build of its own.

What little there is of the protocol (Marionette) is JSON over a socket, each message after its length.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ENTER = "\ue007"
_WAIT_MS = 60_000  # a busy machine is no failure
_NOWHERE = {f"network.proxy.{kind}": "127.0.0.1" for kind in ("http", "ssl")}
_PREFERENCES = {
    "marionette.port": 0,  # one that is free
    "network.proxy.type": 1,  # what is not on this machine can't be reached
    **_NOWHERE,
    **{f"{name}_port": 9 for name in _NOWHERE},
}
_SAID = "return Services.console.getMessageArray().map(String)"


class Firefox:
    """One page; elements are waited for, and named by their CSS selectors."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rwb")
        self._read()  # it greets
        self._do("WebDriver:NewSession")
        self._do("WebDriver:SetTimeouts", implicit=_WAIT_MS)

    def open(self, url: str) -> None:
        """Go to an address, and wait until it is loaded."""
        self._do("WebDriver:Navigate", url=url)

    def type(self, selector: str, text: str) -> None:
        """Press keys in an element."""
        self._do("WebDriver:ElementSendKeys", id=self._find(selector), text=text)

    def click(self, selector: str) -> None:
        """Bring an element into sight and press it."""
        self._do("WebDriver:ElementClick", id=self._find(selector))

    def text(self, selector: str) -> str:
        """What an element says, as it is rendered."""
        return str(self._do("WebDriver:GetElementText", id=self._find(selector))["value"])

    def height(self, selector: str) -> float:
        """How tall an element is."""
        return float(self._do("WebDriver:GetElementRect", id=self._find(selector))["height"])

    def printed(self) -> bytes:
        """The page on paper, as PDF."""
        return base64.b64decode(self._do("WebDriver:Print")["value"])

    def errors(self, url: str) -> list[str]:
        """Errors of scripts from this address, in whatever was open so far."""
        self._do("Marionette:SetContext", value="chrome")
        said = self._do("WebDriver:ExecuteScript", script=_SAID, args=[])["value"]
        self._do("Marionette:SetContext", value="content")
        return [one for one in said if "JavaScript Error" in one and url in one]

    def _find(self, selector: str) -> str:
        found = self._do("WebDriver:FindElement", using="css selector", value=selector)
        [id_] = found["value"].values()
        return str(id_)

    def _do(self, command: str, **parameters: Any) -> dict[str, Any]:
        body = json.dumps([0, 0, command, parameters]).encode()
        self._stream.write(b"%d:%s" % (len(body), body))
        self._stream.flush()
        _, _, error, result = self._read()
        assert not error, f"{command} {parameters}: {error}"
        return dict(result or {})

    def _read(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            assert byte, "Firefox has gone"
            length += byte
        return json.loads(self._stream.read(int(length)))


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """A browser over an empty folder; a test skips where there is none."""
    executable = shutil.which("firefox-esr") or shutil.which("firefox")
    if executable is None:
        pytest.skip("Firefox is not installed")
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in _PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(lines))
    with subprocess.Popen(
        [executable, "--headless", "--no-remote", "--marionette", "--remote-allow-system-access",
         "--profile", str(profile)],
        env=os.environ | {"HOME": str(profile)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            port = profile / "MarionetteActivePort"
            while not port.exists() or not port.read_text():
                assert process.poll() is None, "Firefox did not start"
                time.sleep(0.05)
            with socket.create_connection(("127.0.0.1", int(port.read_text()))) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()
