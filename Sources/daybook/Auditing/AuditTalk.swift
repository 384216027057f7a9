import Client
import Events
import JSON
import Rendering

/// An audit at the terminal, question by question. Each answer is recorded as soon as it is given, so that nothing is lost
/// whatever ends it, and the same auditor goes on later with what is left.
struct AuditTalk {
    private let questions: [AuditQuestion]
    private let head: AuditForm.Head
    /// What was answered in this audit, before and now.
    private var given: [AuditForm.Answer]
    private let client: DaybookClient

    /// - Parameter head: who audits what. The audit is one that was begun and not completed, where there is one.
    init(_ questions: [AuditQuestion], _ head: AuditForm.Head, _ client: DaybookClient) async throws {
        let begun = try await BegunAudit(head, questions, client)
        self.questions = questions
        self.head = begun?.head ?? head
        given = begun?.answers ?? []
        self.client = client
    }

    private var left: [AuditQuestion] {
        questions.filter { question in !given.contains { $0.topic.covers(question.topic) } }
    }

    mutating func run() async throws {
        let before = given.count
        let open = left
        if before > 0 {
            Output.write(
                "This audit was begun on \(When.words(head.started.description)): \(Plain.count(before, "question")) answered, \(open.count) left.\n"
            )
        }
        asking: for (number, question) in open.enumerated() {
            Output.write(AuditPage.question(question.item, number: number + 1, of: open.count, look: Output.look))
            switch Self.ask() {
            case .end: break asking
            case .open: continue
            case .answer(let answer):
                let comment = Self.comment()
                try await record(AuditForm.Answer(topic: question.topic, answer: answer, comment: comment))
            }
        }
        try await end(given.count - before)
    }

    private mutating func record(_ answer: AuditForm.Answer) async throws {
        let evidence = try await AuditEvidence(head.subject, questions, answering: [answer.topic], client)
        let events = AuditEvents(
            form: AuditForm(head: head, answers: []), isWhole: false, evidence: evidence, now: Values.now)
        var poster = Poster(client: client, showsProgress: false)
        try await poster.add(events.assigned, from: "the audit")
        try await poster.add(events.answered(answer), from: "the answer to \(answer.topic.clause)")
        try await poster.flush()
        given.append(answer)
    }

    private func end(_ count: Int) async throws {
        guard !given.isEmpty else { return Output.write("Nothing was answered, and nothing recorded.\n") }
        let open = left.count
        if open == 0 {
            var poster = Poster(client: client, showsProgress: false)
            try await poster.add(
                AuditEvents(form: AuditForm(head: head, answers: given), isWhole: true, now: Values.now).completed,
                from: "the audit")
            try await poster.flush()
        }
        let rest =
            open == 0
            ? "No question is left open: the audit is completed."
            : "\(Plain.capital(Plain.count(open, "question"))) left open; the same command goes on there."
        Output.write("\nRecorded \(Plain.count(count, "answer")). \(rest)\n")
    }

    // MARK: The terminal

    private enum Reply {
        case answer(String)
        /// The question stays open.
        case open
        /// The audit ends here.
        case end
    }

    private static let letters = ["y": "yes", "p": "partly", "n": "no", "a": "not_applicable"]

    private static func ask() -> Reply {
        while true {
            Output.write("Answer (y yes, p partly, n no, a not applicable; Enter leaves it open, q ends): ")
            guard let line = readLine() else {
                Output.write("\n")
                return .end
            }
            let word = line.lowercased().filter { !$0.isWhitespace }
            if word == "q" || word == "quit" { return .end }
            if word.isEmpty { return .open }
            if let answer = letters[word] ?? AuditForm.answers.first(where: { $0 == word || $0.filter { $0 != "_" } == word }) {
                return .answer(answer)
            }
            Output.write("\"\(line)\" is no answer.\n")
        }
    }

    private static func comment() -> String? {
        Output.write("Comment (Enter for none): ")
        guard let line = readLine() else {
            Output.write("\n")
            return nil
        }
        return line.isEmpty ? nil : line
    }
}

/// An audit that somebody began and did not complete.
private struct BegunAudit {
    let head: AuditForm.Head
    let answers: [AuditForm.Answer]

    /// The latest one of the same subject, standards, kind and auditor; nil where there is none.
    init?(_ wanted: AuditForm.Head, _ questions: [AuditQuestion], _ client: DaybookClient) async throws {
        let events = try await RecordedAudit.events(of: wanted.subject, client)
        func time(_ event: JSONValue) -> Instant? { event["time"]?.string.flatMap { Instant($0) } }
        func head(_ event: JSONValue) -> AuditForm.Head? {
            guard event["type"]?.says("audit.assigned") == true, let started = time(event) else { return nil }
            var head = wanted
            head.started = started
            return event["id"]?.says(AuditEvents.id(ofAssignment: head)) == true ? head : nil
        }
        guard let begun = events.compactMap(head).max(by: { $0.started < $1.started }) else { return nil }
        let own = events.filter { RecordedAudit.belongs($0, to: begun) }
        guard !own.contains(where: { $0["type"]?.says("audit.completed") == true }) else { return nil }
        var answers: [AuditForm.Answer] = []
        for event in own {
            guard let topic = RecordedAudit.topic(of: event, asking: questions), let answer = event["data"]?["answer"]?.string
            else { continue }
            answers.removeAll { $0.topic == topic }
            answers.append(AuditForm.Answer(topic: topic, answer: answer, comment: event["data"]?["comment"]?.string))
        }
        self.head = begun
        self.answers = answers
    }
}
