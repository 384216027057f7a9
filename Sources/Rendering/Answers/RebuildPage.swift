import JSON

/// What was rebuilt.
public enum RebuildPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        var sheet = Sheet(look)
        let views = reply.all("rebuilt")
        if views.isEmpty { sheet.say("There is no view to rebuild.") }
        for view in views {
            let events = view["events"]?.integer ?? 0
            let took = view["seconds"]?.number ?? view["milliseconds"]?.number.map { $0 / 1000 }
            let time = took.map { " in \(seconds($0))" } ?? ""
            sheet.say(
                "Rebuilt \(Plain.words(view["view"]?.string ?? "a view")) from \(Plain.count(Int(events), "event"))\(time).")
        }
        return sheet.text
    }

    private static func seconds(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths == 10 ? "1 second" : "\(tenths / 10)\(tenths % 10 == 0 ? "" : ".\(tenths % 10)") seconds"
    }
}
