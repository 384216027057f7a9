extension AnnexALists {
    static var adoption: RowMapping {
        var list = ListBuilder(10, "children for adoption")
        _ = list.column("Family identifier", "family")
        list.addPerson(age: "Age of Child (Years)")
        let care = list.column("Date the Child Entered Care", "enteredcare", date: true)
        let decided = list.column("Date of Decision that Child Should be Placed for Adoption", "decided", date: true)
        let order = list.column("Date of Placement Order", "placementorder", date: true)
        let matched = list.column("Date of Matching Child and Prospective Adopters", "matched", date: true)
        let placed = list.column("Date Placed for Adoption", "placed", date: true)
        let adopted = list.column("Date of Adoption Order", "adoptionorder", date: true)
        let ended = list.column("Date of Decision that Child Should No Longer be Placed for Adoption", "nolonger", date: true)
        let reason = list.column("Reason Why Child No Longer Placed for Adoption", "nolongerreason")
        let fostered = list.column(
            "Date the child was placed for fostering in FFA or concurrent planning placement", "fostered", date: true)
        list.event("looked-after-started", "status.started", on: care, [("status", .word("looked_after"))])
        list.event(
            "decided", "decision.made", on: decided,
            [("decision_type", .word("other")), ("decision", .word("The child should be placed for adoption."))])
        list.event("placement-order", "status.started", on: order, [("status", .word("placement_order"))])
        list.note("matched", "matched with prospective adopters", on: matched)
        list.event("placed", "placement.started", on: placed, [("placement_type", .word("adoptive"))])
        list.event(
            "adopted", "legal_milestone.recorded", on: adopted,
            [("legal_process", .word("adoption")), ("milestone", .word("adoption_order")), ("result", .word("met"))])
        list.event(
            "no-longer", "decision.made", on: ended,
            [
                ("decision_type", .word("other")), ("decision", .word("The child should no longer be placed for adoption.")),
                ("reasons", .cell(reason)),
            ])
        list.note("fostered", "placed for fostering that may become adoption", on: fostered)
        return list.list
    }

    /// About adults: each has a case of its own, `adopter-` and the identifier.
    static var adopters: RowMapping {
        var list = ListBuilder(
            11, "prospective adopters", person: "Individual adopter identifier", others: [], subject: "case/adopter-")
        _ = list.column("Family identifier", "family")
        _ = list.column("Gender", "gender")
        _ = list.column("Ethnicity", "ethnicity")
        _ = list.column("Disability", "disability")
        _ = list.column("Is the (prospective) adopter fostering for adoption?", "fostering")
        list.document("adopter", "A prospective adopter, as listed", aboutChild: false)
        let steps: [(String, String, String)] = [
            ("Date enquiry received", "enquiry", "enquiry received"),
            ("Date Stage 1 started", "stage-1-started", "stage 1 started"),
            ("Date Stage 1 ended", "stage-1-ended", "stage 1 ended"),
            ("Date Stage 2 started", "stage-2-started", "stage 2 started"),
            ("Date Stage 2 ended", "stage-2-ended", "stage 2 ended"),
            ("Date application submitted", "applied", "application submitted"),
            ("Date application approved", "approved", "application approved"),
            ("Date adopter matched with child(ren)", "matched", "matched with children"),
            ("Date child/children placed with adopter(s)", "placed", "children placed"),
            ("Date of Adoption Order", "adopted", "adoption order made"),
            ("Date of leaving adoption process", "left", "left the adoption process"),
        ]
        for (column, name, what) in steps {
            list.note(name, what, on: list.column(column, date: true, kept: false), aboutChild: false)
        }
        _ = list.column("No. of children placed", "childrenplaced")
        _ = list.column("Reason for leaving adoption process", "leavingreason")
        return list.list
    }
}
