private import CYAML

/// libyaml's parser over one text. The only place that calls the library.
@safe struct EventParser: ~Copyable {
    /// At a fixed address: libyaml keeps a pointer to it in itself.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// - Throws: where there is no memory for it.
    init(_ bytes: [UInt8]) throws(YAMLFault) {
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: max(bytes.count, 1))
        _ = unsafe input.initialize(from: bytes)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            // `deinit` runs and frees both: all properties are set, and a parser that failed to start may be deleted.
            throw YAMLFault(Mark(line: 1, column: 1), "There is no memory left to read this.")
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event.
    mutating func next() throws(YAMLFault) -> ParserEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe Self.copy(event)
    }

    private static func copy(_ event: yaml_event_t) -> ParserEvent {
        let mark = unsafe Mark(event.start_mark)
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return ParserEvent(kind: .streamStart, mark: mark, hasAnchor: false, hasTag: false)
        case YAML_DOCUMENT_START_EVENT:
            let directives = unsafe event.data.document_start
            let hasDirective =
                unsafe directives.version_directive != nil || directives.tag_directives.start != directives.tag_directives.end
            return ParserEvent(kind: .documentStart, mark: mark, hasAnchor: false, hasTag: hasDirective)
        case YAML_DOCUMENT_END_EVENT: return ParserEvent(kind: .documentEnd, mark: mark, hasAnchor: false, hasTag: false)
        case YAML_ALIAS_EVENT: return ParserEvent(kind: .alias, mark: mark, hasAnchor: false, hasTag: false)
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return unsafe ParserEvent(
                kind: .mappingStart, mark: mark, hasAnchor: start.anchor != nil, hasTag: start.tag != nil)
        case YAML_MAPPING_END_EVENT: return ParserEvent(kind: .mappingEnd, mark: mark, hasAnchor: false, hasTag: false)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe ParserEvent(
                kind: .sequenceStart, mark: mark, hasAnchor: start.anchor != nil, hasTag: start.tag != nil)
        case YAML_SEQUENCE_END_EVENT: return ParserEvent(kind: .sequenceEnd, mark: mark, hasAnchor: false, hasTag: false)
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let text = unsafe String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return unsafe ParserEvent(
                kind: .scalar(text: text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), mark: mark,
                hasAnchor: scalar.anchor != nil, hasTag: scalar.tag != nil)
        default: return ParserEvent(kind: .streamEnd, mark: mark, hasAnchor: false, hasTag: false)
        }
    }

    /// What libyaml says about the place it stopped at.
    private func fault() -> YAMLFault {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "it is not YAML"
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            let before = unsafe input.prefix(min(parser.pointee.problem_offset, input.count))
            let mark = unsafe Mark(after: Array(before))
            return YAMLFault(mark, "This is no text in UTF-8: \(problem). Save the file as UTF-8.")
        }
        let mark = unsafe Mark(parser.pointee.problem_mark)
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
        let began = unsafe Mark(parser.pointee.context_mark)
        return YAMLFault(mark, explained(problem, context: context, began: began))
    }
}

extension Mark {
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}
