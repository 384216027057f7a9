internal import Events

/// The most names a message lists.
private let listLimit = 20

/// The words with a capital letter, to begin a sentence.
func sentence(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() }

/// " Did you mean x?" where a name is close enough; what else to say where none is.
func suggestion(_ word: String, among names: some Collection<String>, orElse alternative: String = "") -> String {
    if let meant = Spelling.nearest(to: word, among: names) { return " Did you mean \"\(meant)\"?" }
    return alternative
}

/// " It may have: a, b, c." for a short list; nothing for a long one.
func list(_ names: [String]) -> String {
    names.isEmpty || names.count > listLimit ? "" : " There is: \(names.joined(separator: ", "))."
}

/// "a", "b" and "c".
func joined(_ names: [String]) -> String {
    let quoted = names.map { "\"\($0)\"" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
}
