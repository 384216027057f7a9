#!/usr/bin/env python3
"""Makes workbooks that real ones are as bad as, part by part and with the standard library only.

    Tests/oracles/make_workbooks.py DIR [NAME]

makes them all, or the one of that name.
"""

import pathlib
import sys
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMES = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Contact", "Contact Source"]
REFERRAL = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Referral", "Referral Source",
            "Referral NFA?", "Number of Referrals in Last 12 Months", "Allocated Team", "Allocated Worker"]


class Raw(str):
    """A cell's XML as it stands, but for its address."""


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def column(at):
    return (chr(64 + at // 26) if at >= 26 else "") + chr(65 + at % 26)


def cell(value, row, at):
    address = f"{column(at)}{row}"
    if value is None:
        return ""
    if isinstance(value, Raw):
        return value.replace("<c ", f'<c r="{address}" ', 1)
    if isinstance(value, tuple):
        return f'<c r="{address}" s="1"><v>{value[0]}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{address}"><v>{value}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escaped(value)}</t></is></c>'


def sheet(rows, merged=()):
    body = "".join(
        f'<row r="{number}">' + "".join(cell(value, number, at) for at, value in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, 1) if row is not None)
    ranges = "".join(f'<mergeCell ref="{range_}"/>' for range_ in merged)
    return (f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>'
            + (f"<mergeCells>{ranges}</mergeCells>" if ranges else "") + "</worksheet>")


def parts(sheets, date1904=False, modified="2024-01-31T09:00:00Z"):
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    related = "".join(f'<Relationship Id="r{n}" Type="x" Target="worksheets/s{n}.xml"/>' for n in range(1, len(sheets) + 1))
    made = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr date1904="{int(date1904)}"/>'
                           f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/></numFmts>'
                         '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    }
    if modified:
        made["docProps/core.xml"] = f'<c xmlns:d="http://purl.org/dc/terms/"><d:modified>{modified}</d:modified></c>'
    for number, content in enumerate(sheets.values(), 1):
        made[f"xl/worksheets/s{number}.xml"] = content
    return made


def contact(child, day, source="q) 6: Police"):
    return [child, "b) Female", "a) WBRI", (42029,), 6.1, day, source]


def main(folder, only=None):
    folder = pathlib.Path(folder)

    def write(name, made, extra=()):
        if only not in (None, name) and (only, name) != ("cut.xlsx", "dates.xlsx"):
            return
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, text in [*made.items(), *extra]:
                archive.writestr(part, text)

    def one(name, rows, merged=(), extra=(), **options):
        write(name, parts({"List 1": sheet(rows, merged)}, **options), extra)

    # Names over two rows: some merged downwards, some below a name merged to the right; a title above; empty rows between.
    one("headers.xlsx", [
        ["Annex A, list 1: contacts"], None, ["Child Unique ID", "The child", None, None, None, "The contact"],
        [None, "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Contact", "Contact Source"],
        [None] * 7, contact(1, (44090,)), None, [""] * 7, contact(2, (44091,)), ["", None, "  "],
    ], merged=["A3:A4", "B3:E3", "F3:G3"])
    dates = [(44090,), 44090, "16/09/2020", "2020-09-16", "16/09/2020 00:00", (44090.5,)]
    one("dates.xlsx", [NAMES] + [contact(n, day) for n, day in enumerate(dates, 1)])
    one("dates-1904.xlsx", [NAMES, contact(1, (42628,)), contact(2, 42628)], date1904=True)
    bad = ["31/02/2019", "16/09/20", "last week", (60,), (-5,), (3000000,), None]
    one("bad-dates.xlsx", [NAMES] + [contact(n, day) for n, day in enumerate(bad, 1)])
    one("formulas.xlsx", [
        NAMES, contact(1, Raw('<c s="1"><f>F3+1</f><v>44090</v></c>')), contact(2, Raw('<c s="1"><f>NOW()</f></c>')),
        contact(3, (44090,), Raw('<c t="str"><f>"6"&amp;""</f><v>6</v></c>')), contact(4, (44090,), Raw('<c t="e"><v>#N/A</v></c>')),
    ])
    one("macros.xlsm", [NAMES, contact(1, (44090,))], extra=[("xl/vbaProject.bin", b"\0" * 64)])
    one("merged-rows.xlsx", [NAMES, contact(1, (44090,)), [None] + contact(1, (44091,))[1:]], merged=["A2:A3"])
    one("extra-columns.xlsx", [
        ["Child ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Contact", "Contact Sources", "Ward", None],
        contact(1, (44090,)) + ["Hanover", "stray"]])
    one("long.xlsx", [NAMES, contact(1, (44090,), "x" * 10_000_000), contact(2, (44090,))])
    one("undated.xlsx", [NAMES, contact(1, (44090,))], modified=None)
    one("future.xlsx", [NAMES, contact(1, (45400,))])
    one("born.xlsx", [NAMES, contact(1, (41700,)), [1, "b) Female", "a) WBRI", (42030,), 6.1, (44091,), "q) 6: Police"]])
    # The numbers of rows: the largest there is and one more, less than the first, and none.
    for name, number, count in [("row-beyond.xlsx", 2**63 - 1, 1), ("row-below.xlsx", -(2**63), 1), ("row-none.xlsx", "two", 1),
                                ("row-late.xlsx", 2**20 + 1, 50)]:
        rows = sheet([NAMES] + [contact(n, (44090,)) for n in range(1, count + 1)]).replace(
            "</sheetData>", f'<row r="{number}"><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>')
        write(name, parts({"List 1": rows}))
    write("sheets.xlsx", parts({
        "Guidance": sheet([["How to fill in these lists"], ["Dates are dates"]]), "Referrals": sheet([REFERRAL, [
            7, "a) Male", "a) WBRI", "01/02/2010", 9, "03/03/2020", "e) 2A: Schools", "No", 0, "Team 1", "A.\u00a0Worker"]]),
        "List 1": sheet([["nothing", "known"], ["x", "y"]])}))
    # Texts that unpack to far more than they weigh.
    write("bomb.xlsx", {**parts({"List 1": sheet([NAMES])}), "xl/sharedStrings.xml":
                        f'<sst xmlns="{MAIN}"><si><t>' + "a" * (48 << 20) + "</t></si></sst>"})
    write("entities.xlsx", {**parts({"List 1": sheet([NAMES])}), "xl/workbook.xml":
                            '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'})
    write("no-workbook.xlsx", {"word/document.xml": "<document/>"})
    if only in (None, "cut.xlsx"):
        whole = (folder / "dates.xlsx").read_bytes()
        (folder / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "old.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504)
    (folder / "text.xlsx").write_text("Child Unique ID,Gender\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
