"""Users and passwords: from the environment, from a file that it names, or asked for on the terminal. Nowhere else."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from eraser.model.outcome import BadInput

Kind = Literal["phone", "cucm", "ssh"]
_LONGEST_BYTES = 4096  # a password file; anything longer is another file
_NAMES = {"phone": "phones", "cucm": "CUCM", "ssh": "SSH"}


class Credentials(BaseSettings):
    """What the environment says."""

    model_config = SettingsConfigDict(env_prefix="ITL_ERASER_", env_ignore_empty=True, extra="ignore", frozen=True)

    phone_user: str | None = None
    phone_password: SecretStr | None = None
    phone_password_file: Path | None = None
    cucm_user: str | None = None
    cucm_password: SecretStr | None = None
    cucm_password_file: Path | None = None
    ssh_user: str | None = None
    ssh_password: SecretStr | None = None
    ssh_password_file: Path | None = None


CREDENTIAL_WORDS = frozenset(Credentials.model_fields)


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password that does not print."""

    user: str
    password: SecretStr
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terminal:
    """How a person is asked: `ask_user` with an echo, `ask_password` without."""

    ask_user: Callable[[str], str]
    ask_password: Callable[[str], str]


def has_login(kind: Kind) -> bool:
    """Whether the environment names a user for `kind`."""
    return bool(getattr(Credentials(), f"{kind}_user"))


def read_login(kind: Kind, terminal: Terminal | None = None) -> Login:
    """The login for `kind`; what the environment lacks is asked for if there is a terminal.

    Raises:
        BadInput: it is given twice, can not be read, or is missing and nobody can be asked.
    """
    given = Credentials()
    user: str | None = getattr(given, f"{kind}_user")
    password: SecretStr | None = getattr(given, f"{kind}_password")
    file: Path | None = getattr(given, f"{kind}_password_file")
    name = f"ITL_ERASER_{kind.upper()}"
    warnings: tuple[str, ...] = ()
    if password and file:
        raise BadInput(f"environment: {name}_PASSWORD and {name}_PASSWORD_FILE are both given; remove one")
    if file:
        password, warnings = _read_file(file, f"{name}_PASSWORD_FILE")
    missing = [word for word, value in ((f"{name}_USER", user), (f"{name}_PASSWORD_FILE", password)) if not value]
    if missing and not terminal:
        raise BadInput(f"environment: no login for the {_NAMES[kind]}; set {' and '.join(missing)}, or use a terminal")
    if terminal:
        user = user or terminal.ask_user(f"User for the {_NAMES[kind]}: ").strip()
        password = password or SecretStr(terminal.ask_password(f"Password of {user}: "))
    if not user or not password or ":" in user:
        raise BadInput(f"{name}_USER: a user is not empty and has no colon, a password is not empty; give both")
    return Login(user, password, warnings)


def _read_file(path: Path, name: str) -> tuple[SecretStr, tuple[str, ...]]:
    try:
        mode = path.stat().st_mode
        with path.open("rb") as file:
            content = file.read(_LONGEST_BYTES + 1)
        text = content.decode().removesuffix("\n").removesuffix("\r")
    except FileNotFoundError:
        raise BadInput(f"{name}: {path} does not exist; check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"{name}: {path} is no UTF-8 text; write the password alone into it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise BadInput(f"{name}: {path} can not be read ({reason}); check it") from None
    if not text or "\n" in text or len(content) > _LONGEST_BYTES:
        raise BadInput(f"{name}: {path} does not hold one line with a password; write the password alone into it")
    if stat.S_IMODE(mode) & 0o044:
        others = f"{name}: {path} can be read by others (mode {stat.S_IMODE(mode):04o}); run chmod 600 {path}"
        return SecretStr(text), (others,)
    return SecretStr(text), ()
