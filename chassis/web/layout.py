"""Pages: one template environment per service, whole pages and htmx fragments, two languages.

For page authors
----------------
In `app.py`, once::

    layout.install(app, Path(__file__).parent, service="inventory", generated=settings.generated)

In `pages.py`::

    return layout.render(request, "stock.html", {"patents": found}, block="results")

`stock.html`::

    {% extends "base.html" %}
    {% block title %}{{ t('存量专利基础库', 'Stock library') }}{% endblock %}
    {% block main %}
      {{ ui.page_head('存量专利基础库', 'Stock library') }}
      <div id="results">{% block results %} … {% endblock %}</div>
    {% endblock %}

- **Fragments.** With the `HX-Request` header only the named block (or blocks, in order) is sent;
  without it the whole page. A block sent alone sees the context, the globals and `ui`, but not what
  the template sets or imports outside of it. `fragment` is true then (for `hx-swap-oob`).
- **Components** are macros under `ui`, no import needed; their parameters stand in
  `templates/macros/*.html`, and `tests/chassis/web/gallery/` shows each of them in use.
  words: page_head section_head breadcrumbs tabs segmented actions note facts badge tier generated;
  icons: icon brand_mark; figures: figures figure definition as_at_bar past_banner bar dot stacked_bar
  funnel strip_plot tile_map; charts: line_chart interval_plot; tables: sort_header facets facet pagination
  selected_bar; forms: field select_field choice checkbox file_drop error_summary csrf_field
  idempotency_field confirmation; records: stepper clock guard_list diff timeline (values from
  `chassis.web.timeline`); feedback: empty loading failed progress toast dialog ticker event.
  Those that wrap content take it by `{% call ui.section_head(…) %}…{% endcall %}`.
- **Classes** without a macro: `columns` (with `left` or `both`; `--rail` sets the rail's width),
  `thirds`, `halves`, `quarters`, `stack`, `row`, `fields` (a form's grid), `form-part`, `search`,
  `tokens` and `token`, `results` (long items), `queue` (short items), `digests`, `given` (a wrong
  value), `result-banner`, `codeblock`, `remark filled green`, `live-dot`; `dense` on a table.
- **Globals**: `t(zh, en, **parts)` (in Python: `chassis.web.language.t`),
  `url(path)` (keeps `/en`; use it in href, action and hx-*),
  `static(path)`, `csrf_token()`, `principal` (or None), `language`, `now`, `request`, `fragment`,
  `place(code)`, `system(writer)`. **Filters**: `number(places)`, `signed`, `day`, `moment`, `time_of_day`,
  `patent_number`, `told` (a basis, an advice or a cause in the page's language); and
  `rate(numerator, denominator)`, a dash below thirty cases.
- **Undefined names fail.** Pass every value, or say `x|default(none)`.
- **Amounts** of contracts and asking prices: the filter `ten_thousands` (万元); fees: `number(2)` (元).
- **Phone tables**: give `class="rows"` to the table; the first cell is the first line,
  `class="side"` stands at its right, the others form the second line (`data-label` names a
  number there), `class="wide"` is left out under 720 px. Wrap bottom actions in `ui.actions()`.
- **Keyboard lists**: `data-keys="list"` on the container, `data-item` on each entry; J K Enter X
  work by themselves, `data-key="a"` on a button binds a letter.
- **No inline scripts**; numbers may be set with `style="--value: …"`.
- **After an htmx post** a toast is sent out of band with `ui.toast(…)`; a problem raised by the
  server arrives as a toast by itself.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from panhuo_contracts.identifiers import display_patent_number
from panhuo_contracts.jurisdictions import SYSTEMS
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse

from chassis.web import formats, tiles
from chassis.web.assets import asset, mount_static
from chassis.web.chinese import marked
from chassis.web.headers import SafetyHeaders
from chassis.web.language import LanguagePrefix, language, localized, speaking, t, told
from chassis.web.sections import OWN_PAGES, SECTIONS, role_name
from chassis.web.whereabouts import in_other_language, login_address

TEMPLATES = Path(__file__).parent / "templates"

_serving: ContextVar[Request] = ContextVar("serving")


def install(app: Starlette, service_dir: Path, *, service: str, generated: bool, version: str = "") -> None:
    """Give a service its pages: templates, static files, languages, safety headers."""
    app.state.templates = templates(service_dir)
    app.state.templates.globals["site"] = SimpleNamespace(
        service=service, generated=generated, version=version, sections=SECTIONS, own_pages=OWN_PAGES
    )
    mount_static(app)
    app.add_middleware(SafetyHeaders)
    app.add_middleware(LanguagePrefix)


def templates(service_dir: Path) -> Environment:
    """The service's own templates first, then the shared ones."""
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(service_dir / "templates"), FileSystemLoader(TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "t": t,
        "url": _url,
        "static": asset,
        "csrf_token": _csrf_token,
        "place": _place,
        "system": _system,
        "in_chinese": lambda: speaking.get() == "zh",
        "rate": formats.rate,
        "shade": tiles.shade,
        "role_name": role_name,
    }
    environment.filters |= {
        "number": formats.number,
        "ten_thousands": formats.ten_thousands,
        "signed": formats.signed,
        "day": formats.day,
        "moment": formats.moment,
        "time_of_day": formats.time_of_day,
        "told": told,
        "patent_number": display_patent_number,
    }
    environment.globals["tiles"] = tiles
    _load_macros(environment)
    return environment


def render(
    request: Request,
    name: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    block: str | Sequence[str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page; or, for htmx and with `block` named, just these blocks of it."""
    tongue = language(request)
    template = request.app.state.templates.get_template(name)
    fragment = block is not None and is_fragment(request)
    values = {
        "request": request,
        "principal": getattr(request.state, "principal", None),
        "language": tongue,
        "now": formats.now_in_china(),
        "fragment": fragment,
        "other_language": in_other_language(request),
        "login": login_address(request),
        **(context or {}),
    }
    spoken = speaking.set(tongue)
    served = _serving.set(request)
    try:
        if fragment:
            names = [block] if isinstance(block, str) else block or ()
            page = template.new_context(values)
            text = "".join(chunk for n in names for chunk in template.blocks[n](page))
        else:
            text = template.render(values)
        if tongue == "en":
            text = marked(text)
    finally:
        _serving.reset(served)
        speaking.reset(spoken)
    # A cache must not hand the fragment to someone who asked for the page, nor the reverse.
    vary = {"Vary": "HX-Request, Cookie"}
    return HTMLResponse(text, status_code=status, headers=vary | dict(headers or {}))


def render_problem(
    request: Request,
    *,
    status: int,
    title: str,
    detail: str,
    mend: str,
    basis: str = "",
    trace: str = "",
) -> HTMLResponse:
    """What went wrong and what to do: a page, or for htmx a toast that stays until dismissed.

    `basis` is the article a refusal rests on, `trace` the id to quote to the operator.
    """
    problem = {"status": status, "title": title, "detail": detail, "mend": mend}
    return render(
        request,
        "problem.html",
        problem | {"basis": basis, "trace": trace},
        status=status,
        block="toast",
        headers={"HX-Retarget": "#alerts", "HX-Reswap": "beforeend"} if is_fragment(request) else {},
    )


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for part of a page; not when it restores one from history or boosts a link."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-History-Restore-Request") != "true"
        and headers.get("HX-Boosted") != "true"
    )


def _url(path: str) -> str:
    return localized(path, speaking.get())


def _csrf_token(request: Request | None = None) -> str:
    """What the identity layer put on the request; empty before a session exists."""
    asking = request or _serving.get()
    return str(getattr(asking.state, "csrf_token", "") or "")


def _place(jurisdiction: str) -> str:
    return tiles.name_of(jurisdiction, english=speaking.get() == "en")


def _system(writer: str) -> str:
    """The system that writes, by name; an unknown code stays as it is."""
    return t(*SYSTEMS[writer]) if writer in SYSTEMS else writer


def _load_macros(environment: Environment) -> None:
    """Every macro of `templates/macros/` under one name, so that a lone block has them too."""
    ui = SimpleNamespace()
    environment.globals["ui"] = ui
    for file in sorted((TEMPLATES / "macros").glob("*.html")):
        module = environment.get_template(f"macros/{file.name}").module
        for name, macro in vars(module).items():
            if not name.startswith("_"):
                setattr(ui, name, macro)
