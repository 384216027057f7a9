/// What a principal can be allowed. Nobody has a right that the policy does not give.
public enum Right: String, Sendable, CaseIterable {
    /// Hand events to the ledger, from some sources, of some types, about some subjects.
    case post
    /// See the record of cases: all, those of some teams, or some by name.
    case read
    /// See across cases: decisions, and what one person did.
    case review
    /// Check the ledger: its entries and proofs.
    case audit
    /// See how the daemon is, back up, rebuild views. No content.
    case operate
    /// Propose or confirm that a case is disposed of; it takes two people. See what is due for disposal.
    case dispose
    /// Read the visitors' book.
    case visitors
}
