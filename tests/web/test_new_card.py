"""A newcomer adds a card to Home as docs/web.md says: by one module and one line."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.system.servers import ROOT, Server
from tests.web.accessibility import check_accessibility
from tests.web.conftest import OpenContext
from tests.web.people import sign_up
from tests.web.screens import open_screen

GUIDE = (ROOT / "docs/web.md").read_text().partition("## Add a card to Home")[2].partition("\n## ")[0]


@pytest.mark.web
def test_card_of_the_guide_is_shown_on_home(open_context: OpenContext, tmp_path: Path) -> None:
    web = tmp_path / "web"
    shutil.copytree(ROOT / "web", web)
    module, line = re.findall(r"```js\n(.*?)```", GUIDE, re.DOTALL)
    (path,) = re.findall(r"First a module, `web/([\w/]+\.js)`", GUIDE)
    assert not (web / path).exists()
    (web / path).write_text(module)
    (list_path,) = re.findall(r"`CARDS` of `web/([\w/]+\.js)`", GUIDE)
    before = (web / list_path).read_text()
    assert line.count("\n") == 1
    after = re.sub(r"(const CARDS = \[\n(?:.+\n)*?)(\];)", rf"\1{line}\2", before)
    assert after != before
    (web / list_path).write_text(after)
    database = tmp_path / "store/avanochi.db"
    with Server(database, module=("tests.web.other_folder", str(web), "tests.system.cheap_hashes")) as server:
        context = open_context(base_url=server.url)
        sign_up(context)
        page = open_screen(context)
        expect(page.get_by_role("heading", name="Streak")).to_be_visible()
        expect(page.get_by_text("0 days")).to_be_visible()
        check_accessibility(page)
        page.close()
