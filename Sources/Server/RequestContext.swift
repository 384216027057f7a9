import Events
import Hummingbird
import Wire

/// What a request is answered with: the router's own, and who is asking.
struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: PeerCredentials?
    /// What the request looks at, for the visitors' book.
    var visit = VisitNote()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = PeerCredentials.current
    }
}

extension Context {
    /// What stands in the path where the route has `{name}`; nil where its percent encoding is broken.
    func segment(_ name: String) -> String? { parameters.get(name).flatMap { PercentEncoding.decode($0) } }

    /// The subject whose reference stands in the path as `{ref}`.
    func subject(_ kind: Subject.Kind) throws(Problem) -> Subject {
        guard let ref = segment("ref"), let subject = Subject(kind: kind, ref: ref) else {
            throw .notFound("A \(kind.rawValue) is named by its reference: letters, digits and . _ ~ : @ + -")
        }
        return subject
    }

    /// The position in the path.
    func position() throws(Problem) -> Position {
        guard let text = segment("position"), let number = UInt64(text) else {
            throw .notFound("A position is a whole number, from 0.")
        }
        return Position(number)
    }
}
