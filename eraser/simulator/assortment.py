"""The phones that fleets are made of, by kind: what a profile has of each."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from eraser.simulator import cases, cases_odd
from eraser.simulator.cases import Authentication, Case
from eraser.simulator.catalogue import BY_HAND, ERASABLE, WITHOUT_LIST
from eraser.simulator.menus import hostile_layouts_for, layouts_for, layouts_in, rare_layouts_for
from eraser.simulator.state import Quirks
from eraser.simulator.stranger import StrangerKind
from eraser.simulator.web_quirks import WebQuirks

MODELS_WITH_LIST = ("CP-8841", "CP-7945G", "CP-7821", "CP-8851", "CP-9971", "CP-7965G", "CP-7841")
MODEL_WITHOUT_LIST = "CP-7940G"
_OTHER_MODELS = tuple(known.model for known in ERASABLE if known.model not in MODELS_WITH_LIST)


def in_turn(*columns: tuple[Case, ...]) -> tuple[Case, ...]:
    """One of each column, then the next of each: a small fleet has every family, a larger one every layout."""
    return tuple(case for row in zip_longest(*columns) for case in row if case is not None)


def _all_layouts(model: str) -> tuple[Case, ...]:
    return tuple(cases.a_phone(model, layout) for layout in layouts_for(model))


EVERY_LAYOUT = in_turn(*map(_all_layouts, MODELS_WITH_LIST), (cases.a_phone_without_list(MODEL_WITHOUT_LIST),))

_WITHOUT_LIST = tuple(cases.a_phone_without_list(known.model) for known in WITHOUT_LIST)
_FOR_A_PERSON = tuple(cases_odd.a_phone_for_a_person(known.model) for known in BY_HAND)
_PROGRAMS = (cases_odd.a_communicator(), cases_odd.a_communicator("CIPCDESK07"))
# The models of `easy` come first, so that a small fleet is the same in both.
EVERY_FAMILY = in_turn(
    *map(_all_layouts, MODELS_WITH_LIST),
    (cases.a_phone_without_list(MODEL_WITHOUT_LIST),),
    *map(_all_layouts, _OTHER_MODELS),
    *((host,) for host in (*_WITHOUT_LIST, *_FOR_A_PERSON, *_PROGRAMS)),
)

# Every phone asks a server that is gone (phones §0.3, cucm §3.3).
DEAD_AUTHENTICATION = tuple(cases.left_by_its_authentication_server(case) for case in EVERY_LAYOUT if case.erasable)

# Keys reach them through their shell alone (phones §6). The layouts are those that the likeliest digits fit.
SHELLS = (
    cases.a_phone_with_a_shell("old", "CP-8841", "88xx-5-4-5"),
    cases.a_phone_with_a_shell("modern", "CP-7841", "78xx-5-4-5"),
    cases.a_phone_with_a_shell("modern", "CP-8841", "88xx-5-4-4"),
    cases.a_phone_with_a_shell("old", "CP-7841", "78xx-5-4-5"),
    cases.a_phone_with_a_shell("modern", "CP-9971", ""),
    cases.a_phone_with_a_shell("old", "CP-7945G", ""),
)

# Variants that change nothing about whether a phone can be erased (phones §9).
MILD = (
    cases.a_phone_in_mixed_mode("CP-8841"),
    cases.a_phone("CP-8851", confirm_keys=2),
    cases.a_phone("CP-7945G", padlock_open=True),
    cases.a_phone_that_does_not_restart("CP-7841"),
    cases.a_phone("CP-8841", notice_after=True),
    cases.a_phone("CP-7965G", restarts=False),
    cases.a_phone("CP-8851", dark=True),
    cases.a_phone_in_mixed_mode("CP-7821"),
    cases.a_phone_without_list(MODEL_WITHOUT_LIST),
)

_NASTY_WEB = (
    ("503 every fifth time", WebQuirks(unavailable_every=5), "CP-8841"),
    ("cut every seventh time", WebQuirks(cut_every=7), "CP-7821"),
    ("reset every ninth time", WebQuirks(reset_every=9), "CP-7945G"),
    ("no answer every eleventh time", WebQuirks(unanswered_every=11), "CP-8851"),
    ("slow", WebQuirks(answer_takes_s=0.4), "CP-7841"),
    ("chunked", WebQuirks(framing="chunked"), "CP-8841"),
    ("one connection", WebQuirks(one_connection=True), "CP-8851"),
    ("short keep-alive", WebQuirks(idle_s=0.3), "CP-7821"),
    ("cut every second time, its end told by the close", WebQuirks(cut_every=2, framing="close"), "CP-8841"),
)
NASTY_WEB = tuple(cases.a_phone_with_a_nasty_web_server(*one) for one in _NASTY_WEB)

NO_WAY_IN = (
    cases.a_phone_with_web_access_off("CP-8841"),
    cases.another_phone_at_the_address("CP-8851"),
    cases.a_phone_whose_authentication_url_is(Authentication.UNVERIFIABLE, "CP-7841"),
    cases.a_stranger(StrangerKind.PRINTER),
    cases.a_phone_whose_authentication_url_is(Authentication.DEAD, "CP-7965G"),
    cases.a_phone_with_settings_locked("CP-8841"),
    cases.a_stranger(StrangerKind.LOGIN),
    cases.a_phone_whose_authentication_url_is(Authentication.NOT_CONTROLLED, "CP-9971"),
    cases.a_phone_that_asks_for_a_password("CP-8851"),
    cases.a_stranger(StrangerKind.REDIRECT),
)

AFTERWARDS = (
    cases.a_phone_that_is_offered_its_old_list("CP-8841"),
    cases.a_phone_that_never_returns("CP-7821"),
    cases.a_phone_that_is_offered_nothing("CP-8851"),
    cases.a_phone_that_is_offered_its_old_list("CP-7945G"),
    cases.a_phone_that_never_returns("CP-7965G"),
    cases_odd.a_phone_that_points_to_the_old_server("CP-7841"),
    cases.a_phone("CP-6941", restarts=False),
    cases.a_phone("CP-8945", notice_after=True, confirm_keys=2),
    cases_odd.a_phone_that_points_to_the_old_server("CP-8861", alternate=True),
    cases.a_phone_that_is_offered_nothing("CP-7911G"),
    cases.a_phone("CP-9951", notice_after=True),
    cases.a_phone_that_never_returns("CP-8831"),
)

CALLS = (
    cases.a_phone_in_a_call("CP-8841"),
    cases.a_phone_that_gets_a_call("CP-8851", after_keys=2),
    cases.a_phone_in_a_call("CP-7945G"),
    cases.a_phone_that_gets_a_call("CP-7821", after_keys=3),
    cases.a_phone_in_a_call("CP-9971"),
    cases.a_phone_that_gets_a_call("CP-7965G", after_keys=4),
    cases.a_phone_in_a_call("CP-7841"),
    cases.a_phone_that_gets_a_call("CP-8841", after_keys=1),
)
# Calls that no stream tells of (cucm §6.1), and those of the other families.
ODD_CALLS = (
    cases_odd.a_phone_with_a_held_call("CP-8841"),
    cases_odd.a_ringing_phone("CP-7965G"),
    cases_odd.a_phone_whose_call_ends("CP-8851"),
    cases_odd.a_phone_with_a_held_call("CP-7945G"),
    cases_odd.a_ringing_phone("CP-7821"),
    cases.a_phone_in_a_call("CP-6941"),
    cases.a_phone_in_a_call("CP-8945"),
    cases.a_phone_that_gets_a_call("CP-7975G", after_keys=3),
)

HOSTILE_MENUS = in_turn(
    *(
        tuple(cases.a_phone_with_a_hostile_menu(model, layout) for layout in hostile_layouts_for(model))
        for model in (*MODELS_WITH_LIST, *_OTHER_MODELS)
    )
)

# Slow screens: keys that come within the redraw are lost; the press takes effect after its answer (phones §0.1).
SLOW_SCREENS = (
    replace(cases.a_phone("CP-8841"), quirks=Quirks(redraw_s=0.4)),
    replace(cases.a_phone("CP-7821"), quirks=Quirks(press_lag_s=0.3)),
    replace(cases.a_phone("CP-8851"), quirks=Quirks(nav_back_works=False, dark=True)),
    cases.a_phone_in_another_language("CP-8841"),
    cases.a_phone_whose_authentication_url_is(Authentication.BLANK, "CP-7945G"),
)

# Every switch of phones §3.4.
ACCESS = (
    cases_odd.a_phone_that_speaks_https("CP-8841"),
    cases_odd.a_phone_with_settings_restricted("CP-8851"),
    cases.a_phone("CP-7841", ssh_access=True),
    cases.a_phone_with_settings_locked("CP-7945G"),
    cases_odd.a_phone_with_settings_restricted("CP-7965G"),
    cases_odd.a_phone_that_takes_a_password("CP-7821"),
    cases.a_phone_that_asks_for_a_password("CP-7962G"),
    cases_odd.a_phone_that_speaks_https("CP-8861", listed=False),
    cases.a_phone_with_settings_locked("CP-6941"),
    cases_odd.a_phone_with_settings_restricted("CP-8831"),
)

# Every reply of phones §3.2.
REPLIES = (
    cases_odd.a_phone_with_other_replies("empty data", WebQuirks(empty_data=True), "CP-8841"),
    cases_odd.a_phone_with_other_replies("to be fetched elsewhere (303)", WebQuirks(moved=303), "CP-7945G"),
    cases_odd.a_phone_that_refuses_by_status("403", "CP-8851"),
    cases_odd.a_phone_with_other_replies("to be fetched elsewhere (302)", WebQuirks(moved=302), "CP-7841"),
    cases_odd.a_phone_that_refuses_by_status("401", "CP-9971"),
    cases_odd.a_phone_with_other_replies("remembered login", WebQuirks(remembers_login_s=30.0), "CP-7821"),
    cases_odd.a_phone_that_breaks_off("error 3 every fifth time", WebQuirks(error_every=5), reason="key_refused"),
    cases_odd.a_phone_that_breaks_off(
        "error 2 always", WebQuirks(error_every=1, error_number=2), "CP-7965G", reason="key_refused"
    ),
    cases_odd.a_phone_that_breaks_off("no Execute", WebQuirks(has_execute=False), "CP-8851", reason="no_route"),
    cases_odd.a_phone_that_breaks_off("no pictures", WebQuirks(has_picture=False), "CP-7841", reason="no_route"),
    cases_odd.a_phone_that_breaks_off(
        "login refused every sixth time", WebQuirks(refuse_every=6), reason="auth_refused"
    ),
)

# Ways that sources dispute, or one tool alone tells of (phones §2.1, §2.3, §9).
DISPUTED = (
    cases_odd.erased_at_once("CP-7970G"),
    *(cases_odd.a_phone_with_a_rare_menu("CP-8841", layout) for layout in rare_layouts_for("CP-8841")),
    cases_odd.a_phone_with_one_menu_key("CP-7911G", "AppMenu"),
    *(cases_odd.a_phone_with_a_rare_menu("CP-7841", layout) for layout in rare_layouts_for("CP-7841")),
    cases_odd.a_phone_with_one_menu_key("CP-8945", "Settings"),
    cases_odd.a_phone_with_one_menu_key("CP-8941", "Applications"),
    *(cases_odd.a_phone_with_a_rare_menu("CP-7942G", layout) for layout in rare_layouts_for("CP-7942G")),
    *(cases_odd.a_phone_with_a_rare_menu("CP-8831", layout) for layout in rare_layouts_for("CP-8831")),
    cases.a_phone("CP-8841", signature_digits=64),
    cases.a_phone("CP-7961G", old_picture=True),
    cases.a_phone("CP-7906G", unlock_soft_key=True),
    cases.a_phone("CP-7975G", unlock_soft_key=True, erase_hidden_when_locked=False),
    cases_odd.a_phone_on_multiplatform_firmware("CP-8841"),
    cases.a_phone("CP-7841", dark=True, wake_key_lost=False),
    cases.a_phone("CP-6945", dark=True),
    cases.a_phone("CP-7861", confirm_keys=2),
    cases_odd.a_phone_whose_erased_list_is("absent", "CP-8865"),
    cases.a_phone("CP-8961", confirm_keys=2, notice_after=True),
    cases_odd.a_phone_whose_erased_list_is("empty", "CP-7811"),
)

_GERMAN_MODELS = ("CP-8841", "CP-7945G", "CP-7821", "CP-9971", "CP-7911G", "CP-6921", "CP-8945", "CP-8831", "CP-7832")
STRANGE = in_turn(
    tuple(
        cases_odd.a_phone_with_screens_in_another_language(model, layout)
        for model in _GERMAN_MODELS
        for layout in layouts_in("de", model)
    ),
    (
        cases.a_stranger(StrangerKind.SUCCESS),
        cases_odd.a_phone_that_breaks_off(
            "one byte a second", WebQuirks(byte_takes_s=1.0), "CP-7841", reason="unreachable"
        ),
        cases.a_phone_in_another_language("CP-7821"),
        cases.a_phone_with_a_nasty_web_server(
            "one slow connection", WebQuirks(one_connection=True, keep_alive=False, answer_takes_s=0.2), "CP-8851"
        ),
    ),
)
