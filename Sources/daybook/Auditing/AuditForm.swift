import Events
import JSON
import Rendering

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
}
