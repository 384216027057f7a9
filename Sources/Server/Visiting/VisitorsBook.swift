import Access
import Events
import Hummingbird
import JSON
public import Ledger
public import Views

/// The book of who looked at what: a ledger of its own, beside that of practice, in which only this daemon writes.
public struct VisitorsBook: Sendable {
    let ledger: Ledger
    let views: Views

    /// - Parameters:
    ///   - ledger: the book, a ledger like any other.
    ///   - views: the views of it.
    public init(ledger: Ledger, views: Views) {
        self.ledger = ledger
        self.views = views
    }

    /// The source of every entry.
    static let source = Posting.ledgerSource + "/visitors"

    /// Writes one entry for each subject that was looked at, up to 5,000 of them together: in the book's journal, from which they are
    /// committed in a moment.
    ///
    /// - Throws: where not every entry is on the disk. Of a look at more than 5,000 subjects some may be there then: the book
    ///   says of these that they were looked at, though nothing was shown.
    func write(_ visit: VisitNote.State, asked request: Request, by peer: PeerCredentials?, at now: Instant) async throws {
        var looks = visit.looks
        if looks.isEmpty { looks[Self.subject(of: request) ?? .ledger] = VisitNote.Look() }
        let postedBy =
            visit.visitor?.identity.postedBy ?? peer.map { "uid:\($0.userID) \(visit.peerName ?? "unknown")" } ?? "uid:unknown"
        let postings = try postings(looks, visit, request, peer, now)
        for start in stride(from: 0, to: postings.count, by: LedgerSettings.batchLimit) {
            let part = Array(postings[start..<min(start + LedgerSettings.batchLimit, postings.count)])
            try await ledger.accept(
                Submission([try ledger.prepare(part, postedBy: postedBy)], expectedVersion: nil))
        }
    }

    /// Waits until the book has every look that was answered before, if there is room for them.
    func settle() async { await ledger.settle() }

    private func postings(
        _ looks: [Subject: VisitNote.Look], _ visit: VisitNote.State, _ request: Request, _ peer: PeerCredentials?,
        _ now: Instant
    ) throws -> [Posting] {
        guard let time = Timestamp(now.description) else { throw ClockFault(now: now) }
        let id = Self.newID()
        let principal = visit.visitor?.principal
        let roles = principal.map { $0.roles.isEmpty ? "principal" : $0.roles.sorted().joined(separator: ", ") }
        // A page can be of a thousand cases; entries that say the same share what they say.
        var contents: [VisitNote.Look: JSONDocument] = [:]
        return try looks.sorted { $0.key.description < $1.key.description }.enumerated().map { index, element in
            let (subject, look) = element
            var attributes = Attributes(
                id: "\(id)-\(index)", source: Self.source, type: type(look, visit), subject: subject, time: time)
            attributes.actor = principal?.name ?? visit.peerName ?? "unknown"
            attributes.actorRole = roles ?? visit.peerName.map { _ in "principal" }
            let content = try contents[look] ?? JSONDocument(data(look, visit, request, peer))
            contents[look] = content
            return Posting(attributes: attributes, content: content)
        }
    }

    private func type(_ look: VisitNote.Look, _ visit: VisitNote.State) -> String {
        if visit.refused != nil { return "access.refused" }
        if look.brokeGlass { return "emergency_access.used" }
        return visit.isOfTheBook ? "visitors_book.viewed" : "record.viewed"
    }

    /// The entry's data, as `schemas/visitors` describes it.
    private func data(
        _ look: VisitNote.Look, _ visit: VisitNote.State, _ request: Request, _ peer: PeerCredentials?
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            func text(_ name: String, _ value: String?) { if let value { writer.member(name, value) } }
            writer.member("question", "\(request.method.rawValue) \(request.uri.path)")
            text("parameters", request.uri.query.flatMap { $0.isEmpty ? nil : $0 })
            text("purpose", visit.purpose)
            text("through", visit.visitor?.identity.gateway?.name)
            text("claimed", visit.claimed)
            if let peer { writer.member("peer_user", peer.userID) }
            if let right = visit.refused {
                writer.member("missing_right", right)
            } else {
                writer.member("shown", look.shown)
                if visit.leftOut > 0 { writer.member("left_out", visit.leftOut) }
                if let size = visit.size { writer.member("at_size", size) }
                if look.brokeGlass { text("reasons", visit.visitor?.breakGlass) }
            }
        }
        return writer.bytes
    }

    /// The subject that a question names, so that a refused attempt stands in the subject's own list.
    private static func subject(of request: Request) -> Subject? {
        let parts = request.uri.path.split(separator: "/")
        guard parts.count >= 2, parts[0] == "v1" else { return nil }
        func named(_ kind: Subject.Kind) -> Subject? {
            guard parts.count >= 3, let ref = PercentEncoding.decode(parts[2]) else { return nil }
            return Subject(kind: kind, ref: ref)
        }
        func asked(_ name: String) -> String? {
            let pairs = (request.uri.query ?? "").split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
            return pairs.first { $0.count == 2 && PercentEncoding.decode($0[0]) == name }.flatMap {
                PercentEncoding.decode($0[1])
            }
        }
        return switch parts[1] {
        case "cases": named(.case)
        case "workers", "people": named(.worker)
        case "teams": named(.team)
        case "services": named(.service)
        case "events": asked("subject").flatMap { Subject($0) }
        case "decisions": asked("case").flatMap { Subject($0) ?? Subject(kind: .case, ref: $0) }
        default: nil
        }
    }

    private static func newID() -> String {
        var random = SystemRandomNumberGenerator()
        return String(random.next(), radix: 36) + String(random.next(), radix: 36)
    }
}

/// The clock says a time that no event can bear, so that no entry can be written.
private struct ClockFault: Error, CustomStringConvertible {
    let now: Instant

    var description: String { "the clock says \(now), which no event can bear; set it right" }
}
