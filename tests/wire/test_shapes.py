"""A page of a shape that is known is read without the parser, and what it says is what the parser says of it."""

from __future__ import annotations

import gc
import tracemalloc
from itertools import islice
from random import Random

import pytest

from eraser.simulator.catalogue import CATALOGUE, firmware_of
from eraser.simulator.handset import new_state
from eraser.simulator.menus import LAYOUTS, layouts_for
from eraser.simulator.page_kinds import family_of
from eraser.simulator.page_words import LANGUAGES
from eraser.simulator.pages import PageStyle, page_of
from eraser.simulator.state import PhoneState, Spec, TrustList
from eraser.wire.pages import FAMILIES, PageUnreadable
from eraser.wire.pages.document import Document, read_document
from eraser.wire.pages.hypertext import parse_rows
from eraser.wire.pages.rows import Row
from eraser.wire.pages.shapes import Shapes
from tests.wire.disturbed_pages import PUT, TEXTS, disturb, siblings
from tests.wire.phone_server import PAGES, page

STYLES = (
    *(PageStyle(language) for language in LANGUAGES),
    PageStyle(erased_rows="absent"),
    PageStyle(erased_rows="empty"),
)
SCRIPTED = "network-8945.html"  # tags in a script
HTML = tuple(sorted(path.name for path in PAGES.glob("*.html")))


class Counted:
    """The parser, and how often it was needed."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, text: str) -> tuple[Row, ...]:
        self.times += 1
        return parse_rows(text)


def said(body: bytes, shapes: Shapes | None = None) -> Document | str:
    try:
        return read_document(body, read_rows=shapes.read_rows if shapes else parse_rows)
    except PageUnreadable as error:
        return str(error)


def is_as_parsed(body: bytes, shapes: Shapes) -> bool:
    assert said(body) == said(body, shapes), body
    return True


def state_of(model: str, number: int) -> PhoneState:
    layout = LAYOUTS[layouts_for(model)[0]]
    firmware = firmware_of(model, layout.name, service_mode=layout.service_mode)
    name = f"CIPC{number}" if "Communicator" in model else f"SEP{number:012X}"
    spec = Spec(name, model, firmware, f"FCH{number}", str(number), layout.name)
    itl, ctl = (TrustList(f"{number + n:02X}" * 20, ("old-pub",)) for n in (1, 2))
    return new_state(spec, old_itl=itl if number % 5 else None, old_ctl=ctl)


def pages_of(state: PhoneState, style: PageStyle) -> list[bytes]:
    paths = {
        path
        for one in FAMILIES
        for path in (one.device, *one.network, *one.status, *one.streams[:1], one.lists)
        if path
    }
    answers = [page_of(state, *path.partition("?")[::2], style) for path in sorted(paths)]
    return list(dict.fromkeys(answer.body for answer in answers if answer is not None))


def one_model_of_each_markup() -> list[str]:
    return list({str(family_of(state_of(known.model, 1).spec)): known.model for known in CATALOGUE}.values())


@pytest.mark.parametrize("model", one_model_of_each_markup())
def test_every_page_of_a_simulated_phone_is_read_as_the_parser_reads_it(model):
    parser = Counted()
    shapes = Shapes(parse=parser)
    for style in STYLES:
        for number in (10, 20, 11, 22):  # two whose list is gone, two who hold one
            for body in pages_of(state_of(model, number), style):
                assert is_as_parsed(body, shapes)
    needed = parser.times
    assert all(is_as_parsed(body, shapes) for body in pages_of(state_of(model, 33), PageStyle()))
    assert needed == parser.times


@pytest.mark.parametrize("file", HTML)
def test_a_page_of_a_real_phone_is_read_without_the_parser_once_its_shape_is_known(file):
    parser, random = Counted(), Random(1)
    shapes = Shapes(parse=parser)
    text = page(file).decode()
    for body in islice(siblings(text, random, strange=0), 10):
        assert is_as_parsed(body.encode(), shapes)
    assert parser.times == (10 if file == SCRIPTED else 2)


@pytest.mark.parametrize("seed", range(5))
def test_a_disturbed_page_and_its_siblings_are_read_as_the_parser_reads_them(seed):
    random, parser = Random(seed), Counted()
    shapes = Shapes(parse=parser)
    read = 0
    for _ in range(40):
        text = disturb(page(random.choice(HTML)).decode(), random)
        for body in islice(siblings(text, random, strange=2), 5):
            assert is_as_parsed(body.encode("utf-8", "surrogatepass"), shapes)
            read += 1
    assert parser.times < 0.9 * read  # many are read without it, or this shows nothing


@pytest.mark.parametrize("put", PUT)
def test_whatever_stands_before_a_text_it_lands_where_the_parser_puts_it(put):
    shapes = Shapes()
    for text in ("one", "two", "x' a=\"b", "-- three", " four", "&#x2D;5", "]] a", "&nbsp;", "/", *TEXTS[:12]):
        for frame in ("<html><table><tr><td>a{}{}</td><td>c</td></tr></table></html>", "<html>{}<b>{}</b><p>d</html>"):
            assert is_as_parsed(frame.format(put, f">{text}<b>").encode(), shapes)
            assert is_as_parsed(frame.format(put, text).encode(), shapes)


@pytest.mark.parametrize("frame", ["<html><b>{}</b>", "<html><head>{}<body><td>{}", "<p>{}<tr>{}<td>{}", "<html>{}"])
def test_whatever_a_text_consists_of_it_reads_as_the_parser_reads_it(frame):
    shapes = Shapes()
    for before in ("one", "two", "three"):
        assert is_as_parsed(frame.replace("{}", f"<i>{before}</i>").encode(), shapes)
    for text in TEXTS:
        assert is_as_parsed(frame.replace("{}", f"<i>{text}</i>").encode("utf-8", "surrogatepass"), shapes)


@pytest.mark.parametrize(
    "text",
    [
        "&copy;",
        "&",
        "&#x20;",
        "&#13;",
        "&#128;",
        "&nbspx",
        "a\rb",
        "\x0c",
        "\x85",
        "\x01",
        "\ufeff",
        "\ue000",
        "\U0001f4de",
    ],
)
def test_a_text_that_not_every_parser_takes_alike_is_parsed_and_spoils_no_other(text):
    parser = Counted()
    shapes = Shapes(parse=parser)
    for number, one in enumerate(["one", text, "two", text, "three", "four"]):
        assert is_as_parsed(f"<html><table><tr><td>{number}</td><td>{one}</td></tr></table></html>".encode(), shapes)
    assert parser.times == 4


def test_a_text_is_no_markup_though_it_is_spelled_so():
    shapes = Shapes()
    for tag in ("<td>x</td>", "<td>y</td>", "<td>z</td>", "<td/td>", "<td></td>", "<td> </td>", "<td>z</td>"):
        assert is_as_parsed(f"<html><table><tr>{tag}<td>a</td></tr></table></html>".encode(), shapes)


def test_texts_that_look_like_marks_are_texts():
    shapes = Shapes()
    for text in ("\ue0000\ue001", "\ue0001\ue001", "0", "1", "\ue0000\ue001", "-\ue0000"):
        assert is_as_parsed(f"<html><table><tr><td>{text}</td><td>b</td></tr></table></html>".encode(), shapes)


def test_a_strange_first_page_spoils_no_other():
    """The first page of a shape has an entity of its own, blanks, and a text that tries to be a tag."""
    shapes = Shapes()
    for text in ("&b; &#0;", "&lt;/td&gt;", "\xa0", "&lt;!--", "Installed", "Not installed", "\xa0", "AB CD"):
        assert is_as_parsed(
            f"<html><tr><td>ITL file<td></td><td>{text}</td></tr><tr><td>{text}</html>".encode(), shapes
        )


@pytest.mark.parametrize(
    "fill", ["<tr><td>x{}</td></tr>" * 60, "<td>" + "ü" * 3000 + "{}<td>" + "認" * 3000 + "</td>{}<b>", "a>><tr>" * 100]
)
def test_shapes_take_no_more_memory_than_they_may(fill):
    shapes = Shapes(most_bytes=300_000)
    for number in range(15):
        if number == 1:  # what the first page needs stays anyway
            tracemalloc.start()
        for text in ("1", "2", "3"):
            shapes.read_rows(f"<html><table id={number}><tr><td>" + fill.replace("{}", text))
    gc.collect()  # parsers
    kept_bytes = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept_bytes < 400_000


def test_the_shape_used_last_is_kept():
    parser = Counted()
    shapes = Shapes(most_bytes=30_000, parse=parser)
    often = "<html><table><tr><td>{}</td></tr></table></html>"
    for number in range(300):
        shapes.read_rows(often.format(number))
        shapes.read_rows(f"<html><table id={number}><tr><td>x</td></tr></table></html>")
    assert parser.times == 302
