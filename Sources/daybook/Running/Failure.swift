import ArgumentParser
import Client
import JSON

/// Why the command ends without having done what was asked: its exit status, and what to say.
struct Failure: Error {
    static let refused: Int32 = 1
    static let usage: Int32 = 2
    static let outOfReach: Int32 = 3

    let status: Int32
    /// One line each.
    let lines: [String]
    /// The daemon's problem document, for programs; nil where it gave none.
    var document: [UInt8]?

    init(_ status: Int32, _ lines: String...) { self.init(status, lines) }

    /// - Parameter problem: what the daemon said, where the lines tell of that.
    init(_ status: Int32, _ lines: [String], _ problem: Problem? = nil) {
        self.status = status
        self.lines = lines
        document = problem?.document.map { Array($0.text) }
    }

    /// What the daemon refused.
    init(_ problem: Problem) {
        // A question that cannot be asked like this is wrong usage; everything else was understood and refused.
        let status = problem.slug == "bad-query" ? Self.usage : Self.refused
        self.init(
            status, [problem.detail] + problem.faults.map { "\($0.pointer.isEmpty ? "the whole" : $0.pointer): \($0.message)" })
        document = problem.document.map { Array($0.text) }
    }

    init(_ error: any Error, _ arguments: Arguments) {
        switch error {
        case let failure as Failure: self = failure
        case let problem as Problem: self.init(problem)
        case let error as ClientError: self.init(Self.outOfReach, error.description)
        default: self.init(parsing: error, arguments)
        }
    }

    /// What the parser says: help and the like, or what is wrong with the words.
    private init(parsing error: any Error, _ arguments: Arguments) {
        let status = Daybook.exitCode(for: error)
        if status.isSuccess {
            self.init(0, Daybook.fullMessage(for: error))
        } else if status == .validationFailure {
            let path = (["daybook"] + arguments.verb).joined(separator: " ")
            let said = Daybook.message(for: error).split(separator: "\n").joined(separator: " ")
            let stop = said.hasSuffix(".") || said.hasSuffix("?") ? "" : "."
            self.init(Self.usage, "\(said)\(stop) See: \(path) --help")
        } else {
            self.init(Self.refused, Daybook.message(for: error))
        }
    }
}
