"""Labels are read once for all phones that have the same ones; what stands beside them is each phone's own."""

from __future__ import annotations

from eraser.wire.pages.document import Document
from eraser.wire.pages.rows import Row
from eraser.wire.pages.table import Table, read_table


def table_of(*rows: tuple[str, ...]) -> Table:
    document = Document(
        tuple(Row(cells, linked=False) for cells in rows), is_xml=False, closed=True, weak=False, lists=frozenset()
    )
    return read_table(document)


def test_the_same_labels_have_other_values_on_each_page():
    pages = [table_of(("Host name", "", name), ("DHCP", "Yes"), ("Host name", name.lower())) for name in ("A", "B")]
    assert [["A", "a"], ["B", "b"]] == [page.values("hostname") for page in pages]
    assert [("hostname", "B"), ("dhcp", "Yes"), ("hostname", "b")] == pages[1].entries("dhcp", "hostname")


def test_a_row_that_ran_together_on_one_page_is_whole_on_the_other():
    whole, broken = (table_of(("ITL file", spacer, "Installed"), ("DHCP", "Yes")) for spacer in ("", "DHCP"))
    assert (["Installed"], False) == (whole.values("itlfile"), whole.weak)
    assert ([], True) == (broken.values("itlfile"), broken.weak)
    wide = table_of(("ITL file", "", "Installed", ""), ("DHCP", "Yes"))
    assert ([], True) == (wide.values("itlfile"), wide.weak)


def test_a_row_without_a_label_has_a_value_alone():
    for word in ("V01", "V02"):
        table = table_of((word,), ("", "", word), (" - ", "x", "y", word), ("ITL file", word), ("", ""))
        assert ((word, word, word, ""), [word]) == (table.unlabelled, table.values("itlfile"))
        assert not table.weak


def test_lists_are_named_by_labels_and_by_titles_that_stand_alone():
    assert frozenset({"itl", "ctl"}) == table_of(("Fichier ITL", "", "x"), ("CTL-Datei",)).lists
    assert frozenset() == table_of(("Fichier", "", "ITL"), ("TITLE",)).lists


def test_pages_with_more_labels_than_are_kept_are_read_all_the_same():
    for value in ("x", "y"):
        many = table_of(*((f"label {number}", value) for number in range(400)))
        long = table_of(("L" * 5000, value))
        assert ([value], [value]) == (many.values("label399"), long.values("l" * 5000))
