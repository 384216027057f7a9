#!/usr/bin/env python3
"""Works out due dates with other code than the engine's, over the whole coverage of the calendar.

    Tests/oracles/due_dates.py [--check]

Working days come from the PyPI package holidays (England), months and years from dateutil, which takes the
last day of a month that is too short. For every limit there is a line for each year: the limit, the
year, and a digest of the due dates of all its days. The digest is FNV-1a (64 bit) over the lines `day due`.
Without --check the lines go to Tests/Fixtures/due-dates.txt, which a Swift test compares with the engine's;
with it they are compared with that file. Exit status 0 where they agree, 1 where not.
"""

import datetime
import json
import pathlib
import sys

try:
    import holidays
    from dateutil.relativedelta import relativedelta
except ImportError:
    sys.exit("due_dates: needs the Python packages holidays and python-dateutil (make tools)")

ROOT = pathlib.Path(__file__).parents[2]
FIXTURE = ROOT / "Tests/Fixtures/due-dates.txt"
WORKING_DAYS = [1, 2, 3, 5, 10, 15, 20, 25, 45, -3, -5]
MONTHS = [1, 2, 3, 6, 12, 24, -1]
DAY = datetime.timedelta(days=1)


def digest(lines):
    value = 0xCBF29CE484222325
    for byte in "".join(lines).encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def main():
    covers = json.loads((ROOT / "schemas/calendars/england-and-wales.json").read_text(encoding="utf-8"))["covers"]
    first, last = (datetime.date.fromisoformat(covers[name]) for name in ("from", "to"))
    off = holidays.country_holidays("GB", subdiv="ENG", years=range(first.year, last.year + 1))
    days = [first + n * DAY for n in range((last - first).days + 1)]
    working = [day for day in days if day.weekday() < 5 and day not in off]
    place = {day: n for n, day in enumerate(working)}
    before, count = {}, 0
    for day in days:
        before[day] = count
        count += day in place

    def nth(day, number):
        # Working days before the day are before[day]; the day itself is never counted.
        at = before[day] + number if number < 0 else before[day] + (day in place) + number - 1
        return working[at].isoformat() if 0 <= at < len(working) else "none"

    lines = []
    for number in WORKING_DAYS:
        for year in range(first.year, last.year + 1):
            due = [f"{day} {nth(day, number)}\n" for day in days if day.year == year]
            lines.append(f"{number} working_days {year} {digest(due)}\n")
    for number in MONTHS:
        for year in range(first.year, last.year + 1):
            due = [f"{day} {day + relativedelta(months=number)}\n" for day in days if day.year == year]
            lines.append(f"{number} months {year} {digest(due)}\n")
    if "--check" not in sys.argv[1:]:
        FIXTURE.write_text("".join(lines), encoding="utf-8")
        return
    kept = FIXTURE.read_text(encoding="utf-8").splitlines(keepends=True)
    wrong = [line for line in lines if line not in kept] + [line for line in kept if line not in lines]
    for line in wrong:
        print("due_dates: differs:", line, end="")
    print(f"due dates: {len(lines)} digests, {len(wrong)} differ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
