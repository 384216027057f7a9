import Access

/// Who is asking, what for, and by which right they were let in.
struct Visitor: Sendable {
    let identity: Identity
    let right: Right
    /// What the look is for, in the visitor's words.
    let purpose: String?
    /// Why a restricted case must be opened all the same.
    let breakGlass: String?
    /// Which policy said so.
    let generation: UInt64

    var principal: Principal { identity.principal }
}
