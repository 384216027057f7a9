/// What to do about a problem that libyaml found.
///
/// - Parameters:
///   - problem: in libyaml's words.
///   - context: what it was reading, in its words.
///   - began: where that began.
func explained(_ problem: String, context: String?, began: Mark) -> String {
    let hint =
        switch problem {
        case "mapping values are not allowed in this context":
            "A colon followed by a space begins a value. Put text with a colon in quotes, and check the indentation."
        case "found character that cannot start any token":
            "No value may begin with this character (a tab counts as one). Indent with spaces, and put such text in quotes."
        case "did not find expected key", "could not find expected ':'":
            "A name and a colon were expected here. Check the indentation, and that the line before is complete."
        case "did not find expected '-' indicator": "An item of the list was expected here. Check the indentation."
        case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            "A bracket is not closed, or a comma is missing."
        case "found unexpected end of stream": "The text ends before a quote or a bracket is closed."
        case _ where problem.contains("tab character"): "Indent with spaces, not with tabs."
        default: "This is not well-formed YAML."
        }
    guard let context else { return "\(hint) (\(problem))" }
    return "\(hint) (\(context) that began at \(began): \(problem))"
}

extension Mark {
    /// The place behind these bytes.
    init(after bytes: [UInt8]) {
        var line = 1
        var column = 1
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column)
    }
}
