import Events

/// What a rule of a mapping makes of a row.
enum RowOutcome {
    /// The rule's event, at this time, written down then.
    case event(EventDraft.When, entered: Instant?)
    /// A document of the file, of the time at which that was made: it keeps what belongs to no day that has been.
    case document(summary: String, made: Instant, because: Reason)
    case nothing(because: Reason)

    /// Why a row does not become the event that the rule describes.
    struct Reason {
        let kind: ImportFault.Kind
        let detail: String

        init(_ kind: ImportFault.Kind, _ detail: String) {
            self.kind = kind
            self.detail = detail
        }
    }
}

extension RowMapping {
    /// What `rule` makes of `row`, by the times that the row gives.
    func outcome(of rule: EventRule, _ row: RowStatement, _ settings: RowsMapping.Settings) -> RowOutcome {
        switch rule.time.stated(row.cells, made: settings.entered) {
        case .untold: .nothing(because: .init(.dateMissing, "Nothing tells when the file was made; say it with --entered."))
        case .empty(let column): undated(rule, .dateMissing, "\(columns[column].name) is \(row.absence(column))", settings)
        case .unreadable(let column):
            undated(rule, .dateUnreadable, "\(columns[column].name) is \"\(row.cells[column])\"", settings)
        case .time(let time): dated(rule, time, row, settings)
        }
    }

    private func dated(
        _ rule: EventRule, _ time: EventDraft.When, _ row: RowStatement, _ settings: RowsMapping.Settings
    ) -> RowOutcome {
        switch entered?.stated(row.cells, made: settings.entered) ?? .untold {
        case .untold, .empty: placed(rule, time, entered: settings.entered, latest: settings.entered ?? settings.now, settings)
        case .time(let entered): placed(rule, time, entered: entered.instant, latest: settings.now, settings)
        case .unreadable(let column):
            .nothing(
                because: .init(
                    .dateUnreadable,
                    "\(columns[column].name), the entry time, is \"\(row.cells[column])\"; without it the row cannot be placed."))
        }
    }

    /// - Parameter latest: the last moment that the row can know of; nil takes every day for past.
    private func placed(
        _ rule: EventRule, _ time: EventDraft.When, entered: Instant?, latest: Instant?, _ settings: RowsMapping.Settings
    ) -> RowOutcome {
        guard let latest, time.earliest > latest else { return .event(time, entered: entered) }
        let day = inWords(London.day(of: time.instant))
        guard let made = settings.entered else {
            return .nothing(
                because: .init(.stillToCome, "\(day), for \(rule.type): not taken; import it again once that day has been."))
        }
        let reason = "\(day), for \(rule.type); the file was made on \(inWords(London.day(of: latest)))."
        return .document(
            summary: "Stated of \(day), after the file was made: \(rule.type)", made: made, because: .init(.afterSource, reason))
    }

    private func undated(
        _ rule: EventRule, _ kind: ImportFault.Kind, _ what: String, _ settings: RowsMapping.Settings
    ) -> RowOutcome {
        guard let made = settings.entered else {
            return .nothing(
                because: .init(
                    kind,
                    "\(what): its \(rule.type) belongs to no day, and is not taken; with --entered it is kept as a document."))
        }
        return .document(
            summary: "A row of \(title) that belongs to no day: \(what) (\(rule.type))", made: made,
            because: .init(kind, "\(what)."))
    }
}
