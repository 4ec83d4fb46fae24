"""The journey of a pupil on a school's page, in a real browser against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import chromium
from tests.journeys.server import Server

pytestmark = pytest.mark.usefixtures("engine")  # the model is trained before a server starts


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("widget") / "store.sqlite").start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    yield page
    context.close()


def _ask(page: Page, text: str) -> None:
    page.get_by_label("Typ je vraag").fill(text)
    page.get_by_role("button", name="Stuur").click()


def test_a_question_gets_an_answer_with_its_source(page: Page) -> None:
    _ask(page, "wat is het verschil tussen bol en bbl?")
    expect(page.get_by_role("log")).to_contain_text("bbl")
    expect(page.locator(".source")).to_contain_text("Bron:")


def test_a_button_is_an_answer_and_can_be_pressed_once(page: Page) -> None:
    page.get_by_role("button", name="Wat zijn bol en bbl?").click()
    expect(page.locator(".source")).to_contain_text("Bron:")
    expect(page.get_by_role("button", name="Waar is veel werk?").first).to_be_disabled()


def test_the_conversation_is_there_after_a_reload_and_gone_after_erasing(page: Page) -> None:
    _ask(page, "wat is bbl")
    expect(page.locator(".source")).to_be_visible()
    page.reload()
    expect(page.locator(".message.me")).to_have_text("wat is bbl")
    page.get_by_role("button", name="Wis dit gesprek").click()
    expect(page.locator(".message.me")).to_have_count(0)
    page.reload()
    expect(page.locator(".message.me")).to_have_count(0)


def test_markup_in_a_message_is_shown_as_text(page: Page) -> None:
    markup = "<img src=x onerror=document.title='fired'>"
    _ask(page, markup)
    expect(page.locator(".message.me")).to_have_text(markup)
    expect(page.locator(".message.lobke")).to_have_count(2)
    assert page.title() != "fired"


def test_nothing_is_fetched_from_another_host(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(server.url)
    _ask(page, "wat verdient een kok")
    expect(page.locator(".message.lobke")).to_have_count(2)
    assert hosts == {server.url.removeprefix("http://")}
    page.close()


def test_the_server_being_away_is_said_in_words(
    browser: Browser, tmp_path: Path, server: Server
) -> None:
    page = browser.new_page()
    page.goto(server.url)
    page.context.set_offline(True)
    _ask(page, "hoi")
    expect(page.locator(".problem")).to_contain_text("niet bereiken")
    page.close()
