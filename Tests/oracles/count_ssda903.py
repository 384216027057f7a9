#!/usr/bin/env python3
"""Counts what SSDA903 returns state, straight from the CSV files, with other code than the importer's.

    Tests/oracles/count_ssda903.py DIR

DIR holds files named YEAR-TABLE.csv. The counts are written as one JSON object. Standard library only.
"""

import csv
import datetime
import json
import pathlib
import sys

TABLES = ["header", "episodes", "reviews", "missing", "oc3", "uasc"]


def day(text):
    return datetime.datetime.strptime(text, "%d/%m/%Y").date() if text else None


def read(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def overlapping(rows):
    """Rows that begin while an episode of the child that began before them (or on that day) has not ended."""
    children = {}
    for row in rows:
        children.setdefault(row["CHILD"], []).append((day(row["DECOM"]), day(row["DEC"]) or datetime.date.max))
    found = 0
    for periods in children.values():
        periods.sort()
        for at, (start, _) in enumerate(periods):
            found += any(end > start for _, end in periods[:at])
    return found


def main(folder):
    folder = pathlib.Path(folder)
    years = sorted({int(path.name[:4]) for path in folder.glob("[0-9][0-9][0-9][0-9]-*.csv")})
    known, ended, last = set(), set(), {}
    returns = []
    for year in years:
        tables = {name: read(folder / f"{year}-{name}.csv") for name in TABLES}
        closes = datetime.date(year + 1, 3, 31)
        episodes = tables["episodes"]
        new_ends = {(row["CHILD"], row["DECOM"]) for row in episodes if row["DEC"]} - ended
        known |= {(row["CHILD"], row["DECOM"]) for row in episodes}
        ended |= new_ends
        for row in episodes:
            last[row["CHILD"], row["DECOM"]] = (year, row["DEC"])
        returns.append({
            "return": year,
            "rows": {name: len(rows) for name, rows in tables.items()},
            "episodes_known": len(known),
            "ends_first_stated": len(new_ends),
            "ends_known": len(ended),
            "open_with_reason": sum(not row["DEC"] and bool(row["REC"]) for row in episodes),
            "reviews_after_return": sum(day(row["REVIEW"]) > closes for row in tables["reviews"]),
            "ends_after_return": sum(bool(row["DEC"]) and day(row["DEC"]) > closes for row in episodes),
            "repeated_rows": sum(
                len(rows) - len({tuple(row.values()) for row in rows}) for rows in tables.values()),
            "overlaps": overlapping(episodes),
        })
    never = sum(not end and year != years[-1] for year, end in last.values())
    print(json.dumps({"returns": returns, "never_mentioned_again": never}))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: count_ssda903.py DIR")
    main(sys.argv[1])
