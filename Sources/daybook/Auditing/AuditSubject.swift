import ArgumentParser
import Events

/// Whom or what an audit is about, as it is named at the terminal and in forms: a case by its reference alone, a worker, a team or
/// a service with its kind before it, as `worker/sw-221`.
enum AuditSubject {
    static let help = ArgumentHelp("The case's reference, as HW-2041; or worker/REF, team/REF, service/REF.", valueName: "ref")

    static func read(_ text: String) throws -> Subject {
        guard let subject = Subject(text) ?? Subject(kind: .case, ref: text) else {
            throw ValidationError(
                "Name a case by its reference, or worker/REF, team/REF or service/REF: letters, digits and . _ ~ : @ + -")
        }
        return subject
    }

    /// The subject as it is named.
    static func name(_ subject: Subject) -> String { subject.kind == .case ? subject.ref : subject.description }

    /// As it is spoken of: "case HW-2041", "worker sw-221".
    static func words(_ subject: Subject) -> String { "\(subject.kind.rawValue) \(subject.ref)" }
}
