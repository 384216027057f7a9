import Events

extension TableMapping {
    mutating func checkCodes(_ statement: Statement) {
        statement.check("RNE", { Codes.Beginning(rawValue: $0) != nil }, faults: &faults)
        statement.check("LS", { Codes.legalStatuses[$0] != nil }, faults: &faults)
        statement.check("CIN", { Codes.needs[$0] != nil }, faults: &faults)
        statement.check("PLACE", { Codes.placements[$0] != nil }, faults: &faults)
        statement.check("PLACE_PROVIDER", Codes.providers.contains, needed: false, faults: &faults)
        statement.check("REC", { $0 == Codes.goesOn || Codes.leavings[$0] != nil }, needed: false, faults: &faults)
        statement.check("REASON_PLACE_CHANGE", Codes.placementChanges.contains, needed: false, faults: &faults)
    }

    mutating func check(_ episode: Episode, in timeline: Timeline) {
        checkDates(episode)
        checkReason(episode)
        checkOverlap(episode, in: timeline)
        checkContinuity(episode, in: timeline)
    }

    private mutating func checkDates(_ episode: Episode) {
        let statement = episode.statement
        if episode.start > year.last {
            faults.add(.startsAfterReturn, of: statement, "DECOM is \(inWords(episode.start)).")
        }
        checkBirth(statement, episode.start, "An episode began")
        if let end = episode.end.day {
            if end < episode.start {
                let detail = "DECOM is \(inWords(episode.start)), DEC \(inWords(end))."
                faults.add(.endBeforeStart, of: statement, detail)
            }
            if end > year.last { faults.add(.endsAfterReturn, of: statement, "DEC is \(inWords(end)).") }
        }
        // The Adoption and Children Act 2002 put placement orders in the place of freeing orders on 30 December 2005.
        guard let from = Day(year: 2005, month: 12, day: 1), let until = Day(year: 2005, month: 12, day: 31) else { return }
        let code = statement["LS"]
        if (code == "D1" && episode.start > until) || (code == "E1" && episode.start < from) {
            faults.add(.codeNotOfItsTime, of: statement, "LS is \(code) from \(inWords(episode.start)).")
        }
    }

    /// A reason on an open episode tells the future: it is no evidence of what was known, so nothing follows from it.
    private mutating func checkReason(_ episode: Episode) {
        let reason = episode.statement["REC"]
        if episode.isOpen, !reason.isEmpty {
            faults.add(
                .openWithReason, of: episode.statement, "DEC is \(episode.statement.row.absence("DEC")), REC is \(reason).")
        } else if !episode.isOpen, reason.isEmpty, episode.statement.row.cells["REC"] != nil {
            faults.add(
                .endWithoutReason, of: episode.statement,
                "DEC is \(episode.statement["DEC"]), REC is \(episode.statement.row.absence("REC")).")
        }
    }

    private mutating func checkOverlap(_ episode: Episode, in timeline: Timeline) {
        let other = timeline.episodes.first { earlier in
            guard !earlier.isSame(as: episode), Episode.precedes(earlier, episode) else { return false }
            return earlier.isOpen || earlier.end.day.map { $0 > episode.start } == true
        }
        guard let other else { return }
        let end = other.end.day.map { "lasts until \(inWords($0))" } ?? "is open"
        let detail =
            "It begins on \(inWords(episode.start)); the one in row \(other.statement.place.row ?? 0), from \(inWords(other.start)), \(end)."
        faults.add(.episodesOverlap, of: episode.statement, detail)
    }

    private mutating func checkContinuity(_ episode: Episode, in timeline: Timeline) {
        if episode.statement["REC"] == Codes.goesOn, let end = episode.end.day, end <= year.last,
            timeline.next(after: episode) == nil
        {
            let detail = "REC is X1 on \(inWords(end)), but no episode of the child begins that day."
            faults.add(.continuationMissing, of: episode.statement, detail)
        }
        guard let beginning = episode.beginning else { return }
        let starts = beginning == .startedToBeLookedAfter
        guard let before = timeline.previous(before: episode) else {
            let isLater = timeline.episodes.contains { !$0.isSame(as: episode) && Episode.precedes($0, episode) }
            if isLater, !starts {
                let detail = "RNE is \(beginning.rawValue), but no episode of the child ended on \(inWords(episode.start))."
                faults.add(.notContinuous, of: episode.statement, detail)
            }
            return
        }
        let goesOn = before.statement["REC"] == Codes.goesOn
        let row = before.statement.place.row ?? 0
        if goesOn == starts, goesOn || !before.statement["REC"].isEmpty {
            let detail = "RNE is \(beginning.rawValue), but row \(row) ended that day with REC \(before.statement["REC"])."
            faults.add(.notContinuous, of: episode.statement, detail)
        }
        guard !starts else { return }
        let changed = (
            legalStatus: before.statement["LS"] != episode.statement["LS"], placement: placementDiffers(before, episode)
        )
        guard changed.legalStatus != beginning.changesLegalStatus || changed.placement != beginning.changesPlacement else {
            return
        }
        func words(_ legalStatus: Bool, _ placement: Bool) -> String {
            legalStatus
                ? (placement ? "legal status and placement" : "the legal status") : (placement ? "the placement" : "nothing")
        }
        let said = words(beginning.changesLegalStatus, beginning.changesPlacement)
        let detail =
            "RNE \(beginning.rawValue) says that \(said) changed; beside row \(row), \(words(changed.legalStatus, changed.placement)) did."
        faults.add(.changeNotShown, of: episode.statement, detail)
    }

    private func placementDiffers(_ a: Episode, _ b: Episode) -> Bool {
        ["PLACE", "PLACE_PROVIDER", "PL_POST", "URN"].contains { a.statement[$0] != b.statement[$0] }
    }
}
