import HTTPTypes
import Hummingbird

/// What a request asks for in the header `Prefer` (RFC 7240). Preferences that are not known are passed over, as it says.
struct Preference {
    /// Whether receipts are to be in the answer: `Prefer: return=receipt`.
    let wantsReceipts: Bool

    private static let prefer = HTTPField.Name("Prefer")
    private static let applied = HTTPField.Name("Preference-Applied")
    private static let receipt = "return=receipt"

    init(_ request: Request) {
        let all = Self.prefer.map { request.headers[values: $0] } ?? []
        wantsReceipts = all.contains { value in
            value.split(separator: ",").contains { preference in
                // What stands behind a semicolon is a parameter of the preference; a value may stand in quotes.
                let word = preference.split(separator: ";").first ?? ""
                return word.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.lowercased() == Self.receipt
            }
        }
    }

    /// Says in an answer that the preference was heeded.
    static func mark(_ response: inout Response) { if let applied { response.headers[applied] = receipt } }
}
