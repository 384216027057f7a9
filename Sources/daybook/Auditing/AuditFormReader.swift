import Events
import YAML

/// Reads a form that was filled in, and gathers every mistake with its place.
struct AuditFormReader {
    private let root: YAMLNode
    private let name: String
    private var faults: [YAMLFault] = []

    /// - Parameters:
    ///   - bytes: the form.
    ///   - name: what the form is called where a mistake is told.
    /// - Throws: where it is no YAML.
    init(_ bytes: [UInt8], name: String) throws(Failure) {
        self.name = name
        do throws(YAMLFault) { root = try YAMLNode(reading: Self.withPlainAnswers(bytes)) } catch {
            throw Failure(Failure.refused, "\(name):\(error)")
        }
    }

    /// - Throws: every mistake, with its place.
    mutating func form() throws(Failure) -> AuditForm {
        let head = head()
        let answers = answers()
        guard let head, faults.isEmpty else { throw Failure(Failure.refused, faults.map { "\(name):\($0)" }) }
        return AuditForm(head: head, answers: answers)
    }

    /// Who audits what, and since when; nil where it cannot be read.
    private mutating func head() -> AuditForm.Head? {
        // In the order of the form, so that mistakes are told in it.
        let audit = root["audit"]
        let subject = subject(audit)
        let pack = needed(audit, "pack")
        let kind = needed(audit, "kind")
        let auditor = needed(audit, "auditor")
        let role = needed(audit, "role")
        let started = started(audit)
        guard let subject, let started else { return nil }
        return AuditForm.Head(subject: subject, pack: pack, kind: kind, auditor: auditor, role: role, started: started)
    }

    private mutating func started(_ audit: YAMLNode?) -> Instant? {
        let text = needed(audit, "started")
        let started = Instant(text)
        if started == nil, !text.isEmpty {
            faults.append(YAMLFault(audit?["started"]?.mark ?? root.mark, "started is a time, as 2026-03-04T10:12:00Z."))
        }
        return started
    }

    private mutating func subject(_ audit: YAMLNode?) -> Subject? {
        let reference = needed(audit, "case")
        let subject = try? AuditSubject.read(reference)
        if subject == nil, !reference.isEmpty {
            faults.append(
                YAMLFault(audit?["case"]?.mark ?? root.mark, "case is a reference, or worker/REF, team/REF or service/REF."))
        }
        return subject
    }

    private mutating func answers() -> [AuditForm.Answer] {
        var seen: Set<AuditTopic> = []
        return (root["answers"]?.items ?? []).compactMap { answer($0, &seen) }
    }

    /// One answer; nil where there is none yet, or it cannot be read.
    private mutating func answer(_ item: YAMLNode, _ seen: inout Set<AuditTopic>) -> AuditForm.Answer? {
        let clause = needed(item, "clause")
        let topic = AuditTopic(clause: clause, child: text(item, "child"), about: text(item, "about"))
        if !clause.isEmpty, !seen.insert(topic).inserted {
            faults.append(YAMLFault(item.mark, "\(clause) stands here a second time."))
        }
        let comment = text(item, "comment").flatMap { $0.isEmpty ? nil : $0 }
        guard let answer = text(item, "answer"), !answer.isEmpty else {
            if comment != nil { faults.append(YAMLFault(item.mark, "There is a comment on \(clause) and no answer.")) }
            return nil
        }
        guard AuditForm.answers.contains(answer) else {
            faults.append(
                YAMLFault(
                    item["answer"]?.mark ?? item.mark, "\"\(answer)\" is no answer; write yes, partly, no or not_applicable."))
            return nil
        }
        return AuditForm.Answer(topic: topic, answer: answer, comment: comment)
    }

    private mutating func needed(_ node: YAMLNode?, _ member: String) -> String {
        guard let text = text(node, member), !text.isEmpty else {
            faults.append(YAMLFault(node?.mark ?? root.mark, "The form says no \(member)."))
            return ""
        }
        return text
    }

    private mutating func text(_ node: YAMLNode?, _ member: String) -> String? {
        guard let value = node?[member] else { return nil }
        if case .text(let text)? = value.scalar { return text }
        if value.scalar == .null { return nil }
        faults.append(YAMLFault(value.mark, "Write \(member) as text."))
        return nil
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
}
