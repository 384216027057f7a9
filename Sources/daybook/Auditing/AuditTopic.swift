/// What one answer is about: a clause, and of it a child and what called for the answer, where these are judged apart.
struct AuditTopic: Hashable {
    let clause: String
    /// Nil where the whole case is judged, or every child alike is meant.
    var child: String?
    /// The event that called for an answer, as `based_on` names it; nil where none did, or every one alike is meant.
    var about: String?

    /// Whether what is said of this is said of the other too.
    func covers(_ other: AuditTopic) -> Bool {
        clause == other.clause && (child.map { $0 == other.child } ?? true) && (about.map { $0 == other.about } ?? true)
    }

    /// As ids of events have it.
    var text: String {
        [clause, child.map { "child \($0)" }, about.map { "about \($0)" }].compactMap(\.self).joined(separator: "/")
    }
}
