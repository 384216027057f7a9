import JSON

/// The findings of one clause, step by step.
public enum ExplanationPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        let explanations = reply.all("explanations")
        var sheet = Sheet(look)
        let clause = explanations.first?["finding"]?["clause"]?.string ?? "The clause"
        sheet.title("\(clause) in \(reply.asked.subject): \(Plain.count(explanations.count, "finding"))")
        if explanations.isEmpty { sheet.say("There is no finding.") }
        for explanation in explanations {
            let finding = explanation["finding"]
            sheet.heading("\(Plain.capital(Plain.words(finding?["status"]?.string ?? ""))): \(finding?["because"]?.string ?? "")")
            for (number, step) in elements(explanation["steps"]).enumerated() {
                sheet.say("\(number + 1). \(step["title"]?.string ?? "")")
                for line in elements(step["lines"]) {
                    let entry = line["position"]?.integer.map { " (entry \($0))" } ?? ""
                    sheet.item((line["text"]?.string ?? "") + entry, indent: 5)
                }
            }
        }
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    private static func elements(_ list: JSONValue?) -> [JSONValue] { list.map { Array($0.elements) } ?? [] }
}
