import ArgumentParser
import Client
import Events
import JSON
import Rendering

struct AuditStartVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract:
            "Ask an auditor's questions about a case, a worker, a team or a service, with the machine's findings beside each, and record the answers.",
        discussion: """
            At a terminal the questions are asked one by one, and each answer is recorded when it is given; an empty answer \
            leaves a question open, and q ends. The same command later goes on with the questions that are left, whatever \
            ended it. With --form the questions go into a file to be filled in, which --answers records. \
            Elsewhere the questions are only printed.

            What is judged for each child, or for each meeting, assessment or complaint, is asked once for each: `child` and `about` in the \
            form say which. Without them an answer is about all.

            Answers are events of the case, or of whom they are about: who answered, when it was recorded, with what comment, and on what evidence: the \
            entries that stood beside the question. The latest answer counts, and earlier ones stay on record.

            For example:
              daybook audit start HW-2041 --pack knowsley --kind collaborative_case_audit --auditor qa-3 --form audit.yaml
              daybook audit start HW-2041 --answers audit.yaml
            """)

    @Argument(help: AuditSubject.help, transform: AuditSubject.read)
    var subject: Subject
    @Option(help: ArgumentHelp("The standards, as knowsley.", valueName: "pack"))
    var pack: String?
    @Option(help: ArgumentHelp("What kind of audit.", valueName: "kind"))
    var kind = AuditKind.caseFile
    @Option(help: ArgumentHelp("Who audits, by id.", valueName: "id"))
    var auditor: String?
    @Option(help: ArgumentHelp("The role in which they audit.", valueName: "role"))
    var role = "auditor"
    @Option(help: ArgumentHelp("Write the questions to this file, to be filled in.", valueName: "file"), completion: .file())
    var form: String?
    @Option(help: ArgumentHelp("Record the answers in this file.", valueName: "file"), completion: .file())
    var answers: String?
    @OptionGroup var connection: Connection

    func validate() throws {
        guard answers == nil else { return }
        guard pack != nil else { throw ValidationError("Missing expected argument '--pack <pack>'") }
        guard auditor != nil else { throw ValidationError("Missing expected argument '--auditor <id>'") }
    }

    func run() async throws {
        if answers == nil, let form, Files.holdsAnything(form) {
            throw Failure(
                Failure.usage,
                "\(form) is there already, and may hold answers. Record them with --answers \(form), or name a file that is not there yet."
            )
        }
        let client = connection.client
        if let answers {
            var reader = try AuditFormReader(try await WholeFile.read(answers), name: answers)
            let filled = try reader.form()
            guard filled.head.subject == subject else {
                throw Failure(
                    Failure.usage,
                    "\(answers) is about \(AuditSubject.words(filled.head.subject)), not \(AuditSubject.words(subject)).")
            }
            let (questions, _) = try await AuditQuestion.all(of: subject, pack: filled.head.pack, parameters: [], client)
            try await record(filled, questions, client)
        } else {
            try await ask(client)
        }
        await client.close()
    }

    private func ask(_ client: DaybookClient) async throws {
        let pack = pack ?? ""
        let (questions, answer) = try await AuditQuestion.all(of: subject, pack: pack, parameters: [], client)
        let head = AuditForm.Head(
            subject: subject, pack: pack, kind: kind.rawValue, auditor: auditor ?? "", role: role, started: Values.now)
        if let form {
            try WholeFile.write(Array(AuditForm.text(head, questions).utf8), to: form)
            Output.write("\(questions.count) questions about \(AuditSubject.words(subject)) are in \(form).\n")
        } else if connection.json {
            Output.write(answer.text + [UInt8(ascii: "\n")])
        } else if Output.isTerminal {
            var talk = try await AuditTalk(questions, head, client)
            try await talk.run()
        } else {
            Output.write(AuditPage.questions(questions.map(\.item), AuditSubject.words(subject), pack, look: Output.look))
        }
    }

    private func record(_ form: AuditForm, _ questions: [AuditQuestion], _ client: DaybookClient) async throws {
        if let strange = form.answers.map(\.topic).first(where: { topic in !questions.contains { topic.covers($0.topic) } }) {
            let whose = [strange.child, strange.about].compactMap { $0.map { " about \($0)" } }.joined()
            throw Failure(Failure.refused, "\(strange.clause)\(whose) is no question that arises here.")
        }
        guard !form.answers.isEmpty else {
            Output.write("Nothing was answered, and nothing recorded.\n")
            return
        }
        let left = questions.count { question in
            !question.isAnswered && !form.answers.contains { $0.topic.covers(question.topic) }
        }
        let before = RecordedAudit(
            try await RecordedAudit.events(of: form.head.subject, client), of: form.head, asking: questions)
        let new = AuditEvents(form: form, isWhole: false, before: before, now: Values.now).newAnswers
        let evidence = try await AuditEvidence(
            form.head.subject, questions, answering: new.map(\.topic), client)
        let events = AuditEvents(
            form: form, isWhole: left == 0, before: before, evidence: evidence, now: Values.now)
        var poster = Poster(client: client, showsProgress: false)
        for event in events.all { try await poster.add(event, from: "the audit") }
        try await poster.flush()
        if connection.json {
            var writer = JSONWriter()
            poster.tally.write(to: &writer)
            Output.write(writer.bytes + [UInt8(ascii: "\n")])
        } else {
            let open =
                left == 0
                ? "No question is left open."
                : "\(Plain.capital(Plain.count(left, "question"))) \(left == 1 ? "is" : "are") left open."
            let all = form.answers.count
            Output.write("Recorded \(Plain.count(all, "answer")): \(new.count) new, \(all - new.count) known already. \(open)\n")
        }
    }
}

/// The kinds of audit that the catalogue knows (`audit_type` in schemas/events/audit.assigned.json).
enum AuditKind: String, ExpressibleByArgument, CaseIterable {
    case caseFile = "case_file"
    case collaborative = "collaborative_case_audit"
    case brief = "brief_case_review"
    case own = "self"
    case other
}
