import Events
import JSON
import Rendering
import YAML

/// Who audits what, and what they answer: as a file that a person fills in.
struct AuditForm {
    /// What an auditor may answer.
    static let answers = ["yes", "partly", "no", "not_applicable"]

    struct Head: Equatable {
        /// Whom or what it is about.
        var subject: Subject
        var pack: String
        var kind: String
        var auditor: String
        var role: String
        /// The subject as the form names it.
        var reference: String { AuditSubject.name(subject) }
        /// When the form was made: the time of its answers, so that recording it twice records the same.
        var started: Instant
    }

    struct Answer: Equatable {
        var topic: AuditTopic
        var answer: String
        var comment: String?
    }

    var head: Head
    var answers: [Answer]

    /// The form with its questions, to be filled in.
    static func text(_ head: Head, _ questions: [AuditQuestion]) -> String {
        var lines = [
            "# Write yes, partly, no or not_applicable behind each answer, and what explains it behind comment.",
            "# What is left empty is not recorded. Then: daybook audit start \(head.reference) --answers THIS-FILE", "audit:",
            "  case: \(quoted(head.reference))", "  pack: \(quoted(head.pack))", "  kind: \(quoted(head.kind))",
            "  auditor: \(quoted(head.auditor))", "  role: \(quoted(head.role))",
            "  started: \(quoted(head.started.description))",
            "answers:",
        ]
        for question in questions {
            lines.append("")
            lines += comment(question.question)
            for line in AuditPage.beside(question.item) { lines += comment("- " + line) }
            lines.append("  - clause: \(quoted(question.topic.clause))")
            if let child = question.topic.child { lines.append("    child: \(quoted(child))") }
            if let about = question.topic.about { lines.append("    about: \(quoted(about))") }
            lines += ["    answer:", "    comment: \"\""]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func comment(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  # \($0)" }
    }

    /// A JSON string is a YAML string.
    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Reads a form that was filled in.
    ///
    /// - Throws: every mistake, with its place.
    init(reading bytes: [UInt8], name: String) throws {
        var faults: [YAMLFault] = []
        let root: YAMLNode
        do throws(YAMLFault) { root = try YAMLNode(reading: Self.withPlainAnswers(bytes)) } catch {
            throw Failure(Failure.refused, "\(name):\(error)")
        }
        func text(_ node: YAMLNode?, _ member: String) -> String? {
            guard let value = node?[member] else { return nil }
            if case .text(let text)? = value.scalar { return text }
            if value.scalar == .null { return nil }
            faults.append(YAMLFault(value.mark, "Write \(member) as text."))
            return nil
        }
        func needed(_ node: YAMLNode?, _ member: String) -> String {
            guard let text = text(node, member), !text.isEmpty else {
                faults.append(YAMLFault(node?.mark ?? root.mark, "The form says no \(member)."))
                return ""
            }
            return text
        }
        let audit = root["audit"]
        let started = needed(audit, "started")
        let reference = needed(audit, "case")
        let subject = try? AuditSubject.read(reference)
        if subject == nil, !reference.isEmpty {
            faults.append(
                YAMLFault(audit?["case"]?.mark ?? root.mark, "case is a reference, or worker/REF, team/REF or service/REF."))
        }
        guard let subject else { throw Failure(Failure.refused, faults.map { "\(name):\($0)" }) }
        head = Head(
            subject: subject, pack: needed(audit, "pack"), kind: needed(audit, "kind"),
            auditor: needed(audit, "auditor"), role: needed(audit, "role"),
            started: Instant(started) ?? Instant(microseconds: 0))
        if let audit, !started.isEmpty, Instant(started) == nil {
            faults.append(YAMLFault(audit["started"]?.mark ?? audit.mark, "started is a time, as 2026-03-04T10:12:00Z."))
        }
        answers = []
        var seen: Set<AuditTopic> = []
        for item in root["answers"]?.items ?? [] {
            let clause = needed(item, "clause")
            let topic = AuditTopic(clause: clause, child: text(item, "child"), about: text(item, "about"))
            if !clause.isEmpty, !seen.insert(topic).inserted {
                faults.append(YAMLFault(item.mark, "\(clause) stands here a second time."))
            }
            let comment = text(item, "comment").flatMap { $0.isEmpty ? nil : $0 }
            guard let answer = text(item, "answer"), !answer.isEmpty else {
                if comment != nil { faults.append(YAMLFault(item.mark, "There is a comment on \(clause) and no answer.")) }
                continue
            }
            guard Self.answers.contains(answer) else {
                faults.append(
                    YAMLFault(
                        item["answer"]?.mark ?? item.mark, "\"\(answer)\" is no answer; write yes, partly, no or not_applicable.")
                )
                continue
            }
            answers.append(Answer(topic: topic, answer: answer, comment: comment))
        }
        guard faults.isEmpty else { throw Failure(Failure.refused, faults.map { "\(name):\($0)" }) }
    }

    /// Plain `yes` and `no` are what a person writes, and no YAML that all readers agree on: they are put in quotes.
    private static func withPlainAnswers(_ bytes: [UInt8]) -> [UInt8] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line -> [UInt8] in
            let text = String(decoding: line, as: UTF8.self)
            let words = text.split(whereSeparator: { $0 == " " || $0 == "\r" })
            guard words.count == 2, words[0] == "answer:", words[1] == "yes" || words[1] == "no" else { return Array(line) }
            return Array(text.prefix { $0 == " " }.utf8) + Array("answer: \"\(words[1])\"".utf8)
        }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    init(head: Head, answers: [Answer]) {
        self.head = head
        self.answers = answers
    }
}
