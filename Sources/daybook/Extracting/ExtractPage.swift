import Events
import Export
import JSON
import Rendering

/// An extract as one page of HTML that needs nothing but itself.
struct ExtractPage {
    private let extract: AccessExtract
    private let events: [JSONValue]
    private let standing: [String: ExtractStanding]
    private let reference: String
    private let purpose: ExtractPurpose
    private let size: Int64
    private let references: ExtractReferences
    /// Names of people by their references, as far as the extract tells them.
    private var names: [String: String] = [:]

    init(
        _ extract: AccessExtract, standing: [String: ExtractStanding], reference: String, purpose: ExtractPurpose, size: Int64
    ) throws {
        self.extract = extract
        self.standing = standing
        self.reference = reference
        self.purpose = purpose
        self.size = size
        events = try extract.events.map(Pages.read)
        references = ExtractReferences(events)
        for event in events {
            guard let person = event["data"]?["person"], let id = person["id"]?.string, let name = person["name"]?.string else {
                continue
            }
            names[id] = name
        }
    }

    var html: String {
        var body = "<h1>Record of case \(Self.escaped(reference))</h1>\n"
        body +=
            "<p>\(Self.escaped(Plain.capital(purpose.words))): \(events.count) events, taken when the ledger had \(size).</p>\n"
        body += "<h2 id=\"contents\">Contents</h2>\n<ol>\n"
        for event in events { body += line(event) }
        body += "</ol>\n<p><a href=\"#withheld\">What was withheld or is not here, and why</a></p>\n"
        for event in events { body += entry(event) }
        body += "<h2 id=\"withheld\">What was withheld or is not here, and why</h2>\n"
        if extract.withheld.isEmpty { body += "<p>Nothing.</p>\n" }
        body += "<ul>\n"
        for one in extract.withheld {
            body += "<li>Entry \(Self.escaped(one.position)): \(Self.escaped(one.what)). \(Self.escaped(one.why))</li>\n"
        }
        body += "</ul>\n"
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Record of case \(Self.escaped(reference))</title>
            <style>body{font:16px/1.5 sans-serif;max-width:45em;margin:2em auto;padding:0 1em}h2{font-size:1.1em;margin:2em 0 0}ol{list-style:none;padding:0}dt{font-weight:bold}dd{margin:0 0 .5em 1em}.mark{font-weight:bold}</style>
            </head><body>
            \(body)</body></html>

            """
    }

    private func title(_ event: JSONValue) -> String {
        let when = When.words(event["time"]?.string, precision: event["timeprecision"]?.string)
        return Self.escaped("\(when): \(Self.words(event["type"]?.string ?? ""))")
    }

    private func marks(_ event: JSONValue) -> String {
        Self.escaped((standing[AccessExtract.position(event)]?.sentences ?? []).joined(separator: " "))
    }

    /// A line of the contents.
    private func line(_ event: JSONValue) -> String {
        let position = Self.escaped(AccessExtract.position(event))
        let marks = marks(event)
        return "<li><a href=\"#entry-\(position)\">\(title(event))</a>\(marks.isEmpty ? "" : " (\(marks))")</li>\n"
    }

    private func entry(_ event: JSONValue) -> String {
        let who = [event["actorname"]?.string ?? event["actor"]?.string, event["actorrole"]?.string.map(Plain.words)]
        let position = Self.escaped(AccessExtract.position(event))
        var text = "<h2 id=\"entry-\(position)\">\(title(event))</h2>\n"
        let marks = marks(event)
        if !marks.isEmpty { text += "<p class=\"mark\">\(marks)</p>\n" }
        text += "<p>\(Self.escaped(who.compactMap(\.self).joined(separator: ", "))) (entry \(position)\(written(event)))</p>\n"
        guard let data = event["data"], data.kind == .object else {
            return text + "<p><em>\(Self.escaped(AccessExtract.erasure(event)?.sentence ?? "Withheld."))</em></p>\n"
        }
        text += "<dl>\n"
        for member in data.members {
            let name = member.key.string ?? ""
            text += "<dt>\(Self.escaped(Self.words(name)))</dt><dd>\(Self.escaped(plain(member.value, name, event)))</dd>\n"
        }
        return text + "</dl>\n"
    }

    /// When it was written down, in the system it comes from or, where that does not say, in the ledger.
    private func written(_ event: JSONValue) -> String {
        if let entered = event["enteredtime"]?.string { return ", written down \(Self.escaped(When.words(entered)))" }
        return event["recordedtime"]?.string.map { ", in the ledger since \(Self.escaped(When.words($0)))" } ?? ""
    }

    /// Names of types and fields as people read them.
    private static func words(_ name: String) -> String {
        Plain.capital(Plain.words(String(name.map { $0 == "." ? " " : $0 })))
    }

    /// Fields that name other events.
    private static let naming: Set<String> = [
        "based_on", "decision", "superseded_by", "about_events", "assessment_ref", "placement", "source_plans", "hold",
        "consent_ref", "chronology_ref", "genogram_ref", "cross_references", "moved_to",
    ]
    /// Fields that name people by their references.
    private static let people: Set<String> = ["children", "child", "person"]

    /// - Parameter field: the one that the value stands in.
    private func plain(_ value: JSONValue, _ field: String, _ event: JSONValue) -> String {
        switch value.kind {
        case .string:
            let text = value.string ?? ""
            if Self.people.contains(field), let name = names[text] { return "\(name) (\(text))" }
            if Self.naming.contains(field), let position = references.position(of: text, from: event) {
                return "entry \(position) (\(text))"
            }
            return Plain.value(value) ?? ""
        case .array: return value.elements.map { plain($0, field, event) }.joined(separator: "; ")
        case .object:
            // A person, or an amount with its unit, reads best as one.
            if value["name"] != nil || value["unit"] != nil, let whole = Plain.value(value) { return whole }
            return value.members.map { member in
                let name = member.key.string ?? ""
                return "\(Plain.words(name)): \(plain(member.value, name, event))"
            }.joined(separator: "; ")
        case .null: return "not recorded"
        default: return Plain.value(value) ?? ""
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
