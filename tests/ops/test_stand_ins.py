"""What a recording may show of a phone's text, and that nothing else ever does."""

from __future__ import annotations

import functools
import ipaddress
import re
import string
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eraser.dsl import folded
from eraser.model.phone import CallState, Facts, ListState, StatusMessage
from eraser.model.recording import Intended, Looked, Pressed, Recording, Refused, SeenScreen, Shown, read_recording
from eraser.model.screen import Row, Screen, SoftKeyText
from eraser.ops.menu_words import MENU_WORDS
from eraser.ops.stand_ins import StandIns

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FACTS = Facts(
    seen_at=AT,
    name="SEP001122334455",
    model="CP-8841",
    firmware="sip88xx.12-5-1SR3-74",
    serial="FCH1234ABCD",
    itl=ListState.INSTALLED,
    itl_signature="A1" * 20,
    authentication_url="https://cucm-pub.bank.example:8443/ccmcip/authenticate.jsp",
    tftp_servers=("10.20.30.40", "tftp-a"),
    user_locale="German_Germany",
    pages=("/CGI/Java/Serviceability?adapter=device.statistics.device",),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Security settings", "Security settings"),
        ("Securitysettings", "Securitysettings"),
        ("Reset security settings?", "Reset security settings?"),
        ("802.1X Authentication", "802.1X Authentication"),
        ("DHCP Enabled: Yes", "DHCP Enabled: Yes"),
        ("Wi-Fi client setup", "Wi-Fi client setup"),
        ("iDivert", "iDivert"),
        ("Line 12", "Line 12"),
        ("Anna Schmidt (5001)", "word-1 word-2 (number-1)"),
        ("CAPF Server 10.20.30.40", "CAPF Server 192.0.2.1"),
        ("SEP001122334455.cnf.xml.sgn(HTTP)", "SEP000000000001.cnf.xml.sgn(HTTP)"),
        ("MAC 00 11 22 33 44 55", "MAC 00:00:00:00:00:01"),
        ("MAC 0011.2233.4455 and 00-11-22-33-44-55", "MAC 00:00:00:00:00:01 and 00:00:00:00:00:01"),
        ("A0 2F 34 A6 79 5B 92 9E 9A 9A", "hex-1"),
        ("http://10.1.1.1/x?y=z", "url-1"),
        ("TFTP: cucm-pub.example.com", "TFTP: host-1.example"),
        ("Dialed +49 30 123 45", "Dialed number-1"),
        ("anna@bank.example", "word-1"),
        ("Sch1", "word-1"),
        ("𝓑𝓸𝓫call", "word-1"),  # letters that comparing drops
        ("fe80::1", "word-1"),
        ("Server 1::2", "Server number-1"),
        ("call@home", "word-1"),
        ("", ""),
    ],
)
def test_words_of_menus_stay_and_everything_else_has_a_stand_in(text: str, expected: str) -> None:
    assert expected == StandIns().text(text)


def test_a_value_has_one_stand_in_and_another_value_another() -> None:
    stand_ins = StandIns()

    assert ["TFTP word-1", "TVS word-1", "TFTP word-2"] == [
        stand_ins.text(one) for one in ("TFTP north-pub", "TVS North-Pub", "TFTP north-sub")
    ]


def test_a_word_that_a_person_keeps_is_shown_from_then_on_but_no_number_is() -> None:
    stand_ins = StandIns()
    assert "word-1 word-2" == stand_ins.text("Einstellungen löschen")

    assert ("Einstellungen",) == stand_ins.keep("Einstellungen 5001 s3rver")

    assert "Einstellungen word-2 number-1 word-3" == stand_ins.text("Einstellungen löschen 5001 s3rver")


def test_facts_keep_their_shape() -> None:
    expected = replace(
        FACTS,
        name="SEP000000000001",
        serial="serial-1",
        itl_signature=f"{1:040X}",
        authentication_url="https://host-1.example/",
        tftp_servers=("192.0.2.1", "host-2.example"),
    )

    assert expected == StandIns().facts(FACTS)


@pytest.mark.parametrize(
    ("model", "firmware"),
    [
        ("CP-7945G", "SCCP45.9-4-2SR3-1S"),
        ("CP-8865NR", "sip8845_65.12-5-1SR3-74"),
        ("CP-7940G", "P00308010200"),
        ("DX80", "sipdx80.10-2-5-212"),
        ("Cisco IP Communicator", "jar75sccp.9-4-2SR3-1S"),
    ],
)
def test_model_and_firmware_of_every_family_stay(model: str, firmware: str) -> None:
    shown = StandIns().facts(replace(FACTS, model=model, firmware=firmware))

    assert (model, firmware) == (shown.model, shown.firmware)


@pytest.mark.parametrize("wrong", ["pub.bank.example", "10.1.2.3", "Anna Schmidt", "SEP001122334455", "FCH1234ABCD"])
def test_model_and_firmware_of_another_shape_are_hidden(wrong: str) -> None:
    shown = StandIns().facts(replace(FACTS, model=wrong, firmware=wrong, user_locale=wrong))

    assert wrong not in (shown.model, shown.firmware, shown.user_locale)


def test_a_stamp_that_is_no_time_is_left_out() -> None:
    stamps = ["1:33:26a", "11:39:03am 10/09/18", "5001", "10.20.30.40", "Anna", None]

    shown = StandIns().status([StatusMessage("ITL installed", stamp) for stamp in stamps])

    assert ["1:33:26a", "11:39:03am 10/09/18", None, None, None, None] == [one.stamp for one in shown]


# --- the property ----------------------------------------------------------------------------------------------------

_LETTERS = string.ascii_letters + "äöüßéñłøžкириλ"
_HEX = st.text("0123456789ABCDEF", min_size=12, max_size=12).filter(
    lambda one: not one.startswith("0000")
)  # such stand in for others
_WORD = st.text(_LETTERS, min_size=3, max_size=14)
_HOST = st.lists(st.text(string.ascii_lowercase + string.digits, min_size=3, max_size=9), min_size=1, max_size=4).map(
    "-".join
)


def _spelled(digits: str, form: int) -> str:
    pairs = [digits[at : at + 2] for at in range(0, 12, 2)]
    return [
        "".join(pairs),
        ":".join(pairs),
        "-".join(pairs),
        " ".join(pairs),
        ".".join((digits[:4], digits[4:8], digits[8:])),
    ][form]


def _is_private(text: str) -> bool:
    """Whether a part of it is no word of menus, nor several of them joined."""
    parts = [folded(part) for part in re.findall(r"[^\W\d_]+", text)]
    return any(len(part) > 2 and not any(word in part for word in LONG_WORDS) for part in parts)


LONG_WORDS = [folded(word) for word in MENU_WORDS if len(word) > 2]
PRIVATE = {
    "name": _HEX.map(lambda digits: f"SEP{digits}"),
    "mac": st.builds(_spelled, _HEX, st.integers(0, 4)),
    # Not those that stand in for others: such a one may stand in for itself.
    "address": st.ip_addresses(v=4).map(str).filter(lambda one: not one.startswith(("192.0.2.", "198.51.100."))),
    "address 6": st.ip_addresses(v=6).filter(lambda one: one > ipaddress.IPv6Address("::ffff:ffff")).map(str),
    "host": _HOST,
    "domain": st.builds("{}.{}.example".format, _HOST, _WORD),
    "serial": st.from_regex(r"[A-Z]{3}\d{4}[A-Z0-9]{4}", fullmatch=True),
    "number": st.from_regex(r"\+?\d{3,14}", fullmatch=True),
    "number with blanks": st.from_regex(r"0\d{2,4} \d{3,4} \d{2,4}", fullmatch=True),
    "url": st.builds("http://{}:8080/{}?user={}".format, _HOST, _WORD, _WORD),
    "user": st.builds("{}.{}".format, _WORD, _WORD),
    "person": st.builds("{} {}".format, _WORD, _WORD),
    "password": st.text(_LETTERS + string.digits + "!#$%&+-_.", min_size=8, max_size=20),
}
OF_WORDS = {"host", "domain", "url", "user", "person", "password"}
AROUND = st.sampled_from(
    ["{}", "TFTP {}", "{} settings", "Reset {}?", "File Not Found : {}.cnf.xml", "({})", "a {}, b"]
)


@functools.lru_cache(maxsize=16)
def everything_noted(private: str, around: str) -> str:
    """A recording with the private text in every place where a phone, or a person who types, can bring one."""
    stand_ins = StandIns()
    said = around.format(private)
    facts = replace(
        FACTS, name=private, serial=private, authentication_url=private, tftp_servers=(private, said), service_mode=said,
        itl_signature=private, user_locale=said, pages=(said,),
    )  # fmt: skip
    screen = Screen(said, (Row(said, "1"), Row("Trust List", "2"), Row(said)), (SoftKeyText(1, said),))
    recording = Recording(
        recorded_at=AT,
        program="0.1.0",
        model=None,
        firmware=None,
        locale=None,
        soft_key_slots=4,
        screens=(SeenScreen(stand_ins.screen(screen), None, "why"),),
        steps=(
            Looked(0.0, stand_ins.facts(facts), stand_ins.status([StatusMessage(said, private)]), CallState.IDLE),
            Shown(1.0, 0),
            Pressed(2.0, stand_ins.uri(f"Key:{private}"), stand_ins.text(said)),
            Refused(3.0, stand_ins.uri(f"SettingsMenu:{private}"), stand_ins.text(private)),
            Intended(4.0, stand_ins.uri(private), stand_ins.text(private)),
        ),
    )
    return recording.to_json()


@pytest.mark.parametrize("kind", PRIVATE)
@given(data=st.data())
def test_nothing_private_gets_into_a_recording(kind: str, data: st.DataObject) -> None:
    private = data.draw(PRIVATE[kind], kind)
    around = data.draw(AROUND, "around")
    if kind in OF_WORDS and any(letter.isalpha() for letter in private):
        assume(_is_private(private))
    # What the same recording says about somebody else tells nothing: words of its form, digits of its stand-ins.
    assume(private.casefold() not in everything_noted("Zaphod", around).casefold())

    text = everything_noted(private, around)

    assert private.casefold() not in text.casefold()
    assert read_recording(text.encode(), "it").to_json() == text
