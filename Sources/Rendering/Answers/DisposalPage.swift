import JSON

/// A case's disposal, proposed or done.
public enum DisposalPage {
    /// The page of an answer, as text for people.
    ///
    /// - Parameter purpose: what the look was said to be for; who confirms must say it too where the policy wants that.
    public static func render(_ reply: Reply, purpose: String? = nil, look: Look) -> String {
        var sheet = Sheet(look)
        let name = reply["case"]?.string ?? "the case"
        if let proposal = reply["proposal"]?.integer {
            let events = Plain.count(Int(reply["events"]?.integer ?? 0), "event")
            sheet.say("Proposed: that case \(name), with \(events), is disposed of. Nothing is gone yet.")
            sheet.say(
                "Another person confirms it with: daybook dispose \(name) --confirm \(proposal)\(purpose == nil ? "" : " --purpose \"…\"")"
            )
        } else if let erased = reply["erased"] {
            let authority = erased["authority"]?.string.map { " under \($0)" } ?? ""
            sheet.say("Case \(name) was disposed of on \(When.words(erased["on"]?.string))\(authority).")
            sheet.say("What was recorded about it cannot be read any more. The proofs still hold.")
        }
        return sheet.text
    }
}
