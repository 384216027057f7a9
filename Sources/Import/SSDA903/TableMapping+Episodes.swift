import Events

extension TableMapping {
    /// Adds the events of all episodes, and gives back the episodes that have a first day.
    mutating func addEpisodes(_ statements: [Statement]) -> [Episode] {
        // An end names the start of its placement, whose row may stand below: all beginnings are made first.
        var began: [(episode: Episode, beginning: [ImportedEvent])] = []
        for statement in statements {
            checkCodes(statement)
            let start = statement.date("DECOM", needed: true, faults: &faults).day
            let end = statement.date("DEC", needed: false, faults: &faults)
            if let start {
                let code = Codes.Beginning(rawValue: statement["RNE"])
                var episode = Episode(statement: statement, start: start, end: end, beginning: code)
                let made = makeBeginning(of: episode)
                episode.placementID = made.placementID
                began.append((episode, made.events))
            } else {
                addUndated(statement, "DECOM")
            }
        }
        let timelines = Dictionary(grouping: began.map(\.episode), by: \.child).mapValues(Timeline.init)
        for (episode, beginning) in began {
            guard let timeline = timelines[episode.child] else { continue }
            check(episode, in: timeline)
            beginning.forEach { add($0) }
            addEnd(of: episode, in: timeline)
        }
        return began.map(\.episode)
    }

    // MARK: Beginnings

    /// The events of a beginning.
    private struct MadeBeginning {
        var events: [ImportedEvent] = []
        /// The id of the one that says that a placement began.
        var placementID: String?
    }

    private mutating func makeBeginning(of episode: Episode) -> MadeBeginning {
        var made = MadeBeginning()
        func add(_ part: String, _ type: String, _ data: [EventDraft.Field]) {
            let cells: AttributeNames.Cells = made.events.isEmpty ? .all : .none
            made.events.append(event(episode.statement, part: part, type, on: episode.start, cells, data))
        }
        if episode.beginning == .startedToBeLookedAfter {
            var data = [EventDraft.Field("status", .text("looked_after"))]
            if let basis = basis(episode) { data.append(basis) }
            if let need = Codes.needs[episode.statement["CIN"]] {
                data.append(EventDraft.Field("reasons", .text("Main need: \(need) (\(episode.statement["CIN"]))")))
            }
            add("looked-after-started", "status.started", data)
        }
        if episode.beginning?.changesLegalStatus == true, let status = episode.legalStatus?.status {
            var data = [EventDraft.Field("status", .text(status))]
            if let basis = basis(episode) { data.append(basis) }
            add("legal-status-started", "status.started", data)
        }
        if episode.beginning?.changesPlacement == true {
            add("placement-started", "placement.started", placement(episode))
            made.placementID = made.events.last?.id
        }
        if made.events.isEmpty {
            // Only the legal status changed, to one that the vocabulary has no word for; or no reason is given.
            let status = episode.legalStatus.map { "\($0.says) (\(episode.statement["LS"]))" } ?? episode.statement["LS"]
            let what =
                episode.beginning == .legalStatus
                ? "The child's legal status changed to: \(status)."
                : "An episode of care began; what changed is not stated. Legal status: \(status)."
            add("noted", "case_note.entered", note("an episode of care began", what))
        }
        return made
    }

    private func basis(_ episode: Episode) -> EventDraft.Field? {
        episode.legalStatus.map { EventDraft.Field("legal_basis", .text("\($0.says); code \(episode.statement["LS"])")) }
    }

    private func placement(_ episode: Episode) -> [EventDraft.Field] {
        let statement = episode.statement
        var data = [EventDraft.Field("placement_type", .text(placementType(episode)))]
        if !statement["LS"].isEmpty {
            data.append(EventDraft.Field("legal_status", .text(episode.legalStatus?.placement ?? "other")))
        }
        data.append(EventDraft.Field("first_care_episode", .bool(episode.beginning == .startedToBeLookedAfter)))
        if Codes.homes.contains(statement["PLACE"]), statement["URN"].utf8.count == 7, Int(statement["URN"]) != nil {
            data.append(EventDraft.Field("home", .text("URN \(statement["URN"])")))
        }
        return data
    }

    /// Under a series of short breaks every placement is one, wherever the child stays.
    private func placementType(_ episode: Episode) -> String {
        if Codes.shortBreaks.contains(episode.statement["LS"]) { return "short_break" }
        return Codes.placements[episode.statement["PLACE"]] ?? "other"
    }

    // MARK: Ends

    private mutating func addEnd(of episode: Episode, in timeline: Timeline) {
        guard let day = episode.end.day else { return }
        let reason = episode.statement["REC"]
        let before = events.count
        if reason == Codes.goesOn {
            addChange(of: episode, day, in: timeline)
        } else if reason.hasPrefix("E") {
            let leaving = Codes.leavings[reason]
            let why = leaving.map { "\($0.says) (\(reason))" } ?? reason
            add(
                episode, "looked-after-ended", "status.ended", on: day, Self.ofEnds,
                [
                    EventDraft.Field("status", .text("looked_after")), EventDraft.Field("reasons", .text(why)),
                    EventDraft.Field("outcome", .text(leaving?.outcome ?? "other")),
                ])
            if reason != Codes.takenOver { endLegalStatus(of: episode, day) }
            endPlacement(of: episode, day, leaving?.ending ?? "other", in: timeline)
            if reason == Codes.died { addDeath(of: episode, day) }
        }
        if events.count == before {
            // A legal status without a word in the vocabulary gave way to another; or what ended is not stated.
            let status = episode.legalStatus?.says ?? episode.statement["LS"]
            let what = "An episode of care ended (REC \(reason.isEmpty ? "empty" : reason)). Legal status until then: \(status)."
            add(episode, "end-noted", "case_note.entered", on: day, Self.ofEnds, note("an episode of care ended", what))
        }
    }

    /// Cells that belong to the end of an episode.
    private static let ofEnds = AttributeNames.Cells.only(["DEC", "REC", "REASON_PLACE_CHANGE"])

    /// Another episode begins that day: ends what it says that it changes. Where the return has no such episode, the row
    /// itself tells a change of placement by its reason.
    private mutating func addChange(of episode: Episode, _ day: Day, in timeline: Timeline) {
        let next = timeline.next(after: episode)
        let changesPlacement =
            next.map { $0.beginning?.changesPlacement == true } ?? !episode.statement["REASON_PLACE_CHANGE"].isEmpty
        if next?.beginning?.changesLegalStatus == true { endLegalStatus(of: episode, day) }
        guard changesPlacement else { return }
        endPlacement(of: episode, day, next?.beginning?.keepsCarers == true ? "other" : "moved", in: timeline)
    }

    private mutating func endLegalStatus(of episode: Episode, _ day: Day) {
        guard let status = episode.legalStatus?.status else { return }
        add(
            episode, "legal-status-ended", "status.ended", on: day, Self.ofEnds, [EventDraft.Field("status", .text(status))])
    }

    private mutating func endPlacement(of episode: Episode, _ day: Day, _ reason: String, in timeline: Timeline) {
        var data = [EventDraft.Field("ending_reason", .text(reason))]
        if let start = timeline.placementStart(of: episode) {
            if let id = start.placementID { data.append(EventDraft.Field("placement", .text(id))) }
            data.append(EventDraft.Field("placement_type", .text(placementType(start))))
        }
        add(episode, "placement-ended", "placement.ended", on: day, Self.ofEnds, data)
    }

    private mutating func addDeath(of episode: Episode, _ day: Day) {
        add(
            episode, "death", "person.recorded", on: day, .none,
            [
                EventDraft.Field("person", .text(episode.child)), EventDraft.Field("relationship", .text("subject")),
                EventDraft.Field("date_of_death", .text(day.description)),
            ])
    }

    /// A note about the day it stands on, for what has no type of its own. When it was written is its entry time.
    private func note(_ what: String, _ details: String) -> [EventDraft.Field] {
        [
            EventDraft.Field("note_type", .text("other")),
            EventDraft.Field("purpose", .text("SSDA903 return \(year.number): \(what)")),
            EventDraft.Field("details", .text(details)),
        ]
    }

    private mutating func add(
        _ episode: Episode, _ part: String, _ type: String, on day: Day, _ cells: AttributeNames.Cells, _ data: [EventDraft.Field]
    ) {
        add(episode.statement, part: part, type, on: day, cells, data)
    }
}
