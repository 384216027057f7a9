extension Evaluation {
    /// Everything that answers, in order of time.
    func allAnswers(_ requirement: CompiledRequirement, _ context: Context) -> [Answer] {
        switch requirement.kind {
        case .event(let event):
            return eligible(event, context, nil).map {
                Answer(when: $0.when, evidence: [$0.place], timeDoubt: $0.doubt)
            }
        case .any(let parts):
            return parts.flatMap { allAnswers($0, context) }.sorted {
                $0.when.lo != $1.when.lo ? $0.when.lo < $1.when.lo : ($0.evidence.first ?? -1) < ($1.evidence.first ?? -1)
            }
        case .all:
            var report = Report()
            return answer(requirement, context, &report).map { [$0] } ?? []
        }
    }
}
