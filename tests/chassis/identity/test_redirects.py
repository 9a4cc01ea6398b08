"""After signing in nobody is sent to a stranger's site."""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chassis.identity.redirects import HOME, safe_next

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "./evil",
    "",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    " //evil.example",
    "/ /evil.example",
    "/%2f/evil.example",
    "/%2Fevil.example",
    "/%5cevil.example",
    "/%09/evil.example",
    "%2f%2fevil.example",
    "/%252fevil.example",
    "/%25252fevil.example",
    "/%2525252525252fevil.example",
    "/a//evil.example",
    "/@evil.example//x",
    "/\x00",
    "/" + "a" * 3000,
    "/auth/logout",
    "/auth/login?next=/x",
    "//[evil",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_what_may_lead_elsewhere_leads_home(target: str) -> None:
    assert safe_next(target) == HOME


@pytest.mark.parametrize(
    "target",
    [
        "/monitoring/",
        "/en/matching/?q=%E7%94%B5%E6%B1%A0&page=2",
        "/filing/licenses/new?patent=2017106018623#terms",
        "/inventory/patents/2017106018623",
        "/matching/?q=a+b",
    ],
)
def test_an_address_of_the_product_is_kept(target: str) -> None:
    assert safe_next(target) == target


@given(
    st.lists(
        st.sampled_from(["/", "\\", "%2f", "%5c", "%09", "\t", "http:", "evil.example", "@", "?", "#", ".", ":", " "])
    )
)
@example(["/", "%5c", "%2f", "evil.example"])
def test_no_combination_of_tricks_leaves_the_site(parts: list[str]) -> None:
    target = safe_next("".join(parts))

    # As WHATWG browsers read it: backslashes are slashes, tabs and line ends vanish.
    read = target.replace("\\", "/").replace("\t", "").replace("\n", "").replace("\r", "")
    assert urlsplit(urljoin("http://localhost:8080/auth/callback", read)).netloc == "localhost:8080"
    assert "//" not in urlsplit(quote(read, safe="/?#:@%")).path
