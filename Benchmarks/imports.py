#!/usr/bin/env python3
"""Measures `daybook import` through the socket into a ledger that flushes: a large census.

    imports.py [--children N] [--runs N] [--urgent] [--daemon PATH]

The file is made here, of nothing but numbers. Prints events a second, processor seconds and resident memory of the
importer, and writes them to .build/bench/imports.json.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time

import machine

def census(path, children):
    """A census whose children have a referral, an assessment, an enquiry, a plan with reviews, and a closure."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2024</Year><ReferenceDate>2024-03-31</ReferenceDate>"
                   "</CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>201</LEA><SoftwareCode>bench</SoftwareCode><Release>1</Release>"
                   "<SerialNo>001</SerialNo><DateTime>2024-05-23T11:14:05</DateTime></Source></Header><Children>")
        for number in range(children):
            day = f"2023-{1 + number % 9:02}-{1 + number % 28:02}"
            file.write(f"""
<Child><ChildIdentifiers><LAchildID>BENCH{number:07}</LAchildID><UPN>A{number:012}</UPN><PersonBirthDate>{2006 + number % 17}-0{1 + number % 9}-11</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>NONE</Disability></Disabilities></ChildCharacteristics>
<CINdetails><CINreferralDate>{day}</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><CINclosureDate>2024-02-27</CINclosureDate><ReasonForClosure>RC8</ReasonForClosure>
<DateOfInitialCPC>2023-12-06</DateOfInitialCPC><ReferralNFA>false</ReferralNFA>
<Assessments><AssessmentActualStartDate>{day}</AssessmentActualStartDate><AssessmentInternalReviewDate>2023-11-01</AssessmentInternalReviewDate><AssessmentAuthorisationDate>2023-11-20</AssessmentAuthorisationDate>
<FactorsIdentifiedAtAssessment><AssessmentFactors>2A</AssessmentFactors><AssessmentFactors>3B</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
<CINPlanDates><CINPlanStartDate>2023-11-21</CINPlanStartDate><CINPlanEndDate>2023-12-05</CINPlanEndDate></CINPlanDates>
<Section47><S47ActualStartDate>2023-11-22</S47ActualStartDate><InitialCPCtarget>2023-12-13</InitialCPCtarget><DateOfInitialCPC>2023-12-06</DateOfInitialCPC><ICPCnotRequired>false</ICPCnotRequired></Section47>
<ChildProtectionPlans><CPPstartDate>2023-12-06</CPPstartDate><CPPendDate>2024-02-20</CPPendDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>0</NumberOfPreviousCPP>
<Reviews><CPPreviewDate>2024-01-15</CPPreviewDate></Reviews></ChildProtectionPlans></CINdetails></Child>""")
        file.write("</Children></Message>\n")


def measure(daemon, command, *words):
    """One import into a new ledger: its report, and what it took."""
    place = tempfile.mkdtemp(prefix="daybook-imports-", dir=os.environ.get("TMPDIR", "/var/tmp"))
    try:
        with machine.Daemon(daemon, os.path.join(place, "d")) as running:
            report, said = os.path.join(place, "report.json"), os.path.join(place, "said")
            before, began = running.cpu(), time.monotonic()
            with open(said, "w", encoding="utf-8") as out:
                process = subprocess.Popen([command, "import", *words, "--report", report, "--socket", running.socket], stdout=out, stderr=out)
                # Of this process alone: the highest memory of all children would be the C compiler's.
                _, status, used = os.wait4(process.pid, 0)
            seconds = time.monotonic() - began
            if os.waitstatus_to_exitcode(status) not in (0, 1) or not os.path.exists(report):
                raise SystemExit("bench: the import failed: " + open(said, encoding="utf-8").read()[-3000:])
            with open(report, encoding="utf-8") as file:
                posted = json.load(file)["posted"]
            return {
                "events": posted["new"], "rate": posted["new"] / seconds, "importer_cpu": used.ru_utime + used.ru_stime,
                "daemon_cpu": running.cpu() - before, "importer_mib": used.ru_maxrss / 1024, "daemon_mib": running.peak,
            }
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description="Measure imports through the socket.")
    parser.add_argument("--daemon", default=os.path.join(machine.ROOT, ".build/release/daybookd"))
    parser.add_argument("--children", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--urgent", action="store_true", help="go before everything else on the machine; needs root")
    options = parser.parse_args()
    if options.urgent:
        machine.go_first()
    daemon = os.path.abspath(options.daemon)
    command = os.path.join(os.path.dirname(daemon), "daybook")
    directory = tempfile.mkdtemp(prefix="daybook-imports-", dir=os.environ.get("TMPDIR", "/var/tmp"))
    try:
        machine.build(directory)
        conditions = machine.conditions(directory, daemon)
        path = os.path.join(directory, "census.xml")
        census(path, options.children)
        conditions["census"] = f"{os.path.getsize(path) / 1e6:.0f} MB, {options.children} children"
        runs = [measure(daemon, command, "cin-census", path) for _ in range(options.runs)]
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    print(f"census of {conditions['census']}: {middle['events']:,.0f} events, {middle['rate']:,.0f} events/s (median of {len(runs)}); "
          f"processor seconds: importer {middle['importer_cpu']:.1f}, daemon {middle['daemon_cpu']:.1f}; "
          f"importer {middle['importer_mib']:.0f} MiB resident, daemon {middle['daemon_mib']:.0f} MiB without its map")
    out = os.path.join(machine.ROOT, ".build/bench")
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "imports.json"), "w", encoding="utf-8") as file:
        json.dump({"conditions": conditions, "results": {"census": middle}, "runs": runs}, file, indent=1)


if __name__ == "__main__":
    main()
