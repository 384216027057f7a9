import ArgumentParser

/// The words of the command line.
struct Arguments {
    /// As the parser wants them: what stands before the verb stands behind it.
    let parsed: [String]
    /// The verb, and the verb within it where it has some; empty where none was given.
    let verb: [String]
    private let verbs: [any ParsableCommand.Type]

    /// - Parameters:
    ///   - words: without the command's own name.
    ///   - verbs: the verbs there are.
    init(_ words: [String], verbs: [any ParsableCommand.Type]) {
        var before: [String] = []
        var rest = words[...]
        while let word = rest.first, word == "--json" || word == "--socket" || word.hasPrefix("--socket=") {
            before.append(rest.removeFirst())
            if word == "--socket", let path = rest.popFirst() { before.append(path) }
        }
        var verb: [String] = []
        var level = verbs
        // Unknown words are left for the complaint below; options end the search.
        while let word = rest.first, !word.hasPrefix("-"), verb.isEmpty || !level.isEmpty {
            verb.append(rest.removeFirst())
            level = level.first { $0.configuration.commandName == word }?.configuration.subcommands ?? []
        }
        self.verbs = verbs
        self.verb = verb
        // Without a verb the parser shows its help, or complains of what stands there.
        parsed = verb.isEmpty ? Array(rest) : verb + before + rest
    }

    /// What to say where no verb was given, or one that there is not.
    func wrongVerb() -> Failure? {
        var level = verbs
        var hasUsualKind = false
        for (depth, word) in verb.enumerated() {
            if depth == 0, word == "help" { return nil }
            guard let match = level.first(where: { $0.configuration.commandName == word }) else {
                let kind = depth == 0 ? "verb" : "kind of \(verb[depth - 1])"
                let path = (["daybook"] + verb.prefix(depth)).joined(separator: " ")
                let near = MistypedVerb.nearest(to: word, in: level.compactMap { $0.configuration.commandName })
                // Where there is a usual kind, the word may be its argument.
                if hasUsualKind, near == nil { return nil }
                let hint = near.map { " Did you mean \($0)?" } ?? ""
                return Failure(Failure.usage, "There is no \(kind) \"\(word)\".\(hint) See: \(path) --help")
            }
            level = match.configuration.subcommands
            hasUsualKind = match.configuration.defaultSubcommand != nil
            if level.isEmpty { return nil }
        }
        // Options such as --help are the parser's to answer.
        guard parsed.count == verb.count, !hasUsualKind else { return nil }
        let path = (["daybook"] + verb).joined(separator: " ")
        let kinds = level.compactMap { $0.configuration.commandName }.joined(separator: ", ")
        return Failure(Failure.usage, "\(path) needs \(verb.isEmpty ? "a verb" : "one of: \(kinds)"). See: \(path) --help")
    }
}
