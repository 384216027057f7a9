import Events
import Export
import JSON
import Rendering

/// An extract as one page of HTML that needs nothing but itself.
enum ExtractPage {
    static func html(_ extract: AccessExtract, reference: String, purpose: ExtractPurpose, size: Int64) throws -> String {
        var body = "<h1>Record of case \(escaped(reference))</h1>\n"
        body +=
            "<p>\(escaped(purpose.words.prefix(1).uppercased() + purpose.words.dropFirst())): \(extract.events.count) events, taken when the ledger had \(size).</p>\n"
        for bytes in extract.events { body += try event(Pages.read(bytes)) }
        body += "<h2>What was withheld or is not here, and why</h2>\n"
        if extract.withheld.isEmpty { body += "<p>Nothing.</p>\n" }
        body += "<ul>\n"
        for one in extract.withheld {
            body += "<li>Entry \(escaped(one.position)): \(escaped(one.what)). \(escaped(one.why))</li>\n"
        }
        body += "</ul>\n"
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Record of case \(escaped(reference))</title>
            <style>body{font:16px/1.5 sans-serif;max-width:45em;margin:2em auto;padding:0 1em}h2{font-size:1.1em;margin:2em 0 0}dt{font-weight:bold}dd{margin:0 0 .5em 1em}</style>
            </head><body>
            \(body)</body></html>

            """
    }

    private static func event(_ event: JSONValue) -> String {
        let title = words(event["type"]?.string ?? "")
        let who = [event["actorname"]?.string ?? event["actor"]?.string, event["actorrole"]?.string].compactMap(\.self)
        var text =
            "<h2>\(escaped(When.words(event["time"]?.string, precision: event["timeprecision"]?.string))): \(escaped(title))</h2>\n"
        text += "<p>\(escaped(who.joined(separator: ", "))) (entry \(escaped(AccessExtract.position(event))))</p>\n"
        guard let data = event["data"], data.kind == .object else {
            return text + "<p><em>\(escaped(AccessExtract.erasure(event)?.sentence ?? "Withheld."))</em></p>\n"
        }
        text += "<dl>\n"
        for member in data.members {
            text += "<dt>\(escaped(words(member.key.string ?? "")))</dt><dd>\(escaped(plain(member.value)))</dd>\n"
        }
        return text + "</dl>\n"
    }

    /// Names of types and fields as people read them.
    private static func words(_ name: String) -> String {
        let text = name.map { $0 == "_" || $0 == "." ? " " : String($0) }.joined()
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private static func plain(_ value: JSONValue) -> String {
        if let text = value.string { return text }
        switch value.kind {
        case .array: return value.elements.map(plain).joined(separator: "; ")
        case .object: return value.members.map { plain($0.value) }.joined(separator: ", ")
        case .true: return "yes"
        case .false: return "no"
        case .null: return "not recorded"
        default: return String(decoding: value.text, as: UTF8.self)
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
