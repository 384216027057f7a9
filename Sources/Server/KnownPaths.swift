import HTTPTypes
import Hummingbird
import Synchronization

/// Which methods each path takes, to tell a wrong method from a path that there is not.
final class KnownPaths: Sendable {
    private struct Route {
        let segments: [Substring]
        let method: HTTPRequest.Method

        /// Whether a path is of this form: `{name}` stands for any segment, `**` for all that follow.
        func leads(to path: [Substring]) -> Bool {
            for (at, segment) in segments.enumerated() {
                if segment == "**" { return path.count > at }
                guard at < path.count, segment == path[at] || segment.first == "{" else { return false }
            }
            return path.count == segments.count
        }
    }

    private let routes = Mutex<[Route]>([])

    /// Takes in all routes, once they are there.
    func learn(_ router: Router<Context>) {
        let known = router.routes.map { Route(segments: $0.path.description.split(separator: "/"), method: $0.method) }
        routes.withLock { $0 = known }
    }

    /// The methods that a path takes, as an `Allow` header has them; none where there is no such path.
    func methods(of path: String) -> [String] {
        let path = path.split(separator: "/")
        let found = routes.withLock { routes in routes.filter { $0.leads(to: path) }.map(\.method.rawValue) }
        return (found.contains("GET") ? found + ["HEAD"] : found).sorted()
    }
}
