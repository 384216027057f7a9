#!/usr/bin/env python3
"""Counts what children in need censuses state, straight from the XML, with other code than the importer's.

    Tests/oracles/count_cin_census.py FILE...

The counts are written as one JSON array, an object for each file. Uses lxml, which keeps stray text apart from elements.
"""

import json
import sys

from lxml import etree

PARTS = {
    "children": "Child", "referrals": "CINdetails", "closures": "CINclosureDate", "assessments": "Assessments",
    "factors": "AssessmentFactors", "cin_plans": "CINPlanDates", "section_47": "Section47", "cp_plans": "ChildProtectionPlans",
    "cp_reviews": "CPPreviewDate", "pre_proceedings": "PreProceedingsandFGDM", "disabilities": "Disability",
}


def texts(root, name):
    return [element.text.strip() for element in root.iter(name) if element.text and element.text.strip()]


def main(paths):
    found = []
    for path in paths:
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        made = root.findtext(".//Source/DateTime")[:10]
        dates = [
            (element.tag, element.text.strip()) for element in root.find("Children").iter()
            if isinstance(element.tag, str) and "Date" in element.tag and element.text and element.text.strip()
            and element.tag not in ("CINPlanDates",)
        ]
        # What a plan, an enquiry or an assessment states word for word twice in one referral counts once.
        repeated = 0
        for details in root.iter("CINdetails"):
            seen = set()
            for element in details:
                if len(element):
                    content = b"".join(etree.tostring(element, with_tail=False).split())
                    repeated += content in seen
                    seen.add(content)
        found.append({
            "counts": {name: len(root.findall(f".//{tag}")) for name, tag in PARTS.items()},
            "after_source": sum(
                date > made for tag, date in dates
                if tag not in ("InitialCPCtarget", "PersonBirthDate", "ExpectedPersonBirthDate")),
            "repeated": repeated,
            "ids": texts(root, "LAchildID"),
        })
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
