"""Which phones a run is about: `--limit`, `--site`, `--exclude`. What is excluded stays in the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from eraser.model.outcome import BadInput, Outcome, Reason
from eraser.model.phone import Phone, phone_name
from eraser.model.run import Result
from eraser.ops.settings import Settings
from eraser.service.job import Job


@dataclass(frozen=True, slots=True)
class Selection:
    """The phones of the run in the inventory's order, and by key what excluded a phone."""

    phones: tuple[Phone, ...]
    excluded: dict[str, str]
    warnings: tuple[str, ...] = ()


_NO = frozenset({"", "no", "none", "false", "0", "-", "n", "off"})
_BEHIND_VPN = (
    "the inventory's column {column}: a phone behind a VPN may lose its login with the list, and reaches neither a new "
    "TFTP server nor a technician (--with-vpn includes it)"
)


def select(
    phones: Sequence[Phone],
    *,
    limit: Sequence[str] = (),
    exclude: Sequence[str] = (),
    site: Sequence[str] = (),
    with_vpn: bool = False,
    do_not_touch: Sequence[str] = (),
) -> Selection:
    """Limit and site choose; exclude and the standing lists win over both. Phones behind a VPN are left out unless they
    are asked for (trust §6.9).

    Raises:
        BadInput: nothing is chosen, a pattern matches no phone, or it can not be told whether it matches.
    """
    faults: list[str] = []
    patterns = [*_patterns(exclude, faults), *_listed(do_not_touch, faults)]
    faults += [
        f"--limit {pattern}: matches no name, model or site of the inventory; correct it"
        for pattern in limit
        if not any(_matches(phone, pattern) for phone in phones)
    ]
    faults += [
        f"--site {word}: no phone of the inventory has this site; correct it"
        for word in site
        if not any(_same(phone.site, word) for phone in phones)
    ]
    chosen = [
        phone
        for phone in phones
        if (not limit or any(_matches(phone, pattern) for pattern in limit))
        and (not site or any(_same(phone.site, word) for word in site))
    ]
    warnings = [warning for pattern, word in patterns for warning in _doubt(pattern, word, phones, faults)]
    warnings += [warning for pattern in limit for warning in _passed_over(pattern, phones)]
    if not faults and not chosen:
        faults.append("--limit and --site together choose no phone; correct one of them")
    if faults:
        raise BadInput(*faults)
    excluded = {} if with_vpn else {one.key: word for one in chosen if (word := _vpn_word(one))}
    excluded |= {
        phone.key: word for pattern, word in reversed(patterns) for phone in chosen if _matches(phone, pattern)
    }
    return Selection(tuple(chosen), excluded, tuple(warnings))


def select_by(settings: Settings, phones: Sequence[Phone]) -> Selection:
    """As the settings of a call say, from whichever place. Raises BadInput as `select` does."""
    return select(
        phones,
        limit=settings.limit,
        exclude=settings.exclude,
        site=settings.site,
        with_vpn=settings.with_vpn,
        do_not_touch=settings.do_not_touch,
    )


def _vpn_word(phone: Phone) -> str:
    """What says that the phone is behind a VPN: a column of the inventory, since no page of a phone tells."""
    for column, value in phone.extra.items():
        if column.casefold().startswith("vpn") and value.strip().casefold() not in _NO:
            return _BEHIND_VPN.format(column=column)
    return ""


def never_to_touch(job: Job, lists: Sequence[str]) -> dict[str, str]:
    """The phones of a resumed run that the standing lists name by now, unless a confirming key was pressed: those are
    only looked at.

    Raises:
        BadInput: a list can not be read.
    """
    faults: list[str] = []
    patterns = _listed(lists, faults)
    if faults:
        raise BadInput(*faults)
    spared = [one for one in job.to_do if one.key not in job.histories or not job.histories[one.key].intents]
    return {phone.key: word for pattern, word in reversed(patterns) for phone in spared if _matches(phone, pattern)}


def excluded_result(phone: Phone, word: str) -> Result:
    """The record of a phone that the operator left out."""
    return Result(
        name=phone.key,
        address=phone.address,
        site=phone.site,
        model=phone.model,
        firmware=phone.firmware,
        serial=None,
        outcome=Outcome.EXCLUDED,
        reason=Reason.OPERATOR,
        detail=f"Left out by {word}; nothing was asked of it.",
        extra=phone.extra,
    )


def _patterns(words: Sequence[str], faults: list[str]) -> list[tuple[str, str]]:
    """Each pattern with how it was said: `--exclude SEP00*` or `list.txt:3`."""
    patterns = []
    for word in words:
        if not word.startswith("@"):
            patterns.append((word, f"--exclude {word}"))
            continue
        patterns += _lines_of(word[1:], f"--exclude {word}: can not be read", faults)
    return patterns


def _listed(lists: Sequence[str], faults: list[str]) -> list[tuple[str, str]]:
    """The patterns of the standing lists. One that can not be read must not be passed over."""
    told = "is named by do_not_touch in the settings and can not be read"
    return [one for path in lists for one in _lines_of(path, f"{path}: {told}", faults)]


def _lines_of(path: str, fault: str, faults: list[str]) -> list[tuple[str, str]]:
    try:
        lines = Path(path).expanduser().read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no UTF-8 text"
        faults.append(f"{fault} ({reason}); write one pattern a line into a text file")
        return []
    patterns = ((line.partition("#")[0].strip(), number) for number, line in enumerate(lines, start=1))
    return [(pattern, f"{path}:{number}") for pattern, number in patterns if pattern]


def _doubt(pattern: str, word: str, phones: Sequence[Phone], faults: list[str]) -> list[str]:
    """A pattern that spares nobody, or of which it can not be told whom it spares, must not go unnoticed."""
    by_model = [phone for phone in phones if _same_glob(phone.model, pattern)]
    without_model = [phone for phone in phones if not phone.model and not _matches(phone, pattern)]
    if by_model and without_model:
        faults.append(
            f"{word}: {len(without_model)} phones have no model in the inventory, so whether {pattern} means them can "
            f"not be told (first: {without_model[0].key}); add their model, or exclude by name"
        )
    if any(_matches(phone, pattern) for phone in phones):
        return []
    if word.startswith("--exclude"):
        faults.append(f"{word}: matches no name, model or site of the inventory; correct or remove it")
        return []
    return [f"{word}: {pattern} matches no phone of the inventory"]


def _passed_over(pattern: str, phones: Sequence[Phone]) -> list[str]:
    unknown = [phone for phone in phones if not phone.model and not _matches(phone, pattern)]
    if not unknown or not any(_same_glob(phone.model, pattern) for phone in phones):
        return []
    return [f"--limit {pattern}: {len(unknown)} phones have no model in the inventory and are passed over"]


def _matches(phone: Phone, pattern: str) -> bool:
    name = phone_name(pattern)
    return (name is not None and phone.name == name) or any(
        _same_glob(value, pattern) for value in (phone.name, phone.model, phone.site)
    )


def _same_glob(value: str | None, pattern: str) -> bool:
    return value is not None and fnmatchcase(value.casefold(), pattern.casefold())


def _same(value: str | None, word: str) -> bool:
    return value is not None and value.casefold() == word.casefold()
