import HTTPTypes
import Hummingbird
import Ledger
import Logging
import Telemetry
import Wire

/// Turns whatever goes wrong into a problem document, and counts and times requests. What is logged names paths and
/// statuses, never content.
struct ProblemMiddleware: RouterMiddleware {
    let desk: Desk
    let paths: KnownPaths

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        desk.metrics.requests.add()
        do {
            let response = try await next(request, context)
            desk.metrics.asking.record(ContinuousClock.now - start)
            return response
        } catch let problem as Problem {
            return answer(problem, request)
        } catch let error as HTTPError where error.status == .notFound {
            return answer(unrouted(request), request)
        } catch let error as HTTPError where error.status == .contentTooLarge {
            return answer(
                .tooLarge("The body is longer than \(desk.settings.bodyLimit) bytes.", limit: desk.settings.bodyLimit), request)
        } catch is CancellationError where Presence.current?.hasLeft == true {
            return answer(Problem(499, "abandoned", "Whoever asked has left; nobody reads this."), request)
        } catch is CancellationError {
            return answer(Problem(503, "stopping", "The daemon is stopping; try again when it is back.", retryAfter: 5), request)
        } catch {
            desk.metrics.failures.add()
            desk.logger.error("a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return answer(Problem(500, "internal", "The daemon could not answer; its log says why."), request)
        }
    }

    /// Why no route took a request.
    private func unrouted(_ request: Request) -> Problem {
        let methods = paths.methods(of: request.uri.path)
        guard !methods.isEmpty else { return .notFound("There is no such resource; GET /openapi.json lists what there is.") }
        return .methodNotAllowed(request.method.rawValue, allowed: methods)
    }

    private func answer(_ problem: Problem, _ request: Request) -> Response {
        desk.logger.info(
            "refused", metadata: ["path": "\(request.uri.path)", "status": "\(problem.status)", "problem": "\(problem.slug)"])
        return .problem(problem)
    }
}
