extension ImportFault {
    /// What kind of fault it is. The raw value is its name in JSON. Numbers in brackets are those of the rules by which
    /// the Department for Education checks SSDA903 returns.
    public enum Kind: String, Sendable, CaseIterable {
        // Not read: nothing of it is in the events.
        case fileNotRead = "file_not_read"
        case rowMalformed = "row_malformed"
        case rowColumns = "row_columns"
        case rowBlank = "row_blank"
        case childUnusable = "child_unusable"
        case childCutOff = "child_cut_off"
        case notUTF8 = "not_utf8"
        case cellTooLong = "cell_too_long"
        case fileBrokenOff = "file_broken_off"
        case sheetNotRead = "sheet_not_read"
        case valueMissing = "value_missing"
        case columnNotKept = "column_not_kept"
        case cellNameless = "cell_nameless"
        case refusedByLedger = "refused_by_ledger"
        case ledgerWouldRefuse = "ledger_would_refuse"

        // Unclear: kept as stated.
        case columnMissing = "column_missing"
        case columnUnknown = "column_unknown"
        case columnRepeated = "column_repeated"
        case cellNotKept = "cell_not_kept"
        case dateMissing = "date_missing"
        case dateUnreadable = "date_unreadable"
        case timeNotShown = "time_not_shown"
        case codeMissing = "code_missing"
        case codeUnknown = "code_unknown"
        case rowRepeated = "row_repeated"
        case elementUnknown = "element_unknown"
        case sheetUnknown = "sheet_unknown"
        case cellError = "cell_error"
        case formulaRead = "formula_read"
        case formulaEmpty = "formula_empty"
        case cellsMerged = "cells_merged"
        case macrosIgnored = "macros_ignored"

        // Impossible, given the dates.
        case endBeforeStart = "end_before_start"
        case startsAfterReturn = "starts_after_return"
        case endsAfterReturn = "ends_after_return"
        case reviewAfterReturn = "review_after_return"
        case ceasesAfterReturn = "ceases_after_return"
        case beforeBirth = "before_birth"
        case bornAfterReturn = "born_after_return"
        case stillToCome = "still_to_come"
        case afterSource = "after_source"
        case beforeReferral = "before_referral"
        /// [445, 446]
        case codeNotOfItsTime = "code_not_of_its_time"

        // Contradictory, within one return.
        /// [148]
        case openWithReason = "open_with_reason"
        /// [148]
        case endWithoutReason = "end_without_reason"
        case episodesOverlap = "episodes_overlap"
        case rowsDisagree = "rows_disagree"
        /// [434, 435, 436]
        case changeNotShown = "change_not_shown"
        /// [432, 433]
        case notContinuous = "not_continuous"
        /// [440]
        case ageDisagrees = "age_disagrees"
        case birthDisagrees = "birth_disagrees"
        case headerDisagrees = "header_disagrees"
        case childRepeated = "child_repeated"
        case statedTwice = "stated_twice"
        case heldOtherwise = "held_otherwise"

        // Contradictory, between returns.
        case statedOtherwise = "stated_otherwise"
        case endStatedOtherwise = "end_stated_otherwise"
        case endTakenBack = "end_taken_back"
        case endKnownLate = "end_known_late"
        case personStatedOtherwise = "person_stated_otherwise"
        case childRenumbered = "child_renumbered"

        // Left out.
        case headerMissing = "header_missing"
        case tableMissing = "table_missing"
        /// [388]
        case continuationMissing = "continuation_missing"
        case leftOutBetween = "left_out_between"
        case neverMentionedAgain = "never_mentioned_again"
    }
}

extension ImportFault.Kind {
    /// The heading it is shown under.
    public var group: ImportFault.Group {
        switch self {
        case .fileNotRead, .rowMalformed, .rowColumns, .rowBlank, .childUnusable, .childCutOff, .notUTF8, .cellTooLong,
            .fileBrokenOff, .sheetNotRead, .valueMissing, .columnNotKept, .cellNameless, .refusedByLedger, .ledgerWouldRefuse:
            .notRead
        case .columnMissing, .columnUnknown, .columnRepeated, .cellNotKept, .dateMissing, .dateUnreadable, .timeNotShown,
            .codeMissing,
            .codeUnknown,
            .rowRepeated, .elementUnknown, .sheetUnknown, .cellError, .formulaRead, .formulaEmpty, .cellsMerged, .macrosIgnored:
            .unclear
        case .endBeforeStart, .startsAfterReturn, .endsAfterReturn, .reviewAfterReturn, .ceasesAfterReturn, .beforeBirth,
            .bornAfterReturn, .stillToCome, .afterSource, .beforeReferral, .codeNotOfItsTime:
            .impossible
        case .openWithReason, .endWithoutReason, .episodesOverlap, .rowsDisagree, .changeNotShown, .notContinuous, .ageDisagrees,
            .birthDisagrees, .statedOtherwise, .endStatedOtherwise, .endTakenBack, .endKnownLate, .personStatedOtherwise,
            .childRenumbered, .headerDisagrees, .childRepeated, .statedTwice, .heldOtherwise:
            .contradictory
        case .headerMissing, .tableMissing, .continuationMissing, .leftOutBetween, .neverMentionedAgain: .leftOut
        }
    }

    /// Whether a whole file, or the rest of one, could not be taken.
    var isOfWholeFile: Bool { self == .fileNotRead || self == .fileBrokenOff || self == .sheetNotRead }

    /// Whether something that a file says is in no event, or would be in none, though its row or file was taken.
    var isOfPart: Bool {
        switch self {
        case .notUTF8, .cellTooLong, .columnNotKept, .cellNameless, .ledgerWouldRefuse: true
        default: false
        }
    }

    /// Plain words for a line that counts them.
    public var title: String {
        switch self {
        case .fileNotRead: "files not read"
        case .rowMalformed: "rows that are no CSV"
        case .rowColumns: "rows with too many or too few cells"
        case .rowBlank: "empty lines"
        case .childUnusable: "rows without a usable child identifier"
        case .childCutOff: "children in whom a file breaks off (not taken)"
        case .notUTF8: "cells that are not UTF-8"
        case .cellTooLong: "cells too long to keep"
        case .fileBrokenOff: "files that break off, and were read up to there"
        case .sheetNotRead: "sheets not read"
        case .valueMissing: "rows that lack what is needed, and were not taken"
        case .columnNotKept: "columns whose cells are not kept"
        case .cellNameless: "cells under columns without a name (not kept)"
        case .refusedByLedger: "events that the ledger refused"
        case .ledgerWouldRefuse: "events that the ledger would refuse"
        case .columnMissing: "columns missing"
        case .columnUnknown: "columns this table does not have"
        case .columnRepeated: "columns that stand twice"
        case .cellNotKept: "cells too long to be kept as they stand (what the mapping makes of them is kept)"
        case .dateMissing: "dates missing"
        case .dateUnreadable:
            "dates that do not exist, lie before \(StatedDate.earliestYear), or are neither DD/MM/YYYY nor YYYY-MM-DD"
        case .timeNotShown: "times of an hour that clocks in London passed over (taken as an hour later)"
        case .codeMissing: "codes missing"
        case .codeUnknown: "codes that are in no table"
        case .rowRepeated: "rows that repeat another word for word"
        case .elementUnknown: "elements that the census does not have there"
        case .sheetUnknown: "sheets that are none of the lists"
        case .cellError: "cells that hold an error of the spreadsheet"
        case .formulaRead: "sheets with formulas (the values computed when the workbook was saved were taken)"
        case .formulaEmpty: "formulas without a computed value"
        case .cellsMerged: "sheets with merged cells (only the first of them says something)"
        case .macrosIgnored: "workbooks with macros or links to others (ignored: nothing is run or followed)"
        case .endBeforeStart: "ends before the start"
        case .startsAfterReturn: "starts after the return closed"
        case .endsAfterReturn: "ends after the return closed"
        case .reviewAfterReturn: "reviews dated after the return closed"
        case .ceasesAfterReturn: "asylum-seeking status said to have ceased on a day after the return closed"
        case .beforeBirth: "happenings before the child was born"
        case .bornAfterReturn: "children born after the return closed"
        case .stillToCome: "things stated of a day still to come (kept as documents)"
        case .beforeReferral: "things dated before the referral they stand under"
        case .afterSource: "things stated of a day after the file itself was made (kept as documents)"
        case .codeNotOfItsTime: "codes that were not in use at the time"
        case .openWithReason: "open episodes with a reason for ending (not acted on)"
        case .endWithoutReason: "ended episodes without a reason"
        case .episodesOverlap: "episodes that begin before an earlier one of the child has ended"
        case .rowsDisagree: "rows of one return about the same thing that differ"
        case .changeNotShown: "episodes said to begin with a change that the rows do not show, or hiding one that they show"
        case .notContinuous:
            "episodes said to go on from another that did not end that day, or to begin anew while another goes on"
        case .ageDisagrees: "reviews whose participation code does not fit the child's age"
        case .birthDisagrees: "dates of birth that differ from what is stated of the child elsewhere"
        case .statedOtherwise: "episodes that a later return states otherwise"
        case .endStatedOtherwise: "ends that a later return puts on another day or gives another reason"
        case .endTakenBack: "ends that a later return no longer states"
        case .endKnownLate: "ends stated only after a return that calls the episode open, though it closed later"
        case .personStatedOtherwise: "facts about a child that a later return states otherwise"
        case .childRenumbered: "pupil numbers that stand with another child identifier in a later return"
        case .headerDisagrees: "answers that contradict one another"
        case .childRepeated: "children who stand in one file more than once"
        case .statedTwice: "statements of one file about the same thing"
        case .heldOtherwise: "statements that the ledger holds otherwise under the same name (not taken)"
        case .tableMissing: "tables that are not there"
        case .headerMissing: "children with rows but no header"
        case .continuationMissing: "episodes said to be followed by another that is not there"
        case .leftOutBetween: "open episodes that a return leaves out and a later one mentions again"
        case .neverMentionedAgain: "open episodes never mentioned again"
        }
    }
}
