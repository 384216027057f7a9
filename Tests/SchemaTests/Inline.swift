import JSON
import Schema

/// The value that `text` says.
func json(_ text: String) throws -> JSONValue { try JSONDocument(Array(text.utf8)).root }

/// A schema written in a test.
func schema(_ text: String) throws -> CompiledSchema { try CompiledSchema(try json(text), file: "test.json") }

/// What is wrong with `value` under `schema`, as `POINTER MESSAGE`.
func faults(_ schemaText: String, _ value: String) throws -> [String] {
    try schema(schemaText).check(json(value)).map { "\($0.pointer) \($0.message)" }
}
