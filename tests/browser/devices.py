"""A handheld of its own: a browser process with a storage that stays, which can be killed and started again."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, Playwright

from benchmarks.browsers import executable
from tests.browser.chromium import FLAGS

START_S = 60
# Date of the page alone is moved, as on a device whose clock was set wrong; timers go on as they are.
_CLOCK = """{{
  const Real = Date;
  globalThis.Date = class extends Real {{
    constructor(...given) {{ super(...(given.length ? given : [Real.now() + {ms}])); }}
    static now() {{ return Real.now() + {ms}; }}
  }};
}}"""


@dataclass(slots=True)
class Device:
    """One browser process with its profile. `page` is its only page after each start."""

    playwright: Playwright
    profile: Path
    clock_off_ms: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _browser: Browser | None = None

    def start(self) -> Page:
        """Start the browser on its profile; gives an empty page."""
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        command = [executable(), *FLAGS, "--headless=new", "--remote-debugging-port=0"]
        self._process = subprocess.Popen(
            [*command, f"--user-data-dir={self.profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._browser = self.playwright.chromium.connect_over_cdp(_endpoint(port_file, self._process))
        if self.clock_off_ms:
            self.context.add_init_script(_CLOCK.format(ms=self.clock_off_ms))
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    @property
    def context(self) -> BrowserContext:
        assert self._browser is not None
        return self._browser.contexts[0]

    def kill(self) -> None:
        """SIGKILL to the browser and all its helpers: nothing is flushed."""
        assert self._process is not None
        assert self._browser is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        with contextlib.suppress(Error):
            self._browser.close()
        self._process = self._browser = None

    def end(self) -> None:
        if self._process is not None:
            self.kill()


def slowed(session: CDPSession, times: float) -> None:
    """Make the page's processor so many times slower; 1 is as it is."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})


def _endpoint(port_file: Path, process: subprocess.Popen[bytes]) -> str:
    for _ in range(START_S * 20):
        assert process.poll() is None, "the browser ended at its start"
        lines = port_file.read_text().split() if port_file.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise AssertionError(f"the browser did not start within {START_S} s")
