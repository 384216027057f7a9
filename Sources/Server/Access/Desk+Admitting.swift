import Access
import Events
import HTTPTypes
import Hummingbird
import Wire

/// The headers by which a visitor says more about a look.
enum VisitHeaders {
    static let onBehalfOf = HTTPField.Name("Daybook-On-Behalf-Of")
    static let purpose = HTTPField.Name("Daybook-Purpose")
    static let breakGlass = HTTPField.Name("Daybook-Break-Glass")
    /// Characters of a purpose or a reason.
    static let lengthLimit = 500

    /// A header's text, percent-encoded where it is not plain ASCII.
    static func text(_ name: HTTPField.Name?, _ request: Request) throws(Problem) -> String? {
        guard let name, let value = request.headers[name] else { return nil }
        guard request.headers[values: name].count == 1 else { throw .badQuery("The header \(name) stands twice.") }
        guard let text = PercentEncoding.decode(value), !text.allSatisfy(\.isWhitespace), text.count <= lengthLimit,
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            throw .badQuery(
                "The header \(name) is 1 to \(lengthLimit) characters, percent-encoded where they are not plain ASCII.")
        }
        return text
    }
}

extension Desk {
    /// Lets the peer in by this right, or refuses. Every route asks this before it answers anything; what it finds is kept
    /// for the visitors' book.
    func admit(_ request: Request, _ context: Context, to right: Right) throws(Problem) -> Visitor {
        let visitor = try identify(request, context, right)
        guard visitor.principal.grants.has(right) else {
            throw refuse(
                context, right.rawValue,
                "\(visitor.principal.name) (user \(visitor.identity.userID)) has no right to \(right.rawValue) here; ask who runs this ledger to add it to the policy."
            )
        }
        if policy.current.policy.purposeRequired, right.looks, visitor.purpose == nil {
            throw Problem(
                400, "purpose-required",
                "Say what this look is for in the header Daybook-Purpose (daybook VERB … --purpose \"…\"); it is kept in the visitors' book."
            )
        }
        return visitor
    }

    /// Lets the peer in by the first of these rights that it has; where it has none, the first is told as missing.
    func admit(_ request: Request, _ context: Context, toAny rights: Right...) throws(Problem) -> Visitor {
        try admit(request, context, toAny: rights)
    }

    /// The same of rights in an array.
    func admit(_ request: Request, _ context: Context, toAny rights: [Right]) throws(Problem) -> Visitor {
        guard let first = rights.first else { preconditionFailure("some right") }
        let visitor = try identify(request, context, first)
        return try admit(request, context, to: rights.first { visitor.principal.grants.has($0) } ?? first)
    }

    /// Lets in whoever has any right at all.
    func admitAnybody(_ request: Request, _ context: Context) throws(Problem) -> Visitor {
        let visitor = try identify(request, context, .read)
        guard !visitor.principal.grants.isEmpty else {
            throw refuse(context, Right.read.rawValue, "\(visitor.principal.name) has no right here at all.")
        }
        return visitor
    }

    /// Tells who the peer is, and for whom it speaks.
    private func identify(_ request: Request, _ context: Context, _ right: Right) throws(Problem) -> Visitor {
        guard let peer = context.peer else {
            throw refuse(context, right.rawValue, "Nobody can tell who is asking; connect through the Unix socket.")
        }
        let (policy, generation) = policy.current
        let officer = try VisitHeaders.text(VisitHeaders.onBehalfOf, request)
        let purpose = try VisitHeaders.text(VisitHeaders.purpose, request)
        let breakGlass = try VisitHeaders.text(VisitHeaders.breakGlass, request)
        let identity: Identity
        do throws(Denial) {
            identity = try policy.identify(userID: peer.userID, groupID: peer.groupID, onBehalfOf: officer)
        } catch {
            context.visit.claims(officer, by: error.peerName, purpose: purpose)
            throw refuse(context, right.rawValue, error, right)
        }
        let visitor = Visitor(
            identity: identity, right: right, purpose: purpose, breakGlass: breakGlass, generation: generation)
        context.visit.admitted(visitor)
        return visitor
    }

    private func refuse(_ context: Context, _ name: String, _ denial: Denial, _ right: Right) -> Problem {
        switch denial {
        case .unknown(let userID):
            refuse(
                context, name,
                "User \(userID) has no right to \(right.rawValue) here; ask who runs this ledger to add it to the policy.")
        case .noGateway(let name):
            refuse(context, "gateway", "\(name) is no gateway and speaks for nobody else; leave Daybook-On-Behalf-Of out.")
        case .mayNotSpeakFor(let officer, let gateway):
            refuse(
                context, "gateway",
                "\(gateway) may not speak for \(officer): the policy must name both, the officer with this gateway.")
        }
    }

    /// Refuses, and keeps that for the visitors' book.
    ///
    /// - Parameter members: fields of the answer beside `right`.
    func refuse(
        _ context: Context, _ right: String, _ detail: String, restricted: Bool = false,
        _ members: [(name: String, value: Problem.Value)] = []
    ) -> Problem {
        context.visit.refused(right)
        return Problem(
            403, "forbidden", detail, [("right", .text(right))] + (restricted ? [("restricted", .flag(true))] : []) + members)
    }
}

extension Right {
    /// Whether what it opens holds content, so that every use of it is a look.
    var looks: Bool {
        switch self {
        case .read, .review, .audit, .visitors, .dispose: true
        case .post, .operate: false
        }
    }
}
