/// Reads what a source states, one statement after the other, each with its place in its file.
///
/// A reader takes a file apart and says what it could not take; what a statement means is for a ``StatementMapping``.
public protocol StatementReader {
    associatedtype Statement

    /// The next statement; nil at the end. What cannot be read is told to `output`, and reading goes on behind it where
    /// that can be done.
    mutating func next(_ output: inout ImportOutput) -> Statement?
}

/// Turns statements into events. An event follows from its own source alone, so that the same statement always becomes the
/// same event, whenever and with whatever else it is imported.
public protocol StatementMapping {
    associatedtype Statement

    /// Adds the events of one statement, and what is wrong with it.
    mutating func add(_ statement: Statement, to output: inout ImportOutput)

    /// Is called once after the last statement: adds what only the whole tells.
    mutating func finish(_ output: inout ImportOutput)

    /// What was read, for the report.
    func report(_ output: ImportOutput) -> ImportReport
}
