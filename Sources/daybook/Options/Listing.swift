import ArgumentParser
import Rendering

/// What every verb takes whose answer is a list about one case or person.
struct Listing: ParsableArguments {
    @OptionGroup var known: Known
    @OptionGroup var span: Span
    @OptionGroup var connection: Connection

    /// Asks, and shows the answer.
    ///
    /// - Parameters:
    ///   - reference: the case or person.
    ///   - path: the route's segments.
    ///   - list: the member that holds the answer's list.
    ///   - page: how people are shown it.
    func ask(_ reference: String, path: [String], list: String, page: (Reply, Look) -> String) async throws {
        let question = Question(
            connection: connection, path: path, parameters: known.parameters + span.parameters,
            asked: span.limiting(
                Asked(reference, knownAt: known.knownAt, byEntryTimes: known.knownBasis == .entered, asAt: span.asAt)),
            list: list, onePage: span.limit != nil)
        try await question.answer(page)
    }
}
