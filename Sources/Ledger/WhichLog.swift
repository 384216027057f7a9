/// Which of a daemon's two logs something is about.
public enum WhichLog: String, Sendable {
    /// The ledger of practice.
    case ledger
    /// Its visitors' book.
    case visitors

    /// What sentences call it.
    public var words: String {
        switch self {
        case .ledger: "ledger"
        case .visitors: "visitors' book"
        }
    }
}
