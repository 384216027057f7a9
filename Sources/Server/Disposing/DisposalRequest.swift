import Hummingbird
import JSON
import NIOCore
import Wire

/// What a request to dispose of a case asks for.
enum DisposalRequest {
    case propose(reason: String, authority: String)
    /// The position of the proposal.
    case confirm(UInt64)

    init(_ request: Request, limit: Int) async throws {
        let body: JSONValue
        do {
            body = try JSONDocument(Array(buffer: try await request.body.collect(upTo: limit))).root
        } catch let error as JSONError {
            throw Problem.invalidJSON(error)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge("The body is longer than \(limit) bytes.", limit: limit)
        }
        let known: Set<String> = ["reason", "authority", "confirm"]
        guard body.kind == .object, body.members.allSatisfy({ known.contains($0.key.string ?? "") }) else {
            throw Problem.badQuery(
                "Send a JSON object with reason and authority to propose, or with confirm: the proposal's position.")
        }
        if let confirm = body["confirm"]?.integer, confirm >= 0, body.count == 1 {
            self = .confirm(UInt64(confirm))
        } else if let reason = body["reason"]?.string, let authority = body["authority"]?.string, !reason.isEmpty,
            !authority.isEmpty, reason.count <= 2000, authority.count <= 300, body["confirm"] == nil
        {
            self = .propose(reason: reason, authority: authority)
        } else {
            throw Problem.badQuery(
                "Give reason (at most 2000 characters) and authority (at most 300) to propose; or confirm alone: the proposal's position."
            )
        }
    }
}
