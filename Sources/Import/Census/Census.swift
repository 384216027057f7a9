import Events

/// Which census a file is, as its header says.
struct Census {
    /// Names it as a source of events, such as `/cin-census/201/2023/001`: authority, year and serial number. A census sent
    /// in again has another serial number, and is another source: what both say stands side by side.
    let source: String
    let title: String
    /// When the file was made: that is when its statements were written down, as far as it tells.
    let made: Instant
    /// The local day on which it was made.
    let day: Day
    /// The days the census is about; nil where the header does not say.
    let first: Day?
    let last: Day?

    /// - Parameters:
    ///   - made: when it was made, from who imports it; nil takes the header's word.
    ///   - faults: takes what the header contradicts.
    /// - Returns: nil where nothing tells when it was made.
    init?(_ header: CensusElement?, file: String, made told: Instant?, output: inout ImportOutput) {
        let details = header?.first("CollectionDetails")
        let origin = header?.first("Source")
        let place = Place(file: file, line: header?.line ?? 1)
        func part(_ text: String?, or other: String) -> String {
            let letters = (text ?? "").utf8.filter { $0.isLetterOrDigit }
            return letters.isEmpty ? other : String(decoding: letters.prefix(20), as: UTF8.self)
        }
        let authority = part(origin?["LEA"], or: "unknown")
        let year = part(details?["Year"], or: "unknown")
        let serial = part(origin?["SerialNo"], or: "unknown")
        let reference = StatedDate(details?["ReferenceDate"] ?? "").day
        let stamp = origin?["DateTime"] ?? ""
        let stated = LocalTime.instant(stamp)
        if stated == nil, !stamp.isEmpty { output.faults.add(.dateUnreadable, place, "DateTime is \"\(stamp)\".") }
        guard let made = told ?? stated ?? reference.map(LocalTime.instant(of:)) else {
            return nil
        }
        self.made = made
        day = London.day(of: made)
        source = "/cin-census/\(authority)/\(year)/\(serial)"
        title = "Children in need census \(year) of authority \(authority), file \(serial)"
        last = reference
        first = reference.flatMap { day in Day(year: day.parts.year - 1, month: day.parts.month, day: day.parts.day) }?.adding(
            days: 1)
        let collection = details?["Collection"] ?? ""
        if header != nil, collection != "CIN" {
            output.faults.add(
                .headerDisagrees, place, "Collection is \"\(collection)\", not CIN; it is read as a children in need census.")
        }
        if let reference, reference > day {
            output.faults.add(
                .headerDisagrees, place, "ReferenceDate is \(inWords(reference)), but the file was made on \(inWords(day)).")
        }
        if let reference, let number = Int(year), number != reference.parts.year {
            output.faults.add(.headerDisagrees, place, "Year is \(year), but ReferenceDate is \(inWords(reference)).")
        }
    }
}

extension UInt8 {
    /// A letter or digit of ASCII.
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
