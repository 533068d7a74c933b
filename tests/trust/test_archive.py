"""The archive of lists: it grows, loses nothing, and finds a list by what a phone's page prints."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eraser.model.outcome import BadInput
from eraser.ops import whole_file
from eraser.trust.archive import Archive, Keeper
from eraser.trust.fetch import ListServer, Served
from tests.trust.cases import NEW, OLD

PUB, SUB = ListServer("tftp", "10.1.1.1", 69), ListServer("http", "10.1.1.2", 6970)
NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
ITL, CTL, CHANGED = OLD.itl(), OLD.ctl(), OLD.itl(timestamp=1_500_000_000)
REMEDY = "restore it from a backup, or fetch it again into a new folder"


def digest(name: str, data: bytes) -> str:
    return hashlib.new(name, data).hexdigest().upper()


def kept(folder: Path, *served: Served, at: datetime = NOON) -> list[bool]:
    keeper = Keeper(folder)
    new = [keeper.add(one, fetched_at=at)[1] for one in served]
    keeper.save()
    return new


def filled(folder: Path) -> Path:
    kept(
        folder, Served("ITLFile.tlv", ITL, PUB), Served("CTLFile.tlv", CTL, PUB), Served("ITLFile.tlv", NEW.itl(), SUB)
    )
    return folder


def refusal(folder: Path) -> tuple[str, ...]:
    with pytest.raises(BadInput) as caught:
        Archive.read(folder)
    return caught.value.faults


def test_the_manifest_says_where_each_list_came_from_and_all_its_hashes(tmp_path: Path) -> None:
    kept(tmp_path, Served("ITLFile.tlv", ITL, PUB))

    expected = {
        "server": "tftp://10.1.1.1",
        "name": "ITLFile.tlv",
        "size_bytes": len(ITL),
        "md5": digest("md5", ITL),
        "sha1": digest("sha1", ITL),
        "sha256": digest("sha256", ITL),
        "sha512": digest("sha512", ITL),
        "fetched_at": "2026-03-01T12:00:00Z",
        "timestamp": "2015-03-06T18:45:13Z",
        "signer": {
            "subject": OLD.callmanager.subject,
            "issuer": OLD.callmanager.issuer,
            "serial": OLD.callmanager.serial_hex,
        },
        "unreadable": None,
    }
    assert {"form": 1, "files": [expected]} == json.loads((tmp_path / "manifest.json").read_bytes())
    assert ITL == (tmp_path / "lists" / f"{digest('sha256', ITL)}.tlv").read_bytes()


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
def test_a_list_is_found_by_what_a_page_prints(tmp_path: Path, name: str) -> None:
    archive = Archive.read(filled(tmp_path))
    signature = digest(name, CTL)
    blanks = " ".join(signature[at : at + 2] for at in range(0, len(signature), 2))

    assert [CTL] * 3 == [archive.find(each) for each in (signature, signature.lower(), blanks)]


@pytest.mark.parametrize(
    "signature",
    ["", "EE5C", "0" * 40, "not hex", digest("md5", b"other"), digest("sha384", CTL)],
    ids=["empty", "short", "zeros", "no hex", "of another file", "of another length"],  # a list is new in each process
)
def test_another_signature_finds_nothing(tmp_path: Path, signature: str) -> None:
    assert Archive.read(filled(tmp_path)).find(signature) is None


def test_the_same_list_again_is_no_new_entry(tmp_path: Path) -> None:
    filled(tmp_path)
    before = (tmp_path / "manifest.json").read_bytes()

    assert [False] == kept(tmp_path, Served("ITLFile.tlv", ITL, PUB), at=LATER)
    assert before == (tmp_path / "manifest.json").read_bytes()


def test_a_list_that_changed_is_a_new_entry_and_the_old_one_stays(tmp_path: Path) -> None:
    filled(tmp_path)

    assert [True] == kept(tmp_path, Served("ITLFile.tlv", CHANGED, PUB), at=LATER)
    archive = Archive.read(tmp_path)
    assert [ITL, CHANGED] == [archive.find(digest("md5", each)) for each in (ITL, CHANGED)]
    assert ["2026-03-01T12:00:00Z", "2026-03-02T12:00:00Z"] == [
        one.fetched_at for one in archive.entries if (one.server, one.name) == (str(PUB), "ITLFile.tlv")
    ]


def test_one_list_under_many_names_lies_there_once(tmp_path: Path) -> None:
    kept(tmp_path, *(Served(f"ITLSEP00112233445{n}.tlv", ITL, PUB) for n in range(5)))

    assert (5, 1) == (len(Archive.read(tmp_path).entries), len(list((tmp_path / "lists").iterdir())))


def test_two_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    one, other = Keeper(tmp_path), Keeper(tmp_path)
    one.add(Served("ITLFile.tlv", ITL, PUB))
    other.add(Served("CTLFile.tlv", CTL, PUB))
    one.save()
    other.save()

    assert {"ITLFile.tlv", "CTLFile.tlv"} == {entry.name for entry in Archive.read(tmp_path).entries}


def test_what_is_no_list_is_kept_and_said_to_be_none(tmp_path: Path) -> None:
    kept(tmp_path, Served("ITLFile.tlv", b"<html>busy</html>", PUB))
    (entry,) = Archive.read(tmp_path).entries

    assert (None, "no header: the file begins with b'<html>busy</html'") == (entry.signer, entry.unreadable)


# --- killed in the middle --------------------------------------------------------------------------------------------


def test_lists_that_the_manifest_does_not_name_yet_are_found(tmp_path: Path) -> None:
    filled(tmp_path)
    Keeper(tmp_path).add(Served("ITLFile.tlv", CHANGED, PUB))  # and killed before it saved

    archive = Archive.read(tmp_path)
    assert (3, CHANGED) == (len(archive.entries), archive.find(digest("sha1", CHANGED)))
    assert [True] == kept(tmp_path, Served("ITLFile.tlv", CHANGED, PUB))
    assert 4 == len(Archive.read(tmp_path).entries)


def test_lists_of_a_first_run_that_never_wrote_a_manifest_are_found(tmp_path: Path) -> None:
    Keeper(tmp_path).add(Served("ITLFile.tlv", ITL, PUB))

    assert ITL == Archive.read(tmp_path).find(digest("md5", ITL))


def test_half_a_file_beside_is_nobody_s(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / ".manifest.json.77.new").write_bytes(b'{"form": 1, "fi')
    (tmp_path / "lists" / f".{digest('sha256', CHANGED)}.tlv.77.new").write_bytes(CHANGED[:100])

    assert 3 == len(Archive.read(tmp_path).entries)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    filled(tmp_path)
    written = []

    def fsync(descriptor: int) -> None:
        if len(written) == after:
            raise OSError(28, "No space left on device")
        written.append(descriptor)

    monkeypatch.setattr(whole_file.os, "fsync", fsync)
    with pytest.raises(BadInput, match="can not be written"):
        kept(tmp_path, Served("ITLFile.tlv", CHANGED, PUB), Served("CTLFile.tlv", NEW.ctl(), SUB))

    archive = Archive.read(tmp_path)
    assert (3, ITL) == (len(archive.entries), archive.find(digest("md5", ITL)))
    assert [] == list(tmp_path.rglob("*.new"))


# --- what is wrong is said with its file and the remedy --------------------------------------------------------------


def test_a_folder_of_loose_lists_is_an_archive(tmp_path: Path) -> None:
    (tmp_path / "node").mkdir()
    (tmp_path / "node" / "ITLFile.TLV").write_bytes(ITL)
    (tmp_path / "notes.txt").write_bytes(b"of the old cluster")
    archive = Archive.read(tmp_path)

    assert ((), ITL) == (archive.entries, archive.find(digest("sha512", ITL)))


def test_a_list_whose_bytes_changed_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path) / "lists" / f"{digest('sha256', ITL)}.tlv"
    path.write_bytes(ITL[:-1])

    line = f"{path}: is not the file that was archived, its SHA-256 is now {digest('sha256', ITL[:-1])}; {REMEDY}"
    assert (line,) == refusal(tmp_path)


def test_a_list_that_is_missing_is_named(tmp_path: Path) -> None:
    path = filled(tmp_path) / "lists" / f"{digest('sha256', ITL)}.tlv"
    path.unlink()

    assert (f"{path}: ITLFile.tlv of tftp://10.1.1.1 is missing; {REMEDY}",) == refusal(tmp_path)


def test_another_hash_in_the_manifest_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path) / "manifest.json"
    path.write_text(path.read_text().replace(digest("md5", ITL), "0" * 32))

    assert (f"{path}: the hashes of ITLFile.tlv of tftp://10.1.1.1 differ; {REMEDY}",) == refusal(tmp_path)


LOST = "restore it from a backup, or move it away: the lists are found without it, but not where they came from"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Invalid JSON: EOF while parsing a value at line 1 column 0"),
        (b"{", "Invalid JSON: EOF while parsing an object at line 1 column 1"),
        (b'{"form": 2, "files": []}', "form: Input should be less than or equal to 1"),
        (b'{"form": 1}', "files: Field required"),
        (b'{"form": 1, "files": [{"server": "x"}]}', "files.0.name: Field required"),
        (b"\xff\xfe", "Invalid JSON: expected value at line 1 column 1"),
    ],
)
def test_a_broken_manifest_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = filled(tmp_path) / "manifest.json"
    path.write_bytes(content)

    assert (f"{path}: {words}; {LOST}",) == refusal(tmp_path)
    with pytest.raises(BadInput):
        Keeper(tmp_path)


def test_a_folder_that_holds_nothing_is_no_archive(tmp_path: Path) -> None:
    assert (f"{tmp_path}: has no .tlv file; name an archive of `itl-eraser trust archive`",) == refusal(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    remedy = "name an archive of `itl-eraser trust archive`, or one of .tlv files"

    assert (f"{folder}: is no folder; {remedy}",) == refusal(folder)


def test_a_file_that_is_no_list_by_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "image.tlv"
    with path.open("wb") as file:
        file.truncate(4 * 1024 * 1024 + 1)

    assert (f"{path}: has more than 4194304 bytes and is no list; move it away",) == refusal(tmp_path)
