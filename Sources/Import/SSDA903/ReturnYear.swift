import Events

/// The year a return covers: 2017 is 1 April 2017 to 31 March 2018.
struct ReturnYear: Hashable, Comparable {
    let number: Int
    let first: Day
    /// The day the return closes. A return is compiled and sent weeks later; nobody writes down when, so this is the
    /// earliest day on which it can have been said.
    let last: Day

    /// Years 1992, when the return began, to 2999.
    init?(_ number: Int) {
        guard (1992...2999).contains(number), let first = Day(year: number, month: 4, day: 1),
            let last = Day(year: number + 1, month: 3, day: 31)
        else { return nil }
        self.number = number
        self.first = first
        self.last = last
    }

    /// What names the return as a source of events.
    var source: String { "/ssda903/\(number)" }

    /// When its statements count as written down: on the day on which it closes.
    var entered: Instant { LocalTime.instant(of: last) }

    static func < (a: ReturnYear, b: ReturnYear) -> Bool { a.number < b.number }
}

/// The tables of a return that are read.
enum ReturnTable: String, CaseIterable {
    case header, episodes, reviews, missing
    /// Care leavers around their 17th to 21st birthdays.
    case oc3
    /// Unaccompanied asylum-seeking children.
    case uasc

    /// What the event is about that says that the table was read.
    var tableTopic: String { "table/\(rawValue)" }

    /// The columns it has, in the order of the Department for Education's files of 2017 to 2022.
    var columns: [String] {
        switch self {
        case .header: ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]
        case .episodes:
            [
                "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST",
                "PL_POST", "URN",
            ]
        case .reviews: ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]
        case .missing: ["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"]
        case .oc3: ["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"]
        case .uasc: ["CHILD", "SEX", "DOB", "DUC"]
        }
    }
}

/// What a file's name says about it.
enum ReturnFile: Equatable {
    case table(ReturnTable, ReturnYear)
    /// Not one of the tables, or of no year; the sentence says which.
    case unknown(String)

    /// Reads `2017-episodes.csv` or `2017_episodes.csv`, or `episodes.csv` in a folder named `2017`, `2017-18` or alike.
    init(name: String) {
        let parts = name.split(separator: "/")
        let file = (parts.last ?? "").lowercased()
        guard file.hasSuffix(".csv") else {
            self = .unknown("It is no CSV file.")
            return
        }
        let stem = file.dropLast(4)
        var year = Self.year(of: stem)
        let table = year == nil ? stem : stem.dropFirst(5)
        guard let table = ReturnTable(rawValue: String(table)) else {
            let names = ReturnTable.allCases.map { "\($0.rawValue).csv" }.joined(separator: ", ")
            self = .unknown("It is none of the tables that are read: \(names).")
            return
        }
        if year == nil, parts.count > 1 { year = Self.year(of: parts[parts.count - 2]) }
        guard let year else {
            self = .unknown("Its year cannot be told: name it like 2017-\(file), or put it in a folder named 2017.")
            return
        }
        self = .table(table, year)
    }

    /// The year that four digits at the start say, alone or before `-` or `_`.
    private static func year(of name: some StringProtocol) -> ReturnYear? {
        let digits = name.prefix(4)
        let next = name.dropFirst(4).first
        guard digits.count == 4, next == nil || next == "-" || next == "_", let number = Int(digits) else { return nil }
        return ReturnYear(number)
    }
}
