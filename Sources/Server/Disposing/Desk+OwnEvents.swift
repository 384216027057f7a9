import Access
import Events
import JSON
import Ledger
import Schema
import Wire

extension Desk {
    /// An event of the ledger's own: about itself, in its own name, by whom it was asked.
    func ownEvent(
        _ type: String, concerning subject: Subject, by visitor: Visitor, _ members: (inout JSONWriter) -> Void
    ) throws -> [[Prepared]] {
        var random = SystemRandomNumberGenerator()
        let now = clock()
        guard let time = Timestamp(now.description) else { preconditionFailure("a time is written as it is read") }
        var attributes = Attributes(
            id: String(random.next(), radix: 36) + String(random.next(), radix: 36), source: Posting.ledgerSource, type: type,
            subject: .ledger, time: time)
        attributes.concerns = [subject]
        attributes.actor = visitor.principal.name
        attributes.actorRole =
            visitor.principal.roles.isEmpty ? "principal" : visitor.principal.roles.sorted().joined(separator: ", ")
        var writer = JSONWriter()
        writer.object(members)
        // What the ledger writes is held to the same published schema as what others post.
        let document = try JSONDocument(writer.bytes)
        if let fault = vocabulary[type]?.check(document.root).first {
            throw Problem(400, "bad-query", "\(fault.pointer): \(fault.message)")
        }
        let posting = Posting(attributes: attributes, content: document)
        return [try ledger.prepare([posting], postedBy: visitor.identity.postedBy)]
    }
}
