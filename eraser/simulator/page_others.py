"""Markups that are not those of `/CGI/Java/Serviceability`: 7940/60, 69xx, 8941/45, 6901 and ATA, and simple boxes.

Each with its own traps (phones §4.3): cells on lines of their own, blanks around values, spacer cells broken over
lines, letters of a word processor, a heading in pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from eraser.simulator.page_families import Family, Line
from eraser.simulator.page_rows import Row
from eraser.simulator.state import Spec

BODY = '<BODY bgcolor="#FFFFFF" link="#FFFFFF" vlink="#FFFFFF" alink="#FFFFFF" text="#003031">'
FRAME = '<TABLE BORDER="1" WIDTH="100%" HEIGHT="100%" CELLSPACING="0" CELLPADDING="0" bordercolor="#003031"><TR>'
INNER = '<TABLE BORDER="0" CELLSPACING="10" CELLPADDING="0">'

_TITLES: Mapping[str, str] = {
    "device": "Device Information",
    "network": "Network Configuration",
    "messages": "Status Messages",
    "stream 0": "Stream 1",
    "stream 1": "Stream 2",
}


def other_page(spec: Spec, family: Family, title: str, rows: Sequence[Row]) -> str:
    """A page of rows; labels and values are in the phone's language already."""
    return OTHER_MARKUPS[family.line](spec, family, title, rows)


def _old_page(spec: Spec, family: Family, title: str, rows: Sequence[Row]) -> str:
    """The 7940/60: cells on lines of their own, no blank before labels, an image tag that never ends."""
    menu = "".join(
        f"<TR><TD><B><a href='{where}'>{_TITLES[kind]}</A></B></TD>\n</TR>\n"
        for where, kind in family.places.items()
        if kind in _TITLES
    )
    cells = "".join(
        f"\t\t<TR><TD><B>{label}</B></TD>\n<td width=20></TD>\n<TD><B>{family.written(value)}</B></TD>\n</TR>\n"
        for label, value in rows
    )
    return (
        f"<HTML>\n<HEAD>\n<TITLE>Cisco Systems, Inc.</TITLE>\n</HEAD>\n{BODY}\n{FRAME}\n"
        '<td WIDTH="200" HEIGHT="100" ALIGN=center><A HREF="http://www.cisco.com"><IMG SRC="/Images/Logo"</A></TD>\n\n'
        f'<td HEIGHT="50" bgcolor="#003031"><p ALIGN=center><B><font color="#FFFFFF" size="6">{title}</FONT></B>'
        f'<p ALIGN=center><B><font color="#FFFFFF" size="4">{family.heading} {spec.model} ( {spec.name} ) '
        f"</FONT></FONT></B></TD>\n</TR>\n<TR>\n"
        f'    <td WIDTH="200" ALIGN=center VALIGN=top bgcolor="#003031">\n      {INNER}\n{menu}      </TABLE>\n</TD>\n'
        f"<td VALIGN=top>\n      <DIV ALIGN=center>\n      {INNER}\n\n{cells}\n      </TABLE>\n</DIV>\n</TD>\n</TR>\n"
        "</TABLE>\n\n</BODY>\n</HTML>"
    )


def _slim_page(spec: Spec, family: Family, title: str, rows: Sequence[Row]) -> str:
    """69xx: blanks around values, no bold letters in the cells of values."""
    cells = "".join(
        f"<TR><TD><B>{label}</B></TD>\n<TD WIDTH=20></TD>\n<TD>  {family.written(value)}  </TD></TR>\n"
        for label, value in rows
    )
    return (
        f"<HTML><HEAD><TITLE>Cisco Systems, Inc.</TITLE></HEAD>\n{BODY}\n{FRAME}\n"
        f'<TD HEIGHT="50" BGCOLOR="#003031"><P ALIGN=center><B><FONT COLOR="#FFFFFF" SIZE="6">{title}</FONT></B></P>\n'
        f'<P ALIGN=center><B><FONT COLOR="#FFFFFF" SIZE="4">{family.heading} {spec.model} ( {spec.name} )</FONT></B>'
        f"</P></TD></TR>\n<TR><TD VALIGN=top><DIV ALIGN=center>\n{INNER}\n{cells}</TABLE></DIV></TD></TR></TABLE>\n"
        "</BODY></HTML>"
    )


_LIST_LABELS = ("TVS", "CAPF Server", "CUCM Server/TFTP Server")


def _video_cells(family: Family, label: str, value: str) -> str:
    """Rows of trust lists are written by another hand than the rest: their spacer cell is broken."""
    if label in _LIST_LABELS:
        return f'<tr><td><b>{label}</b></td><td width="20">\n</td><td><b>{family.written(value)}</b></td>\n</tr>\n'
    return f'<tr>\n<td><b>{label}</b></td>\n<td width="20"></td>\n<td>\n<b>{family.written(value)}</b>\n</td>\n</tr>\n'


def _video_page(spec: Spec, family: Family, title: str, rows: Sequence[Row]) -> str:
    """8941/45: cells broken over lines, a heading in pieces, no blank before the bracket."""
    cells = "".join(_video_cells(family, label, value) for label, value in rows)
    return (
        '<html><head>\n<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
        f"<title>Cisco Systems, Inc.</title></head>\n{BODY.replace('BODY', 'body')}"
        f'<table width="100%" cellspacing="0" border="1"><tbody><tr>\n'
        f'<td height="50" bgcolor="#003031"><p align="center"><b><font size="6" color="#FFFFFF">{title}</font></b></p>'
        f'<p align="center"><b><font size="4" color="#FFFFFF">{family.heading} {spec.model}(</font></b> '
        f'<font color="#FFFFFF"><strong>{spec.name}</strong> </font>'
        '<b><font size="4" color="#FFFFFF">)</font></b></p></td>\n</tr>\n<tr>\n<td valign="top"><div align="center">\n'
        f'<table cellspacing="10" cellpadding="0" border="0">\n<tbody>{cells}</tbody></table>\n</div></td>\n</tr>\n'
        "</tbody></table>\n</body></html>"
    )


def _word_page(spec: Spec, family: Family, title: str, rows: Sequence[Row]) -> str:
    """6901, 3905 and ATA: as a word processor writes it, with ends of elements that never began."""
    gap = "<td width=20 style='width:15.0pt;padding:0cm 0cm 0cm 0cm'></td>"
    ends = {"Hardware Revision": "</span></strong>"}
    cells = "".join(
        f"   <tr>\n    <td><p><b>{label or '&nbsp;'}</b></p></td>\n    {gap}\n"
        f"    <td><p><b>{family.written(value)}{ends.get(label, '</b>')}</p></td></tr>\n"
        for label, value in rows
    )
    who = f"{spec.model.replace('ATA', 'ATA ')} (SIP)" if family.line is Line.ATA else f"{spec.model} ({spec.name})"
    return (
        '<html><head>\n<meta http-equiv=Content-Type content="text/html; charset=utf-8">\n'
        "<title>Cisco Systems, Inc.</title>\n</head>\n<body bgcolor=white lang=EN-US style='tab-interval:36.0pt'>\n"
        "<div>\n<table border=1 cellspacing=0 cellpadding=0 width=\"100%\">\n <tr style='height:37.5pt'>\n"
        "  <td style='background:#003031;height:37.5pt'>\n  <p align=center style='text-align:center'><b><span\n"
        f"  style='font-size:24.0pt;color:white'>{title}</span></b></p>\n  <p align=center><b><span\n"
        f"  style='font-size:13.5pt;color:white'>{family.heading} <span class=SpellE>{who}</span></span></b></p>"
        "</td></tr>\n"
        f" <tr>\n  <td valign=top>\n  <div align=center>\n  <table border=0 cellspacing=10>\n{cells}  </table></div>\n"
        "  <p align=center style='text-align:center'></p></td></tr></table></div></body></html>"
    )


def _simple_page(spec: Spec, family: Family, title: str, rows: Sequence[Row]) -> str:
    """Boxes whose pages nobody has published: as little as a device can serve."""
    cells = "".join(f"<tr><td>{label}:</td><td>{family.written(value)}</td></tr>\n" for label, value in rows)
    return (
        f"<html><head><title>{family.heading} {spec.model}</title></head><body>\n<h1>{title}</h1>\n"
        f"<h2>{family.heading} {spec.model} ( {spec.name} )</h2>\n<table>\n{cells}</table></body></html>"
    )


OTHER_MARKUPS: Mapping[Line, Callable[[Spec, Family, str, Sequence[Row]], str]] = {
    Line.P7940: _old_page,
    Line.P7921: _old_page,
    Line.P69XX: _slim_page,
    Line.P89XX: _video_page,
    Line.P6901: _word_page,
    Line.ATA: _word_page,
    Line.STATION: _simple_page,
    Line.MULTIPLATFORM: _simple_page,
}
