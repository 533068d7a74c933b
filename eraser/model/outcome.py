"""How the work on a phone can end, why, and the exceptions that carry it.

One closed list of outcomes is journal value, metric label, exit code, API word and report cell.
Errors come in two families: trying again may help, or a person must act. The last sentence of each class's docstring
is what the operator does next, and is printed.
"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    ERASED = "erased"
    ALREADY_TRUSTED = "already_trusted"
    NOT_APPLICABLE = "not_applicable"
    EXCLUDED = "excluded"
    UNPROVEN = "unproven"
    FAILED = "failed"
    MANUAL = "manual"
    BUSY = "busy"
    LOST = "lost"
    UNCERTAIN = "uncertain"
    PENDING = "pending"

    @property
    def settled_well(self) -> bool:
        """Whether nobody has to do anything more about the phone."""
        return self in _WELL


_WELL = frozenset({Outcome.ERASED, Outcome.ALREADY_TRUSTED, Outcome.NOT_APPLICABLE, Outcome.EXCLUDED})


class Reason(StrEnum):
    UNREACHABLE = "unreachable"
    WEB_ACCESS_OFF = "web_access_off"
    IDENTITY_MISMATCH = "identity_mismatch"
    AUTH_REFUSED = "auth_refused"
    AUTH_URL_UNREACHABLE = "auth_url_unreachable"
    AUTH_URL_UNVERIFIABLE = "auth_url_unverifiable"
    NO_DRIVER = "no_driver"
    NO_ROUTE = "no_route"
    SETTINGS_LOCKED = "settings_locked"
    SCREEN_UNEXPECTED = "screen_unexpected"
    KEY_REFUSED = "key_refused"
    IN_CALL = "in_call"
    NOT_ERASED = "not_erased"
    SAME_LIST_AGAIN = "same_list_again"
    NO_RETURN = "no_return"
    MODEL_WITHOUT_LIST = "model_without_list"
    MPP_FIRMWARE = "mpp_firmware"
    OPERATOR = "operator"
    BREAKER = "breaker"
    WINDOW = "window"
    CANARY = "canary"
    INTERRUPTED = "interrupted"
    INTERNAL = "internal"


class EraserError(Exception):
    """Something went wrong in this program. Report it with the log."""

    outcome = Outcome.FAILED
    reason = Reason.INTERNAL

    @property
    def next_step(self) -> str:
        """What the operator does next: the last sentence of the class's docstring."""
        sentences = " ".join((type(self).__doc__ or "").split()).rstrip(".").split(". ")
        return sentences[-1] + "."

    @property
    def detail(self) -> str:
        """One line for a person: what happened, and what to do."""
        return f"{self}. {self.next_step}" if str(self) else self.next_step


# --- trying again may help -------------------------------------------------------------------------------------------


class TryAgain(EraserError):
    """The phone did not answer as it should this time. Run again for this phone later."""


class Unreachable(TryAgain):
    """Nobody answers at the phone's address, or the connection broke. Check power, address and network path of the
    phone."""

    reason = Reason.UNREACHABLE


class PhoneOverloaded(TryAgain):
    """The phone answers that it can not serve now (HTTP 503). Run again for this phone later."""

    reason = Reason.UNREACHABLE


class AnswerCut(TryAgain):
    """The answer was cut short or is larger than any phone sends. Run again for this phone later."""

    reason = Reason.UNREACHABLE


class PressUnanswered(TryAgain):
    """A key left and no answer came: whether it was pressed only a look can tell. Look at the phone before pressing
    again."""

    reason = Reason.UNREACHABLE


class ClusterBusy(TryAgain):
    """The cluster has too much to do: its own rule on rate, or on outstanding changes. Run again in some minutes."""

    reason = Reason.UNREACHABLE


class CtiUnavailable(Unreachable):
    """No key can be sent over CTI; nothing was pressed. Check --cti-host and --cti-jar, that CTI Manager runs, and the
    user's password and CTI roles."""


class InCall(TryAgain):
    """The phone is in a call, or it can not be told that it is not. Run again for this phone when it is idle."""

    outcome = Outcome.BUSY
    reason = Reason.IN_CALL


class ScreenUnexpected(TryAgain):
    """The screen does not show what the route needs; nothing was confirmed. Look at the picture in the report and run
    again or go to the phone."""

    reason = Reason.SCREEN_UNEXPECTED


class PictureUnreadable(TryAgain):
    """The picture of the screen can not be read; nothing was confirmed. Look at the picture in the report and go to
    the phone."""

    reason = Reason.SCREEN_UNEXPECTED


# --- a person must act -----------------------------------------------------------------------------------------------


class PersonNeeded(EraserError):
    """A person must act. Go to the phone."""

    outcome = Outcome.MANUAL
    reason = Reason.NO_ROUTE


class WebAccessOff(PersonNeeded):
    """The address refuses HTTP: web access of the phone is off, or something else has the address. Erase at the
    phone, by hand."""

    reason = Reason.WEB_ACCESS_OFF


class IdentityMismatch(PersonNeeded):
    """The host did not show itself to be the phone of the inventory; no credential was sent. Correct the address in
    the inventory."""

    outcome = Outcome.FAILED
    reason = Reason.IDENTITY_MISMATCH


class AuthRefused(PersonNeeded):
    """The phone refuses the login. Check user, password and Controlled Devices."""

    reason = Reason.AUTH_REFUSED


class AuthInDoubt(AuthRefused):
    """The phone refuses the login, or can have nobody check it: both are Error 4 (phones §3.2). Check user, password
    and Controlled Devices, and that the phone's Authentication URL answers."""


class KeyRefused(PersonNeeded):
    """The phone says that it does not have this key. Check that the driver fits this model and firmware."""

    outcome = Outcome.FAILED
    reason = Reason.KEY_REFUSED


class NoExecute(PersonNeeded):
    """The phone's web server has no key interface. Erase at the phone, by hand."""

    reason = Reason.NO_ROUTE


class NoPicture(PersonNeeded):
    """The phone shows no picture of its screen, so no key can be confirmed by sight. Allow `--blind MODEL`, or erase
    by hand."""

    reason = Reason.NO_ROUTE


class BlindTryFailed(PersonNeeded):
    """The one unseen walk that `--blind` allows had no effect, and another would be a guess. Erase at the phone, by
    hand."""

    reason = Reason.NO_ROUTE


class SettingsLocked(PersonNeeded):
    """The settings menu is closed, restricted or asks for a password. Erase at the phone, by hand."""

    reason = Reason.SETTINGS_LOCKED


class NoDriver(PersonNeeded):
    """No driver knows this model, and nothing is guessed. Erase at the phone, by hand."""

    reason = Reason.NO_DRIVER


class AuthWavers(TryAgain):
    """The authentication server accepted this login from other phones of the run, but refused it from this one, or did
    not answer it in time. Check Controlled Devices for this phone, and the load of that server."""

    outcome = Outcome.MANUAL
    reason = Reason.AUTH_REFUSED


class BadInput(Exception):
    """Wrong usage, settings, inventory or files: one line per fault, exit code 2, nothing pressed."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class StoreBroken(Exception):
    """The journal can not be written, so nothing more may be pressed. Free space or correct the rights of the store's
    folder, then `itl-eraser resume RUN`."""

    def __str__(self) -> str:
        what = super().__str__()
        remedy = " ".join((StoreBroken.__doc__ or "").split())
        return f"{what}: {remedy}" if what else remedy
