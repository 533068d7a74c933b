"""The folder of a report: its files are whole, pictures lie beside, and nothing is written outside."""

import json
import os

import pytest

from eraser.model.outcome import BadInput
from eraser.report.folder import render, write_report
from tests.report.samples import ERASED, FAILED, PICTURES, RUN, picture

RESULTS = (ERASED, FAILED)


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_report_is_three_files_and_the_pictures(tmp_path):
    written = write_report(tmp_path / "deep" / "report", RUN, RESULTS, PICTURES)

    assert ["report.json", "report.csv", "report.html"] == [path.name for path in written]
    assert [
        "report.csv",
        "report.html",
        "report.json",
        "screens/SEP001122330001-1-before-confirm.png",
        "screens/SEP001122330002-1-before-confirm.png",
    ] == files(tmp_path / "deep" / "report")


def test_the_pictures_lie_where_the_report_says(tmp_path):
    folder = tmp_path / "report"
    write_report(folder, RUN, RESULTS, {f"screens/{name}": one for name, one in PICTURES.items()})

    phones = json.loads((folder / "report.json").read_text())["phones"]
    assert [picture(), picture()] == [(folder / file).read_bytes() for phone in phones for file in phone["screens"]]


def test_only_what_is_asked_for_is_written(tmp_path):
    assert (tmp_path / "report.csv",) == write_report(tmp_path, RUN, RESULTS, {}, formats=("csv",))
    assert ["report.csv"] == files(tmp_path)


def test_writing_again_replaces_and_leaves_no_rest(tmp_path):
    write_report(tmp_path, RUN, RESULTS, PICTURES)
    before = files(tmp_path)
    write_report(tmp_path, RUN, (ERASED,), PICTURES)

    assert before == files(tmp_path)
    assert 1 == len(json.loads((tmp_path / "report.json").read_text())["phones"])


def test_a_format_that_is_none_is_one_clear_line_and_nothing_is_written(tmp_path):
    with pytest.raises(BadInput) as raised:
        write_report(tmp_path / "report", RUN, RESULTS, PICTURES, formats=("json", "docx"))

    assert ("report format 'docx' is unknown; choose one of json, csv, html, xlsx",) == raised.value.faults
    assert not (tmp_path / "report").exists()


def test_a_folder_that_is_a_file_is_one_clear_line(tmp_path):
    (tmp_path / "report").write_text("mine")

    with pytest.raises(BadInput) as raised:
        write_report(tmp_path / "report", RUN, RESULTS, PICTURES)

    assert (
        f"{tmp_path / 'report'}: the report can not be written: File exists; choose another folder with --report DIR",
    ) == (raised.value.faults)


def test_when_the_writing_fails_the_report_before_stays(tmp_path, monkeypatch):
    write_report(tmp_path, RUN, RESULTS, {})
    before = (tmp_path / "report.json").read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadInput, match="No space left on device"):
        write_report(tmp_path, RUN, (ERASED,), {})

    assert before == (tmp_path / "report.json").read_bytes()
    assert ["report.csv", "report.html", "report.json"] == files(tmp_path)


@pytest.mark.parametrize(
    "name", ["../out.png", "/tmp/out.png", "a/b.png", "..", ".hidden", "", "x" * 300, "nul\0.png", "a\nb.png"]
)
def test_no_name_of_a_picture_leads_out_of_its_folder(tmp_path, name):
    write_report(tmp_path / "report", RUN, RESULTS, {name: picture(), "good.png": picture()})

    assert ["report.csv", "report.html", "report.json", "screens/good.png"] == files(tmp_path / "report")
    assert [tmp_path / "report"] == list(tmp_path.iterdir())


def test_one_report_can_be_rendered_alone():
    assert render("json", RUN, RESULTS, {}).startswith(b"{")
