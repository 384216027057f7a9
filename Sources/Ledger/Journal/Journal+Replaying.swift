extension Journal {
    /// What was accepted and may not be in the log, to be committed again. What the log has is known to it by its name, as any event
    /// that is posted twice.
    func submissions(_ keys: KeyRing) throws -> [Submission] {
        try entries().map { entry in
            let events = try entry.postings().map { try keys.prepare([$0.posting], postedBy: $0.postedBy) }
            return try Submission(events, expectedVersion: nil)
        }
    }
}
