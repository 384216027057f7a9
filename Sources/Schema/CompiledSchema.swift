public import JSON

/// One JSON Schema 2020-12 file, compiled for checking many values fast.
///
/// It enforces exactly what the file says: `format` is asserted, and a keyword that is not implemented refuses the file.
public struct CompiledSchema: Sendable {
    let program: Program
    /// `$id`.
    public let id: String?
    /// `title`.
    public let title: String?
    /// `description`.
    public let description: String?
    /// `x-daybook`: what the catalogue says about a type beside the shape of its data.
    public let annotation: JSONValue?
    /// The file itself.
    public let source: JSONValue

    /// Faults reported for one value or event at most, so that an answer stays readable and cheap. Where there are more, the
    /// last one says so.
    public static let faultLimit = 50

    /// Compiles `schema`.
    ///
    /// - Parameter file: the name that errors give.
    /// - Throws: at the first keyword that is unknown or has no meaning as it stands.
    public init(_ schema: JSONValue, file: String) throws(SchemaError) {
        var compiler = Compiler(file: file)
        let root = try compiler.compile(schema, at: "")
        program = Program(tables: compiler.tables, root: root)
        id = schema["$id"]?.string
        title = schema["title"]?.string
        description = schema["description"]?.string
        annotation = schema["x-daybook"]
        source = schema
    }

    /// Everything wrong with `value`, in the order of its text, up to `faultLimit`; empty if it is valid.
    ///
    /// - Parameter pointer: JSON Pointer of `value` itself, put before that of each fault.
    public func check(_ value: JSONValue, at pointer: String = "") -> [Fault] {
        program.check(value, at: pointer)
    }
}
