internal import YAML

extension PackReader {
    /// Conditions joined by and, or, not, each of them known.
    mutating func expression(_ node: YAMLNode, _ what: String) -> StateExpression? {
        guard let text = text(node, what) else { return nil }
        let expression: StateExpression
        do { expression = try ExpressionReader.read(text) } catch {
            fault(node.mark, "\(sentence(what)) cannot be read. \(error.message)")
            return nil
        }
        var unknown: Set<String> = []
        for name in expression.names where !conditionNames.contains(name) && unknown.insert(name).inserted {
            let hint =
                occurrences[name] == nil
                ? suggestion(name, among: conditionNames, orElse: " standards/vocabulary.yaml lists them.")
                : " It is an occurrence, something that happens at a moment: use it as \"trigger\"."
            fault(node.mark, "\"\(name)\" is no condition.\(hint)")
        }
        return unknown.isEmpty ? expression : nil
    }
}
