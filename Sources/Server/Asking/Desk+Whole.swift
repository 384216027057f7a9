import Ledger

extension Desk {
    /// Reads in several steps what makes one answer, and anew where a subject was erased meanwhile: the first steps would show what
    /// the last ones do not, and nobody is shown half of a record.
    ///
    /// - Parameter access: counts what is left out; it forgets what it counted for what is thrown away.
    func whole<Result>(_ access: AccessFilter? = nil, _ read: () async throws -> Result) async throws -> Result {
        while true {
            let erasures = ledger.erasures
            let leftOut = access?.leftOut ?? 0
            let result = try await read()
            if ledger.erasures == erasures { return result }
            access?.leavesOutOnly(leftOut)
        }
    }
}
