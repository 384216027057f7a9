internal import Events

/// What a pattern may refer to where it stands.
struct PatternScope {
    /// Types of the clause's triggering events; nil where there is no trigger.
    var triggerTypes: [String]?
    /// Whether it stands in a `for_each`, so that `$each` means something.
    var hasEach = false
    /// Whether the clause has a limit.
    var hasLimit = false
    /// What the clause or condition is about.
    var subject: Subject.Kind?
}
