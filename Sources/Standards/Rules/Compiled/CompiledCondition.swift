/// A condition made ready for finding its periods.
struct CompiledCondition: Sendable {
    let name: String
    let perChild: Bool
    let derivation: Derivation
    /// Whether it may hold for one child and not for another, though clauses are not judged child by child for it: a case may be
    /// closed for one of two.
    var variesByChild = false

    enum Derivation: Sendable {
        case always
        case state(starts: [CompiledMoment], ends: [End], within: Within?)
        case phase(since: CompiledMoment, from: Span, to: Phase.Bound?)
        case age(from: AgeBand.Bound, to: AgeBand.Bound?, source: CompiledMatch, field: FieldPath)
        case expression(Expression)
        case openCount(openedBy: [CompiledMatch], closedBy: [CompiledMatch], by: FieldPath, atLeast: Int)
        case childrenDiffer(CompiledMatch, FieldPath)
        case clauseMissed([Int], ClauseMissed.Extent)
        case parameter(String)
    }

    struct End: Sendable {
        let match: CompiledMatch
        let ofSamePlacement: Bool
        let unlessOpen: CompiledMatch?
    }

    struct Within: Sendable {
        let span: Span
        let moment: CompiledMoment
    }

    /// Whether a placement may begin it, or what it consists of.
    var mayBeginWithPlacement: Bool {
        switch derivation {
        case .state, .phase, .expression: true
        default: false
        }
    }

    /// Whether it comes and goes with time alone.
    var isOfTime: Bool {
        switch derivation {
        case .phase, .age: true
        default: false
        }
    }
}
