"""A real Chromium for the tests of pages. Skipped where there is none, required in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser, closed afterwards."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            raise RuntimeError("CI needs Chromium: apt install chromium fonts-noto-core")
        pytest.skip("no Chromium here: apt install chromium fonts-noto-core")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
