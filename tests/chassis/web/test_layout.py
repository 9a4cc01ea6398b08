"""Pages and fragments, two languages, components that fail loudly, and what a browser is told about safety."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient
from jinja2 import UndefinedError

from chassis.web import layout
from chassis.web.assets import STATIC, asset
from chassis.web.headers import CONTENT_SECURITY_POLICY
from chassis.web.layout import TEMPLATES, templates
from tests.chassis.web.gallery.app import app

GALLERY = "/monitoring/gallery"
HTMX = {"HX-Request": "true"}


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://panhuo.test") as client:
        yield client


async def test_without_htmx_the_whole_page_comes(browser: AsyncClient) -> None:
    page = (await browser.get(GALLERY)).text

    assert page.startswith("<!doctype html>")
    assert 'href="#main"' in page
    assert len(re.findall("<h1", page)) == 1


async def test_with_htmx_only_the_named_block_comes(browser: AsyncClient) -> None:
    answer = await browser.get(GALLERY, headers=HTMX)

    assert "<html" not in answer.text
    assert "全国" in answer.text
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize("header", ["HX-History-Restore-Request", "HX-Boosted"])
async def test_htmx_gets_the_whole_page_when_it_replaces_the_whole_page(browser: AsyncClient, header: str) -> None:
    answer = await browser.get(GALLERY, headers=HTMX | {header: "true"})

    assert answer.text.startswith("<!doctype html>")


async def test_the_same_address_under_en_is_the_page_in_english(browser: AsyncClient) -> None:
    chinese, english = (await browser.get(GALLERY)).text, (await browser.get(f"/en{GALLERY}")).text

    assert '<html lang="zh-CN">' in chinese
    assert "<title>组件与状态" in chinese
    assert '<html lang="en">' in english
    assert "<title>Components and states" in english


async def test_links_of_an_english_page_stay_english_and_static_files_do_not_move(browser: AsyncClient) -> None:
    english = (await browser.get(f"/en{GALLERY}")).text

    assert 'href="/en/filing/"' in english
    assert f'hx-get="/en{GALLERY}?page=2"' in english
    assert "/en/static" not in english
    assert f'<a href="{GALLERY}" lang="zh-CN"' in english


async def test_one_reader_s_language_does_not_reach_the_next(browser: AsyncClient) -> None:
    await browser.get(f"/en{GALLERY}")

    assert '<html lang="zh-CN">' in (await browser.get(GALLERY)).text


async def test_words_chosen_before_rendering_are_in_the_reader_s_language(browser: AsyncClient) -> None:
    assert (await browser.get("/en/monitoring/word")).text == "3 patents"
    assert (await browser.get("/monitoring/word")).text == "3 件"


async def test_a_redirect_inside_the_product_keeps_the_language(browser: AsyncClient) -> None:
    assert (await browser.get("/en/monitoring/moved")).headers["Location"] == f"/en{GALLERY}"
    assert (await browser.get("/monitoring/moved")).headers["Location"] == GALLERY


async def test_the_way_to_sign_in_leads_back_to_where_one_was(browser: AsyncClient) -> None:
    page = (await browser.get("/en/monitoring/problem/401?of=a%26b")).text

    assert "/auth/login?next=%2Fen%2Fmonitoring%2Fproblem%2F401%3Fof%3Da%2526b" in page


async def test_what_a_stranger_wrote_is_text_on_the_page(browser: AsyncClient) -> None:
    title = {"title": "<script>alert(1)</script>"}

    page = (await browser.get("/monitoring/problem/409", params=title)).text
    toast = (await browser.get("/monitoring/problem/409", params=title, headers=HTMX)).text

    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;script&gt;alert(1)" in toast
    assert "<script>alert" not in page + toast


async def test_a_signed_in_form_carries_the_token_of_its_session(browser: AsyncClient) -> None:
    page = (await browser.get(GALLERY)).text

    forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
    assert forms
    assert all('name="csrf_token" value="token-of-the-gallery"' in form for form in forms)


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422, 500])
async def test_a_problem_is_a_page_that_says_what_to_do(browser: AsyncClient, status: int) -> None:
    answer = await browser.get(f"/monitoring/problem/{status}")

    assert answer.status_code == status
    assert "改为届满之后起算" in answer.text
    assert "备案办法第 12 条第 10 项" in answer.text


async def test_a_problem_met_by_htmx_is_a_toast_that_stays(browser: AsyncClient) -> None:
    answer = await browser.get("/monitoring/problem/409", headers=HTMX)

    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#alerts"
    assert 'data-toast="failure"' in answer.text
    assert "<html" not in answer.text


async def test_pages_run_no_script_and_no_style_sheet_of_their_own(browser: AsyncClient) -> None:
    answer = await browser.get(GALLERY)

    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    assert scripts
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert "<style" not in answer.text
    assert not re.search(r"\son[a-z]+=", answer.text)


async def test_a_static_file_is_kept_for_a_year_under_the_hash_of_what_it_holds(browser: AsyncClient) -> None:
    hashed = await browser.get(asset("panhuo.js"))
    plain = await browser.get("/static/panhuo.js")

    assert "immutable" in hashed.headers["Cache-Control"]
    assert plain.headers["Cache-Control"] == "public, max-age=3600"


def test_every_icon_token_and_file_that_a_style_sheet_names_exists() -> None:
    sheets = {sheet: sheet.read_text() for sheet in (STATIC / "css").glob("*.css")}
    set_somewhere = set(re.findall(r"(--[a-z0-9-]+):", "".join(sheets.values())))
    set_by_templates = {
        name for file in TEMPLATES.rglob("*.html") for name in re.findall(r"(--[a-z]+): ", file.read_text())
    }

    used = {name for text in sheets.values() for name in re.findall(r"var\((--[a-z0-9-]+)\)", text)}
    assert used - set_somewhere - set_by_templates == set()
    linked = (TEMPLATES / "base.html").read_text()
    assert all(f"'{sheet.stem}'" in linked for sheet in sheets)


def test_every_component_is_named_for_page_authors_and_shown_in_the_gallery() -> None:
    macros = {
        name
        for file in (TEMPLATES / "macros").glob("*.html")
        for name in re.findall(r"{% macro ([a-z]\w*)", file.read_text())
    }
    shown = "".join(file.read_text() for file in (Path(__file__).parent / "gallery").rglob("*.html"))
    shown += "".join(file.read_text() for file in (TEMPLATES / "frame").glob("*.html"))

    named = set(re.findall(r"\w+", layout.__doc__ or ""))
    assert macros - named == set()
    assert {name for name in macros if f"ui.{name}(" not in shown} <= {"strip_plot", "definition"}  # parts of others


def test_a_template_that_forgets_a_value_fails(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "row.html").write_text("{{ title }}")

    with pytest.raises(UndefinedError):
        templates(tmp_path).get_template("row.html").render()


def test_a_service_may_replace_a_shared_template(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "problem.html").write_text("our own")

    assert templates(tmp_path).get_template("problem.html").render() == "our own"
