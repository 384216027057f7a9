extension ImportFault {
    /// What kind of fault it is. Kinds are shown in the order in which they stand in the table below.
    public struct Kind: Sendable {
        /// Its name in JSON.
        public let id: String
        /// The heading it is shown under.
        public let group: Group
        /// Plain words for a line that counts them.
        public let title: String
        let severity: Severity
        /// Its line in the table.
        private let line: Int

        private init(_ id: String, _ group: Group, _ title: String, _ severity: Severity = .kept, line: Int = #line) {
            self.id = id
            self.group = group
            self.title = title
            self.severity = severity
            self.line = line
        }
    }

    /// How much of what a source says is in no event because of a fault. Rows and events that were not taken are counted by
    /// themselves.
    enum Severity: Sendable {
        /// Nothing, or what is counted as a row or an event.
        case kept
        /// A part of what a row or a file says, though that was taken.
        case losesPart
        /// A whole file, or the rest of one.
        case losesFile
    }
}

/// What reports call a character that no attribute of an event can hold.
let controlCharacter = "a line break or another control character"

extension ImportFault.Kind: Hashable, Comparable {
    public static func == (a: Self, b: Self) -> Bool { a.line == b.line }

    public static func < (a: Self, b: Self) -> Bool { a.line < b.line }

    public func hash(into hasher: inout Hasher) { hasher.combine(line) }
}

/// Numbers in brackets are those of the rules by which the Department for Education checks SSDA903 returns.
extension ImportFault.Kind {
    // MARK: Not read: nothing of it is in the events

    public static let fileNotRead = Self("file_not_read", .notRead, "files not read", .losesFile)
    public static let rowMalformed = Self("row_malformed", .notRead, "rows that are no CSV")
    public static let rowColumns = Self("row_columns", .notRead, "rows with too many or too few cells")
    public static let rowBlank = Self("row_blank", .notRead, "empty lines")
    public static let childUnusable = Self("child_unusable", .notRead, "rows without a usable child identifier")
    public static let childCutOff = Self("child_cut_off", .notRead, "children in whom a file breaks off (not taken)")
    public static let notUTF8 = Self("not_utf8", .notRead, "cells that are not UTF-8", .losesPart)
    public static let cellTooLong = Self("cell_too_long", .notRead, "cells too long to keep", .losesPart)
    public static let cellControl = Self(
        "cell_control", .notRead, "cells with line breaks or other control characters that cannot be kept", .losesPart)
    public static let fileBrokenOff = Self(
        "file_broken_off", .notRead,
        "files that break off, and were read up to there", .losesFile)
    public static let sheetNotRead = Self("sheet_not_read", .notRead, "sheets not read", .losesFile)
    public static let valueMissing = Self("value_missing", .notRead, "rows that lack what is needed, and were not taken")
    public static let columnNotKept = Self("column_not_kept", .notRead, "columns whose cells are not kept", .losesPart)
    public static let cellNameless = Self("cell_nameless", .notRead, "cells under columns without a name (not kept)", .losesPart)
    public static let refusedByLedger = Self("refused_by_ledger", .notRead, "events that the ledger refused")
    public static let ledgerWouldRefuse = Self("ledger_would_refuse", .notRead, "events that the ledger would refuse", .losesPart)

    // MARK: Unclear: kept as stated

    public static let columnMissing = Self("column_missing", .unclear, "columns missing")
    public static let columnUnknown = Self("column_unknown", .unclear, "columns this table does not have")
    public static let columnRepeated = Self("column_repeated", .unclear, "columns that stand twice")
    public static let cellNotKept = Self(
        "cell_not_kept", .unclear,
        "cells too long, or with line breaks, to be kept as they stand (what the mapping makes of them is kept)")
    public static let dateMissing = Self("date_missing", .unclear, "dates missing")
    public static let dateUnreadable = Self(
        "date_unreadable", .unclear,
        "dates that do not exist, lie before \(StatedDate.earliestYear), or are neither DD/MM/YYYY nor YYYY-MM-DD")
    public static let timeNotShown = Self(
        "time_not_shown", .unclear,
        "times of an hour that clocks in London passed over (taken as an hour later)")
    public static let codeMissing = Self("code_missing", .unclear, "codes missing")
    public static let codeUnknown = Self("code_unknown", .unclear, "codes that are in no table")
    public static let rowRepeated = Self("row_repeated", .unclear, "rows that repeat another word for word")
    public static let elementUnknown = Self("element_unknown", .unclear, "elements that the census does not have there")
    public static let sheetUnknown = Self("sheet_unknown", .unclear, "sheets that are none of the lists")
    public static let cellError = Self("cell_error", .unclear, "cells that hold an error of the spreadsheet")
    public static let formulaRead = Self(
        "formula_read", .unclear,
        "sheets with formulas (the values computed when the workbook was saved were taken)")
    public static let formulaEmpty = Self("formula_empty", .unclear, "formulas without a computed value")
    public static let cellsMerged = Self(
        "cells_merged", .unclear,
        "sheets with merged cells (only the first of them says something)")
    public static let macrosIgnored = Self(
        "macros_ignored", .unclear,
        "workbooks with macros or links to others (ignored: nothing is run or followed)")

    // MARK: Impossible, given the dates

    public static let endBeforeStart = Self("end_before_start", .impossible, "ends before the start")
    public static let startsAfterReturn = Self("starts_after_return", .impossible, "starts after the return closed")
    public static let endsAfterReturn = Self("ends_after_return", .impossible, "ends after the return closed")
    public static let reviewAfterReturn = Self("review_after_return", .impossible, "reviews dated after the return closed")
    public static let ceasesAfterReturn = Self(
        "ceases_after_return", .impossible,
        "asylum-seeking status said to have ceased on a day after the return closed")
    public static let beforeBirth = Self("before_birth", .impossible, "happenings before the child was born")
    public static let bornAfterReturn = Self("born_after_return", .impossible, "children born after the return closed")
    public static let stillToCome = Self("still_to_come", .impossible, "things stated of a day still to come")
    public static let afterSource = Self(
        "after_source", .impossible,
        "things stated of a day after the file itself was made (kept as documents)")
    public static let beforeReferral = Self("before_referral", .impossible, "things dated before the referral they stand under")
    /// [445, 446]
    public static let codeNotOfItsTime = Self("code_not_of_its_time", .impossible, "codes that were not in use at the time")

    // MARK: Contradictory, within one return

    /// [148]
    public static let openWithReason = Self(
        "open_with_reason", .contradictory,
        "open episodes with a reason for ending (not acted on)")
    /// [148]
    public static let endWithoutReason = Self("end_without_reason", .contradictory, "ended episodes without a reason")
    public static let episodesOverlap = Self(
        "episodes_overlap", .contradictory,
        "episodes that begin before an earlier one of the child has ended")
    public static let rowsDisagree = Self("rows_disagree", .contradictory, "rows of one return about the same thing that differ")
    /// [434, 435, 436]
    public static let changeNotShown = Self(
        "change_not_shown", .contradictory,
        "episodes said to begin with a change that the rows do not show, or hiding one that they show")
    /// [432, 433]
    public static let notContinuous = Self(
        "not_continuous", .contradictory,
        "episodes said to go on from another that did not end that day, or to begin anew while another goes on")
    /// [440]
    public static let ageDisagrees = Self(
        "age_disagrees", .contradictory,
        "reviews whose participation code does not fit the child's age")
    public static let birthDisagrees = Self(
        "birth_disagrees", .contradictory,
        "dates of birth that differ from what is stated of the child elsewhere")
    public static let headerDisagrees = Self("header_disagrees", .contradictory, "answers that contradict one another")
    public static let childRepeated = Self("child_repeated", .contradictory, "children who stand in one file more than once")
    public static let statedTwice = Self("stated_twice", .contradictory, "statements of one file about the same thing")
    public static let heldOtherwise = Self(
        "held_otherwise", .contradictory,
        "statements that the ledger holds otherwise under the same name (not taken)")

    // MARK: Contradictory, between returns

    public static let statedOtherwise = Self("stated_otherwise", .contradictory, "episodes that a later return states otherwise")
    public static let endStatedOtherwise = Self(
        "end_stated_otherwise", .contradictory,
        "ends that a later return puts on another day or gives another reason")
    public static let endTakenBack = Self("end_taken_back", .contradictory, "ends that a later return no longer states")
    public static let endKnownLate = Self(
        "end_known_late", .contradictory,
        "ends stated only after a return that calls the episode open, though it closed later")
    public static let personStatedOtherwise = Self(
        "person_stated_otherwise", .contradictory,
        "facts about a child that a later return states otherwise")
    public static let childRenumbered = Self(
        "child_renumbered", .contradictory,
        "pupil numbers that stand with two child identifiers")

    // MARK: Left out

    public static let headerMissing = Self("header_missing", .leftOut, "children with rows but no header")
    public static let tableMissing = Self("table_missing", .leftOut, "tables that are not there")
    /// [388]
    public static let continuationMissing = Self(
        "continuation_missing", .leftOut,
        "episodes said to be followed by another that is not there")
    public static let leftOutBetween = Self(
        "left_out_between", .leftOut,
        "open episodes that a return leaves out and a later one mentions again")
    public static let neverMentionedAgain = Self("never_mentioned_again", .leftOut, "open episodes never mentioned again")
}
