import Events
import Standards
import Testing

/// Clauses that only a person can say.
@Suite struct `What a person is asked` {
    private func check(_ clause: String, _ events: [String], _ expect: String, children: String = "ava") throws {
        try EnginePacks.check(
            """
            - clause: \(clause)
              name: asked of a person
              as_at: 2025-10-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [\(children)], data: {service: childrens_social_care}}
            \(events.map { "    - {\($0)}" }.joined(separator: "\n"))
              expect: \(expect)
            """)
    }

    private func answer(_ clause: String, _ day: String, children: String? = nil) -> String {
        "type: audit_answer.recorded, time: \(day)\(children.map { ", children: [\($0)]" } ?? ""), data: {clause_id: \(clause), answer: \"yes\"}"
    }

    private let enquiry = "type: enquiry.completed, time: 2025-02-03, data: {enquiry_type: section_47, outcome: substantiated}"

    @Test func `is not about what never happened`() throws {
        // There was no section 47 enquiry, so nobody can say whether it kept to the procedures.
        try check("KNO-C2.12", [], "not_applicable")
    }

    @Test func `is each enquiry, and an answer is about none that came after it`() throws {
        let later = "type: enquiry.completed, time: 2025-09-01, data: {enquiry_type: section_47, outcome: unsubstantiated}"
        try check("KNO-C2.12", [enquiry], "unanswered")
        try check("KNO-C2.12", [enquiry, answer("KNO-C2.12", "2025-03-20"), later], "[answered, unanswered]")
        try check("KNO-C2.12", [answer("KNO-C2.12", "2025-01-20"), enquiry], "unanswered")
    }

    @Test func `is each time the case was open`() throws {
        // Answered in January, closed, and opened again: what is asked of the second time nobody has said.
        try check(
            "COV-2.01",
            [
                answer("COV-2.01", "2025-01-20"), "type: case.closed, time: 2025-02-01, data: {service: childrens_social_care}",
                "type: case.opened, time: 2025-04-01, data: {service: childrens_social_care}",
            ], "[answered, unanswered]")
    }

    @Test func `is each child, where the state is a child's`() throws {
        let inCare = ["ava", "ben"].map {
            "type: status.started, time: 2025-01-10, children: [\($0)], data: {status: looked_after}"
        }
        try check(
            "COV-2.08b", inCare + [answer("COV-2.08b", "2025-03-20", children: "ava")],
            "[{status: answered, child: ava}, {status: unanswered, child: ben}]", children: "ava, ben")
    }
}
