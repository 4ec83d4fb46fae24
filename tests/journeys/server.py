"""Starts the real server as a process of its own, so that it can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from app.settings import ROOT


class Server:
    """A server on a free port of this machine, with a conversation store of its own."""

    def __init__(self, store: Path, app: str = "app.main:create_app") -> None:
        self._app = app
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._environment = {**os.environ, "DATABASE_URL": f"sqlite:///{store}"}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Server:
        command = [sys.executable, "-m", "uvicorn", "--factory", self._app]
        options = ["--port", str(self._port), "--log-level", "error"]
        self._process = subprocess.Popen([*command, *options], cwd=ROOT, env=self._environment)
        until = time.monotonic() + 60
        while time.monotonic() < until and self._process.poll() is None:
            try:
                httpx.get(f"{self.url}/webhooks/rest/").raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return self
        raise RuntimeError("the server does not answer")

    def kill(self) -> None:
        """End it as a power cut would: no clean-up, no goodbye."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)
