#!/usr/bin/env python3
"""Counts what the lists of an Annex A workbook state, with other code than the importer's.

    Tests/oracles/count_annex_a.py WORKBOOK

For each sheet: rows that say anything, rows by column, and the children named. Uses openpyxl. One JSON object.
"""

import datetime
import json
import sys

import openpyxl


def says(value):
    text = "" if value is None else str(value).strip()
    return text not in ("", "#N/A")


def main(path):
    book = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    sheets = []
    for sheet in book:
        rows = list(sheet.iter_rows(values_only=True))
        names, rows = [str(name) for name in rows[0]], [row for row in rows[1:] if any(says(value) for value in row)]
        sheets.append({
            "name": sheet.title, "rows": len(rows), "people": [str(row[0]) for row in rows],
            "stated": {name: sum(says(row[at]) for row in rows) for at, name in enumerate(names)},
            "dates": {
                name: [row[at].date().isoformat() for row in rows if isinstance(row[at], datetime.datetime)]
                for at, name in enumerate(names)},
            "formulas": sum(
                isinstance(value, str) and value.startswith("=")
                for row in formulas[sheet.title].iter_rows(min_row=2, values_only=True) for value in row),
            "errors": sum(value == "#N/A" for row in rows for value in row),
        })
    print(json.dumps({"sheets": sheets}))


if __name__ == "__main__":
    main(sys.argv[1])
