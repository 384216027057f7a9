"""The figures, as lines, as JSON and as a Markdown table."""

import json
import os
import re

COLUMNS = [
    ("workload", "workload"), ("events_per_second", "events/s"), ("p50_ms", "p50 ms"), ("p99_ms", "p99 ms"),
    ("daemon_cpu_us", "daemon CPU us/event"), ("client_cpu_us", "client CPU us/event"), ("rss_anon_mib", "RssAnon MiB, peak"),
    ("others", "taken by others, worst run"), ("target", "target"),
]
DIGITS = {"events_per_second": 0, "p50_ms": 2, "p99_ms": 2, "daemon_cpu_us": 1, "client_cpu_us": 1, "rss_anon_mib": 0}


def cell(row, field):
    value = row.get(field)
    if value is None:
        return ""
    if field == "others":
        return f"{value:.0%}"
    return f"{value:,.{DIGITS[field]}f}" if field in DIGITS else str(value)


def line(row):
    parts = [f"{title} {cell(row, field)}" for field, title in COLUMNS[1:] if cell(row, field)]
    return f"{row['workload']}: " + ", ".join(parts)


def ratios(rows):
    """How much of LMDB's own speed the daemon reaches."""
    rates = {row["workload"]: row["events_per_second"] for row in rows if "events_per_second" in row}
    pairs = [
        ("1 client, one event a request", "LMDB alone, 1 to a commit"),
        ("64 clients, one event a request", "LMDB alone, 64 to a commit"),
        ("2 clients, batches of 500", "LMDB alone, 500 to a commit"),
    ]
    return {f"{ours} / {theirs}": f"{rates[ours] / rates[theirs]:.2f}" for ours, theirs in pairs if ours in rates and theirs in rates}


def put(text, page, name):
    """Puts a text into a page, between the marks that carry this name."""
    with open(page, encoding="utf-8") as file:
        whole = file.read()
    marks = rf"(?s)(<!-- {name}:[^\n]*-->\n).*?(<!-- end of {name} -->)"
    with open(page, "w", encoding="utf-8") as file:
        file.write(re.sub(marks, lambda found: found[1] + text + found[2], whole))


def write(directory, conditions, facts, rows):
    os.makedirs(directory, exist_ok=True)
    facts = facts | ratios(rows)
    with open(os.path.join(directory, "bench.json"), "w", encoding="utf-8") as file:
        json.dump({"conditions": conditions, "facts": facts, "rows": rows}, file, indent=1)
    lines = [f"- {name}: {value}" for name, value in (conditions | facts).items()] + [""]
    lines.append("| " + " | ".join(title for _, title in COLUMNS) + " |")
    lines.append("|" + " --- |" * len(COLUMNS))
    lines += ["| " + " | ".join(cell(row, field) for field, _ in COLUMNS) + " |" for row in rows]
    with open(os.path.join(directory, "bench.md"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    for name, value in facts.items():
        print(f"{name}: {value}")
    print(f"written to {directory}/bench.json and bench.md")
