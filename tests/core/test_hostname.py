"""Host names as people paste them."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import Reason, Refused
from bot.core.hostname import Hostname, check_name, link_host, parse_host, registrable, relative_name, to_unicode

UNDERSTOOD = [
    ("acme.com", "ls", "ls.acme.com"),
    ("ls.acme.com", "ls", "ls.acme.com"),
    ("go.acme.com", "ls", "go.acme.com"),
    ("a.b.acme.com", "ls", "a.b.acme.com"),
    ("LS.ACME.COM", "", "ls.acme.com"),
    ("ls.acme.com.", "", "ls.acme.com"),
    (" .acme.com ", "ls", "ls.acme.com"),
    ("https://acme.com/some/path?x=1#y", "ls", "ls.acme.com"),
    ("HTTP://user:secret@ls.acme.com:8443/", "", "ls.acme.com"),
    ("http:/ls.acme.com", "", "ls.acme.com"),
    ("ls.acme.com:443", "", "ls.acme.com"),
    ("jane.doe@acme.com", "ls", "ls.acme.com"),
    ("mailto:jane@acme.com?subject=hi", "ls", "ls.acme.com"),
    ("<https://ls.acme.com|ls.acme.com>", "", "ls.acme.com"),
    ("<mailto:jane@acme.com|jane@acme.com>", "ls", "ls.acme.com"),
    ("“ls.acme.com”", "", "ls.acme.com"),
    ("`ls.acme.com`", "", "ls.acme.com"),
    ("ls.acme\u200b.com\u202e", "", "ls.acme.com"),
    ("ls\u3002acme\uff0ecom", "", "ls.acme.com"),
    ("\uff4c\uff53.acme.com", "", "ls.acme.com"),
    ("ls.bücher.de", "", "ls.xn--bcher-kva.de"),
    ("LS.BÜCHER.DE", "", "ls.xn--bcher-kva.de"),
    ("ls.xn--bcher-kva.de", "", "ls.xn--bcher-kva.de"),
    ("faß.de", "ls", "ls.xn--fa-hia.de"),
    ("acme.co.uk", "ls", "ls.acme.co.uk"),
    ("acme.github.io", "ls", "ls.acme.github.io"),
    ("acme.nosuchtld", "ls", "ls.acme.nosuchtld"),
    ("acme.com", "ls.acme.com", "ls.acme.com"),
    ("acme.com", "LS.", "ls.acme.com"),
    ("acme.com", "eu.go", "eu.go.acme.com"),
    ("r3---sn.acme.com", "", "r3---sn.acme.com"),
    ("1.acme.com", "", "1.acme.com"),
]

REFUSED = [
    ("", Reason.EMPTY),
    ("  \u200b ", Reason.EMPTY),
    ("https://", Reason.EMPTY),
    ("ls.acme.com go.acme.com", Reason.TWO_HOSTS),
    ("ls.acme.com,go.acme.com", Reason.TWO_HOSTS),
    ("<http://a.com|a.com><http://b.com|b.com>", Reason.TWO_HOSTS),
    ("ls acme.com", Reason.NOT_A_HOST),
    ("*.acme.com", Reason.WILDCARD),
    ("192.0.2.1", Reason.IP_ADDRESS),
    ("http://192.0.2.1:80/", Reason.IP_ADDRESS),
    ("[2001:db8::1]:443", Reason.IP_ADDRESS),
    ("2001:db8::1", Reason.IP_ADDRESS),
    ("127.1", Reason.IP_ADDRESS),
    ("0x7f.1", Reason.IP_ADDRESS),
    ("\u0661\u0669\u0662.\u0660.\u0662.\u0661", Reason.IP_ADDRESS),
    ("_ls.acme.com", Reason.UNDERSCORE),
    ("l" * 64 + ".acme.com", Reason.LABEL_TOO_LONG),
    ("ü" * 63 + ".acme.com", Reason.LABEL_TOO_LONG),
    (".".join(["a" * 60] * 5), Reason.NAME_TOO_LONG),
    ("a" * 3000, Reason.NAME_TOO_LONG),
    ("com", Reason.PUBLIC_SUFFIX),
    ("co.uk", Reason.PUBLIC_SUFFIX),
    ("github.io", Reason.PUBLIC_SUFFIX),
    ("acme", Reason.NOT_A_HOST),
    ("ls..acme.com", Reason.NOT_A_HOST),
    ("-ls.acme.com", Reason.NOT_A_HOST),
    ("ls-.acme.com", Reason.NOT_A_HOST),
    ("ls!.acme.com", Reason.NOT_A_HOST),
    ("xn--a.com", Reason.NOT_A_HOST),
    ("🍕.ws", Reason.NOT_A_HOST),
    ("<@U0123456>", Reason.NOT_A_HOST),
    ("twilio.com", Reason.TWILIO_NAME),
    ("https://lsct.ashburn.us1.twilio.com.", Reason.TWILIO_NAME),
]


@pytest.mark.parametrize(("text", "subdomain", "ascii_name"), UNDERSTOOD)
def test_what_people_paste_is_understood(text: str, subdomain: str, ascii_name: str) -> None:
    assert parse_host(text, subdomain).ascii == ascii_name


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_cannot_be_a_host_is_refused_with_its_reason(text: str, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        parse_host(text, "ls")
    assert (refused.value.reason, refused.value.field) == (reason, "host")


def test_a_whole_domain_is_refused_where_no_subdomain_is_given() -> None:
    with pytest.raises(Refused) as refused:
        parse_host("acme.co.uk")
    assert refused.value.reason is Reason.APEX
    assert refused.value.details == {"host": "acme.co.uk", "suggestion": "ls.acme.co.uk"}


@pytest.mark.parametrize(
    ("subdomain", "reason"),
    [("l_s", Reason.UNDERSCORE), ("a b", Reason.NOT_A_HOST), ("*", Reason.WILDCARD), ("l" * 64, Reason.LABEL_TOO_LONG)],
)
def test_a_bad_subdomain_is_named_as_the_field_at_fault(subdomain: str, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        parse_host("acme.com", subdomain)
    assert (refused.value.reason, refused.value.field) == (reason, "subdomain")


def test_of_a_web_sites_address_the_clients_domain_is_meant_unless_www_is_typed_as_the_subdomain() -> None:
    assert link_host("https://www.Acme.com/sale?x=1", "ls").ascii == "ls.acme.com"
    assert link_host("www.acme.com", "www").ascii == "www.acme.com"
    assert link_host("www.acme.com", "").ascii == "www.acme.com"
    assert link_host("go.acme.com", "ls").ascii == "go.acme.com"


def test_all_parts_of_a_name_are_told() -> None:
    assert parse_host("https://Bücher.de/", "ls") == Hostname(
        "ls.xn--bcher-kva.de", "ls.bücher.de", "xn--bcher-kva.de", "ls"
    )


def test_names_are_relative_to_their_zone() -> None:
    assert relative_name("ls.acme.com", "acme.com") == "ls"
    assert relative_name("a.b.acme.com", "acme.com") == "a.b"
    assert relative_name("acme.com", "acme.com") == "@"
    assert relative_name("ls.xacme.com", "acme.com") == "ls.xacme.com"


def test_the_registrable_domain_stands_below_the_public_suffix() -> None:
    assert registrable("ls.acme.co.uk") == "acme.co.uk"
    assert registrable("a.b.acme.github.io") == "acme.github.io"
    assert registrable("com") == "com"


def test_names_that_are_no_link_hosts_can_be_checked_too() -> None:
    assert check_name("lsct.ashburn.us1.twilio.com.") == "lsct.ashburn.us1.twilio.com"


def test_the_list_of_suffixes_is_read_only_when_a_host_is_parsed() -> None:
    code = "import sys, bot.core.hostname; print('publicsuffixlist' in sys.modules)"
    home = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=home)
    assert done.stdout.strip() == "False"


LABEL = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
SOUP = st.one_of(
    st.text(max_size=80),
    st.lists(LABEL, min_size=1, max_size=5).map(".".join),
    st.builds("{}{}.{}{}".format, st.sampled_from(["", "https://", "<http://", "a@"]), LABEL, LABEL, LABEL),
)
NAMES = st.from_regex(r"\A[a-zäöß0-9]{1,10}(\.[a-z0-9]{1,10}){1,3}\.(com|co\.uk|test|de)\Z")


def parsed(text: str, subdomain: str) -> Hostname | None:
    try:
        return parse_host(text, subdomain)
    except Refused:
        return None


@settings(deadline=None, max_examples=400)
@given(SOUP, st.sampled_from(["", "ls", "ls.acme.com"]))
def test_nothing_but_a_refusal_ever_comes_of_rubbish(text: str, subdomain: str) -> None:
    host = parsed(text, subdomain)
    if host is not None:
        assert_sound(host)


@settings(deadline=None, max_examples=200)
@given(NAMES)
def test_a_parsed_host_is_parsed_to_itself(text: str) -> None:
    host = parsed(text, "ls")
    if host is not None:
        assert_sound(host)


@settings(deadline=None, max_examples=200)
@given(SOUP, SOUP)
def test_nothing_comes_of_a_rubbish_subdomain_either(text: str, subdomain: str) -> None:
    host = parsed(text, subdomain)
    assert host is None or host.ascii.isascii()


def assert_sound(host: Hostname) -> None:
    """Idempotent, round trip between its two forms, within the limits of DNS, nothing invisible in it."""
    assert parse_host(host.ascii) == host
    assert parse_host(host.unicode) == host
    assert to_unicode(host.ascii) == host.unicode
    assert host.ascii == f"{host.name}.{host.zone}"
    assert len(host.ascii) <= 253
    assert all(0 < len(label) <= 63 for label in host.ascii.split("."))
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zs") for char in host.unicode)
