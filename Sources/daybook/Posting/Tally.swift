import JSON
import Rendering

/// What became of the events posted.
struct Tally: JSONWritable, Sendable {
    private(set) var new = 0
    private(set) var known = 0
    /// The lowest and the highest position of any of them.
    private(set) var first: Int64?
    private(set) var last: Int64?

    var count: Int { new + known }

    /// Adds what the daemon answered for one event.
    mutating func add(_ result: JSONValue) {
        if result["duplicate"]?.bool == true { known += 1 } else { new += 1 }
        guard let position = result["position"]?.integer else { return }
        first = min(first ?? position, position)
        last = max(last ?? position, position)
    }

    /// Adds what another tally counted.
    mutating func add(_ other: Tally) {
        new += other.new
        known += other.known
        first = [first, other.first].compactMap(\.self).min()
        last = [last, other.last].compactMap(\.self).max()
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    /// The members without their braces, for answers that add their own.
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("new", new)
        writer.member("known", known)
        writer.member("first_position", first)
        writer.member("last_position", last)
    }
}
