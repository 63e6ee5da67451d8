"""A real browser for the tests: Chromium without a window, and the sites whose pages it opens."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from s3_server import PATIENCE, program
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

_REMEDY = "run tests/support/install_browser.sh as root"
_OPTIONS = (
    "--headless",
    "--no-sandbox",  # which Chromium does not have as root; all that it opens is ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Runs `CALL` in the page, and hands over what comes of it, or the error.
_RUN = """\
const [call, given, done] = arguments;
const [file] = document.querySelector("input[type=file]")?.files ?? [];
new Function("given", "file", `return ${call}`)(given, file).then(
  (value) => done({ value }),
  (error) => done({ error: String(error) }),
);
"""


# A page: its headers, and what it holds.
Page = tuple[Mapping[str, str], bytes]


@dataclass(frozen=True)
class Site:
    """A web server on loopback: an origin of its own."""

    origin: str
    _pages: dict[str, Page]

    def publish(self, path: str, document: str, **headers: str) -> str:
        """Serve an HTML document under this path; its URL. headers: with "_" for "-"."""
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        self._pages[path] = ({"Content-Type": "text/html", **own}, document.encode())
        return f"{self.origin}{path}"


@contextmanager
def open_site(pages: Mapping[str, Page]) -> Iterator[Site]:
    """Serve pages by their paths."""
    served = dict(pages)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            headers, content = served.get(path, ({}, b""))
            self.send_response(200 if path in served else 404)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{server.server_port}", served)
        finally:
            server.shutdown()
            thread.join()


class Browser:
    """Chromium, as a person and a page's script use it."""

    def __init__(self, driver: Chrome) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        """Go to a page. What an earlier one wrote to the console is forgotten."""
        self._driver.get(url)
        self.console()

    def choose(self, file: Path) -> None:
        """Choose a file in the page's field for files."""
        self._driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(file))

    def write(self, label: str, text: str) -> None:
        """Write into the field with this label, in place of what stands there."""
        id_ = self._driver.find_element(By.XPATH, f"//label[.={label!r}]").get_attribute("for")
        field = self._driver.find_element(By.ID, str(id_))
        field.clear()
        field.send_keys(text)

    def press(self) -> None:
        """Press the page's button."""
        self._driver.find_element(By.TAG_NAME, "button").click()

    def arrive(self, act: Callable[[], object]) -> str:
        """Do what leads to another page; its URL, once it is there."""
        self._driver.execute_script("window.isLeft = true")
        act()
        # Between two pages the driver may have none to ask, and says so in many ways.
        wait = WebDriverWait(self._driver, PATIENCE, ignored_exceptions=[WebDriverException])
        there = "return !window.isLeft && document.readyState === 'complete'"
        wait.until(lambda driver: driver.execute_script(there))
        return str(self._driver.current_url)

    @property
    def source(self) -> str:
        """The page that is shown, as text."""
        return str(self._driver.page_source)

    def run(self, call: str, given: Any = None) -> Any:
        """What a call comes to in the page, in which `given` and the chosen `file` are known.

        Raises PageError with what the page's script got and what the console says.
        """
        outcome = self._driver.execute_async_script(_RUN, call, given)
        if "error" in outcome:
            raise PageError(outcome["error"], self.console())
        return outcome["value"]

    def console(self) -> str:
        """What the browser has written to its console since it was asked last."""
        get_log: Any = self._driver.get_log  # which has no types
        return json.dumps([entry["message"] for entry in get_log("browser")])


class PageError(Exception):
    """A page's script failed: what it got, and what the browser wrote to its console."""

    def __init__(self, error: str, console: str) -> None:
        super().__init__(f"{error}; console: {console}")
        self.error = error
        self.console = console


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium with an empty profile, and end it. Raises ServerError where it is missing."""
    options = ChromeOptions()
    options.binary_location = program("chromium", _REMEDY)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # With the driver's path selenium looks for none, and downloads none.
    service = Service(program("chromedriver", _REMEDY))
    with tempfile.TemporaryDirectory(prefix="chromium-") as profile:
        for option in (*_OPTIONS, f"--user-data-dir={profile}"):
            options.add_argument(option)
        driver = Chrome(options=options, service=service)
        try:
            driver.set_page_load_timeout(PATIENCE)
            driver.set_script_timeout(PATIENCE)
            yield Browser(driver)
        finally:
            driver.quit()
