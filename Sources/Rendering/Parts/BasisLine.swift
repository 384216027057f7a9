import Events
import JSON

/// The last line of every answer: what the ledger held when it was computed.
enum BasisLine {
    /// As "As known at 4 Mar 2026, 10:12 GMT (ledger size 812, root aBcDeFgHiJkL…)."
    static func text(_ reply: Reply) -> String {
        guard let basis = reply.pages.first?["basis"] else { return "The answer does not say what it rests on." }
        let size = basis["size"]?.integer ?? 0
        let root = basis["root"]?.string.map { ", root \($0.prefix(12))…" } ?? ""
        let ledger = size == 0 ? "the ledger was empty" : "ledger size \(Plain.grouped(size))\(root)"
        var text = "As known at \(moment(reply, basis))"
        if basis["known_basis"]?.says("entered") == true || reply.asked.byEntryTimes {
            text += " by the source systems' own entry times"
        }
        text += " (\(ledger))."
        if let day = reply.asked.asAt { text += " As things stood on \(When.date(day))." }
        return (gone(reply) + leftOut(reply) + [text]).joined(separator: " ")
    }

    /// That what stood here was erased, and under what.
    private static func gone(_ reply: Reply) -> [String] {
        guard let erased = reply["erased"] else { return [] }
        return ["\(Gone.words(erased)): what was recorded here is gone for ever."]
    }

    /// How many events the visitor may not see.
    private static func leftOut(_ reply: Reply) -> [String] {
        let count = reply.pages.reduce(0) { $0 + Int($1["left_out"]?.integer ?? 0) }
        return count == 0 ? [] : ["\(Plain.capital(Plain.count(count, "event"))) left out: you may not see what they are about."]
    }

    private static func moment(_ reply: Reply, _ basis: JSONValue) -> String {
        if let asked = reply.asked.knownAt { return When.moment(asked) }
        if let known = basis["known_at"]?.string { return When.words(known) }
        return basis["recordedtime"]?.string.map { When.words($0) } ?? "the beginning"
    }
}
