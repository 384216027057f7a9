/// A part of an XML text. An element without content gives a start and an end. Comments and processing instructions give
/// nothing; names are without their namespace's prefix.
public enum XMLNode: Sendable, Equatable {
    case start(String)
    case text(String)
    case end(String)
}
