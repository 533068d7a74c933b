"""Pages of which everything can be wrong, and their siblings: the same markup with other texts in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

# What a text may be, plain and not. Those with angle brackets make another shape of a page.
TEXTS = (
    "SEP00AABB112233", "CP-8841", "Installed", "Not installed", " ITL file", "ITL signature", "AB CD EF ", "12:00:01am",
    "&nbsp;", "&nbsp;&nbsp;x", "\xa0", " \xa0 ", "a\nb", "a\r\nb", "\r", "\t", "\x0c", "\x0b", "\x85", "\u2028x", "  a  b  ",
    "&#x2D;", "&#x2f;a", "a&#47;", "&#x20;", "&#32;", "&#10;", "&#xA;x", "&#0;", "&#128;", "&#x110000;", "&#x2D", "&amp;lt;",
    "&lt;td&gt;", "&lt;", "&gt;", "&quot;", "&amp;", "&", "a & b", "R&D", "&copy;", "&copy", "&ampx;", "&nbspx", "&apos;", "&#",
    "&#x;", "&;", "&notit;", "'", '"', '" title="', "=", "/", "/ ", "--", "-->", "!--", "]]>", "]]", "?", "?>", "%", "\x00",
    "\x01", "\x1f", "\x7f", "\ufeff", "\ufffd", "\ufffe", "\ue000", "\ue0000\ue001", "\ue0001-\ue001", "Gerät", "認証", "Имя",
    "\U0001f4de", "é" * 50, "x" * 1500, " " * 1200 + "x", "td", "<b>", "</td>", "<", ">", "a>b", "a<b", "</html>", "0", "",
)  # fmt: skip
PUT = (
    "<td>", "</td>", "<tr>", "</tr>", "<table>", "</table>", "<TD ", "<b>", "</b>", "<br>", "<BR/>", "<p>", "</p>", "<div>",
    "<a href=x>", "</a>", "<a title='>x<'>", '<a title="> y <">', "<a title=>z</a>", "<pre>", "</pre>", "<script>", "</script>",
    "<style>", "<title>", "</title>", "<textarea>", "</textarea>", "<xmp>", "</xmp>", "<plaintext>", "<noscript>", "<iframe>",
    "<select>", "<option>", "<svg>", "<math>", "<form>", "<head>", "<body>", "</body>", "<html>", "</html>", "<frameset>",
    "<!-- > x < -->", "<!--", "-->", "<!-->", "<![CDATA[", "]]>", "<?x > y < ?>", "<!x>", "<!doctype html>", "</ >", "</>",
    "<>", "< td>", "<1>", "<b/ >", "<td/>", "<li>", "<h1>", "<th>", "<tbody>", "</tbody>", "<caption>", "<col>", "<font",
    "&", "&lt;", "&#x2D;", "\x00", "\x0c", "\xa0", "'", '"', "<\x00b>", "<q:td>", "<ıtd>", "\ue000", "<image>", "<button>",
)  # fmt: skip
_BETWEEN = re.compile(r">([^<>]+)<")
_TAG = re.compile(r"<[^<>]*>")


def disturb(page: str, random: Random) -> str:
    """The page with some of its markup dropped, doubled, moved, spelled otherwise, or with something put into it."""
    for _ in range(random.randint(1, 3)):
        tags = [found.span() for found in _TAG.finditer(page)] or [(0, 0)]
        start, stop = random.choice(tags)
        tag, at = page[start:stop], random.randint(0, len(page))
        act = random.randrange(9)
        if act == 0:
            page = page[:start] + page[stop:]
        elif act == 1:
            page = page[:start] + tag + page[start:]
        elif act == 2:
            page = page[:at] + tag + page[at:]
        elif act == 3:
            page = page[:start] + tag.swapcase() + page[stop:]
        elif act == 4:
            page = page[:start] + random.choice(PUT) + page[stop:]
        elif act == 5:
            page = page[:at] + random.choice(PUT) + page[at:]
        elif act == 6:
            page = page[: max(40, at)]
        elif act == 7:
            page = page[:at] + page[at + random.randint(1, 30) :]
        else:
            page = (
                page[: max(start, stop - 1)]
                + random.choice((" x='>y<'", ' x="a', " x=b", "/", "'", " "))
                + page[stop - 1 :]
            )
    return page


def siblings(page: str, random: Random, *, strange: float) -> Iterator[str]:
    """Pages of the same markup. `strange`: how many of a hundred texts are of those above, whatever they are."""

    def other(found: re.Match[str]) -> str:
        text = found[1]
        if not text.strip(" \t\r\n") or random.random() < 0.5:
            return found[0]
        if random.random() * 100 < strange:
            return f">{random.choice(TEXTS)}<"
        return (
            f">{text[: random.randint(0, 3)].replace('&', '')}{random.choice('abc019 .-:')}{random.randrange(10**6)}<"
        )

    while True:
        yield _BETWEEN.sub(other, page)
