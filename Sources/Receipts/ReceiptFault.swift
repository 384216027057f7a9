public import Transparency

/// Why a receipt does not prove that an event is in the ledger as it is shown.
public enum ReceiptFault: Error, Equatable, Sendable {
    /// The receipt, its checkpoint or its proof is not to be believed.
    case proof(ProofError)
    /// The file does not hold an event as the ledger shows it: why.
    case event(String)
    /// The event stands elsewhere than the receipt says.
    case otherPosition(receipt: UInt64, event: UInt64)
    /// Nothing opens the header's digests.
    case noSalt
    /// A salt is not 32 bytes.
    case malformedSalt
    /// An attribute is not what was recorded; nil where there is none.
    case otherAttribute(name: String, shown: String?, recorded: String?)
    /// The data are not what was recorded: their digest with the salt, and the recorded one.
    case otherData(shown: String, recorded: String)
    /// The name of the actor, or another sealed attribute, is not what was recorded.
    case otherSealedAttributes(names: [String])
}

extension ReceiptFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .proof(let error): error.description
        case .event(let reason):
            "The event file is not an event as the ledger shows it: \(reason). daybook log prove POSITION --event FILE writes it; so does the answer of GET /v1/events/POSITION as it comes."
        case .otherPosition(let receipt, let event):
            "The receipt is for position \(receipt), and the event says that it stands at position \(event)."
        case .noSalt:
            "The receipt carries no salt, so nobody can tell from it whether the data are what was recorded. Ask the ledger for its disclosure and give it with --disclosure."
        case .malformedSalt: "The salt is not 32 bytes in base64."
        case .otherAttribute(let name, let shown?, let recorded?):
            "The event says \(name) \"\(shown)\"; what was recorded is \"\(recorded)\"."
        case .otherAttribute(let name, let shown, let recorded):
            if let shown {
                "The event says \(name) \"\(shown)\"; nothing of the kind was recorded."
            } else {
                "The event has no \(name); what was recorded is \"\(recorded ?? "")\"."
            }
        case .otherData(let shown, let recorded):
            "The event's data are not what was recorded: their digest is \(shown), and the header says \(recorded). If a program laid the file out anew, take the ledger's answer as it comes."
        case .otherSealedAttributes(let names):
            names.isEmpty
                ? "The event has no actorname or other sealed attribute, and there was one when it was recorded."
                : "Not all of \(names.joined(separator: ", ")) is what was recorded."
        }
    }
}
