public import Events
public import JSON

/// One finding step by step: the requirement, when it applied, what called for an answer, the limit, what was looked at and
/// why each entry counts or does not, and the result.
public struct Explanation: Sendable {
    public let finding: Finding
    public let steps: [Step]

    /// One step, as a heading and what stands under it.
    public struct Step: Sendable {
        public let title: String
        public let lines: [Line]
    }

    /// A line of a step, and the entry it speaks of.
    public struct Line: Sendable {
        public let text: String
        public let position: Position?

        init(_ text: String, _ position: Position? = nil) {
            self.text = text
            self.position = position
        }
    }
}

extension Explanation: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("finding", finding)
            $0.member("steps", steps)
        }
    }
}

extension Explanation.Step: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("title", title)
            $0.member("lines", lines)
        }
    }
}

extension Explanation.Line: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("text", text)
            if let position { $0.member("position", position.rawValue) }
        }
    }
}
