import Events
import JSON
import Practice
package import Standards
import YAML

/// Reads a file of examples. The format is explained in `schemas/standards/examples/README.md`.
package struct ExampleReader {
    /// What is wrong, and where.
    package struct Trouble: Error, CustomStringConvertible {
        package let description: String
    }

    let file: String
    let context: ReadingContext

    package init(file: String, context: ReadingContext) {
        self.file = file
        self.context = context
    }

    package func read(_ bytes: [UInt8]) throws -> [Example] {
        let root: YAMLNode
        do { root = try YAMLNode(reading: bytes) } catch { throw Trouble(description: "\(file):\(error)") }
        return try (root.items ?? []).map(example)
    }

    private func trouble(_ node: YAMLNode, _ text: String) -> Trouble {
        Trouble(description: "\(file):\(node.mark.line): \(text)")
    }

    private func example(_ node: YAMLNode) throws -> Example {
        guard let clause = node["clause"]?.text, let name = node["name"]?.text else { throw trouble(node, "clause and name") }
        guard let asAt = node["as_at"]?.text.flatMap({ Day($0) }) else { throw trouble(node, "as_at") }
        guard let subject = Subject(node["subject"]?.text ?? "case/EXAMPLE") else { throw trouble(node, "subject") }
        var events: [Event] = []
        for (number, item) in (node["events"]?.items ?? []).enumerated() {
            events.append(try EventMaker(reader: self, subject: subject).event(item, number: number))
        }
        let configuration = try configured(node)
        return Example(
            clause: clause, name: name, place: "\(file):\(node.mark.line)", asAt: asAt, subject: subject,
            record: Record(events, of: subject), parameters: configuration.settings.compactMapValues(\.first),
            neverSupplied: configuration.neverSupplied, expected: try expected(node))
    }

    /// The values of parameters, read as an authority's configuration would be.
    private func configured(_ node: YAMLNode) throws -> Parameters {
        guard node["parameters"] != nil || node["never_supplied"] != nil else {
            return Parameters(definitions: context.parameters)
        }
        var writer = JSONWriter()
        writer.object { writer in
            if let values = node["parameters"]?.members {
                writer.key("parameters")
                writer.array { for member in values { parameter(member, to: &$0) } }
            }
            if let fields = node["never_supplied"] {
                writer.key("sources")
                writer.object {
                    $0.key(EventMaker.source)
                    $0.object {
                        $0.key("never_supplied")
                        $0.value(fields)
                    }
                }
            }
        }
        do { return try Parameters(reading: writer.bytes, context: context) } catch {
            throw trouble(node, "parameters: \(error.faults)")
        }
    }

    private func parameter(_ member: YAMLMember, to writer: inout JSONWriter) {
        writer.object {
            $0.member("name", member.name)
            $0.key("value")
            $0.value(member.value)
            $0.member("source", "the example")
            $0.member("effective_from", "2000-01-01")
        }
    }

    private func expected(_ node: YAMLNode) throws -> [Example.Expected] {
        guard let expect = node["expect"] else { throw trouble(node, "expect") }
        if expect.text == "none" { return [] }
        return try (expect.items ?? [expect]).map { item in
            let word = item.text ?? item["status"]?.text
            guard let word, let status = Finding.Status(rawValue: word) else { throw trouble(item, "no such status") }
            return Example.Expected(
                status: status, child: item["child"]?.text, due: try due(item["due"]), done: try due(item["done"]),
                evidence: item["evidence"]?.items?.compactMap(\.text))
        }
    }

    private func due(_ node: YAMLNode?) throws -> Due? {
        guard let node, let text = node.text else { return nil }
        if let day = Day(text) { return .day(day) }
        guard let instant = LocalTime.instant(text) else { throw trouble(node, "no date or time") }
        return .instant(instant)
    }
}

extension YAMLNode {
    /// A scalar as it is written, unless it is null.
    var text: String? {
        switch scalar {
        case .text(let text), .decimal(let text): text
        case .integer(let value): String(value)
        case .boolean(let value): String(value)
        case .null, nil: nil
        }
    }
}

extension JSONWriter {
    /// Writes a YAML value as JSON.
    mutating func value(_ node: YAMLNode) {
        switch node.content {
        case .scalar(.null): null()
        case .scalar(.boolean(let value)): bool(value)
        case .scalar(.integer(let value)): integer(value)
        case .scalar(.decimal(let text)): raw(text.utf8)
        case .scalar(.text(let text)): string(text)
        case .sequence(let items): array { for item in items { $0.value(item) } }
        case .mapping(let members):
            object {
                for member in members {
                    $0.key(member.name)
                    $0.value(member.value)
                }
            }
        }
    }
}
