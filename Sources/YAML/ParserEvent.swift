/// One step of libyaml's parser, copied out of its memory.
struct ParserEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case mappingStart, mappingEnd, sequenceStart, sequenceEnd
        case scalar(text: String, isPlain: Bool)
        case alias
    }

    let kind: Kind
    let mark: Mark
    /// Whether it has an anchor, as `&name`.
    let hasAnchor: Bool
    /// Whether it has a tag, as `!name`.
    let hasTag: Bool
}
