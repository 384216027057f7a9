import ArgumentParser

struct AuditVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Audit a case against practice standards: the questions, the answers, and which cases to take.",
        discussion: """
            For example:
              daybook audit sample --team "Safeguarding 1" --n 12 --seed spring --since 2026-01-01
              daybook audit start HW-2041 --pack knowsley --kind collaborative_case_audit --auditor qa-3 --form audit.yaml
              daybook audit start HW-2041 --answers audit.yaml
              daybook audit report HW-2041 --pack knowsley
            """,
        subcommands: [AuditStartVerb.self, AuditReportVerb.self, AuditSampleVerb.self])
}
