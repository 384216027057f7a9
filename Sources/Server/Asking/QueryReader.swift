import Events
import Hummingbird
import Practice
import Wire

/// A request's query: only parameters that the route knows, each once, each of the right form.
struct QueryReader {
    /// By name, still percent-encoded.
    private var values: [String: String] = [:]
    /// Whatever is wrong with the query's form, thrown by the first look.
    private var problem: Problem?

    init(_ request: Request, allowed: [String]) {
        guard let query = request.uri.query, !query.isEmpty else { return }
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? String(parts[1]) : ""
            guard let name = PercentEncoding.decode(parts[0]), PercentEncoding.decode(value) != nil else {
                problem = .badQuery("The percent encoding of \"\(pair)\" is broken.")
                return
            }
            guard allowed.contains(name) else {
                let meant = Spelling.hint(for: name, among: allowed)
                let known = allowed.isEmpty ? "It takes none." : "It takes \(allowed.sorted().joined(separator: ", "))."
                problem = .badQuery("This route has no parameter \"\(name)\".\(meant) \(known)")
                return
            }
            guard values.updateValue(value, forKey: name) == nil else {
                problem = .badQuery("The parameter \"\(name)\" stands twice.")
                return
            }
        }
    }

    /// Throws what is wrong with the query's form.
    func finish() throws(Problem) { if let problem { throw problem } }

    /// Whether one of these parameters is given.
    func names(_ parameters: String...) -> Bool { parameters.contains { values[$0] != nil } }

    /// A value that can have no space, as a time or a reference: a plus sign in it is a plus sign.
    func text(_ name: String) throws(Problem) -> String? { try decoded(name) { $0 } }

    private func decoded(_ name: String, _ prepared: (String) -> String) throws(Problem) -> String? {
        try finish()
        guard let value = values[name].flatMap({ PercentEncoding.decode(prepared($0)) }) else { return nil }
        guard !value.isEmpty else { throw .badQuery("The parameter \"\(name)\" is empty; leave it out or give it a value.") }
        return value
    }

    /// Names and other words, in which a plus sign stands for a space, as forms and most HTTP libraries write one.
    func words(_ name: String) throws(Problem) -> String? { try decoded(name) { $0.replacing("+", with: "%20") } }

    func number(_ name: String) throws(Problem) -> UInt64? {
        guard let text = try text(name) else { return nil }
        guard let number = UInt64(text) else { throw .badQuery("\(name) is a whole number, not \"\(text)\".") }
        return number
    }

    func instant(_ name: String) throws(Problem) -> Instant? {
        guard let text = try text(name) else { return nil }
        guard let instant = Instant(text) else {
            throw .badQuery("\(name) is a date and time with its zone, like 2026-03-04T10:12:33Z, not \"\(text)\".")
        }
        return instant
    }

    func day(_ name: String) throws(Problem) -> Day? {
        guard let text = try text(name) else { return nil }
        guard let day = Day(text) else { throw .badQuery("\(name) is a date like 2026-03-04, not \"\(text)\".") }
        return day
    }

    /// `from` and `to`, each a date (the local day, whole) or an instant.
    func period() throws(Problem) -> Period {
        let from = try edge("from") { London.start(of: $0) }
        let to = try edge("to") { London.end(of: $0) }
        if let from, let to, from > to { throw .badQuery("from lies after to: the period ends before it begins.") }
        return Period(from: from, to: to)
    }

    private func edge(_ name: String, _ edge: (Day) -> Instant) throws(Problem) -> Instant? {
        guard let text = try text(name) else { return nil }
        if let day = Day(text) { return edge(day) }
        return try instant(name)
    }

    /// `limit`, within 1 and `most`.
    func limit(usual: Int, most: Int) throws(Problem) -> Int {
        guard let number = try number("limit") else { return usual }
        guard number >= 1, number <= UInt64(most) else { throw .badQuery("limit is between 1 and \(most).") }
        return Int(number)
    }
}
