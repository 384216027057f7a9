import JSON

/// What to say where narrative stood that was erased. What cannot be known any more is not said to be missing.
enum Gone {
    /// As "Erased on 4 Mar 2026, 10:12 GMT under the retention schedule, line 4", without its full stop.
    static func words(_ erased: JSONValue) -> String {
        let on = When.words(erased["on"]?.string)
        guard erased["restates"] == nil else {
            return "Erased on or before \(on) (when exactly, and under what, is lost with a later state of the ledger)"
        }
        return "Erased on \(on)" + (erased["authority"]?.string.map { " under \($0)" } ?? "")
    }

    /// What an answer says of something that is not there: `absence`, or where it stood in what is gone, that.
    static func or(_ absence: String, _ answer: JSONValue?, erased: String = "erased") -> String {
        answer?["erased"] == nil ? absence : erased
    }
}
