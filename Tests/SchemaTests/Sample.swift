/// A JSON value that tests make and spoil.
enum Sample {
    /// JSON as it stands: a number, true, false, null.
    case raw(String)
    case text(String)
    case list([Sample])
    case object([Member])

    struct Member {
        var name: String
        var value: Sample
    }

    /// Writes it as JSON, a few characters of texts as escapes.
    func write(to json: inout String, _ random: inout SplitMix64) {
        switch self {
        case .raw(let text): json += text
        case .text(let text): Self.quote(text, to: &json, &random)
        case .list(let elements):
            json += "["
            for (place, element) in elements.enumerated() {
                if place > 0 { json += "," }
                element.write(to: &json, &random)
            }
            json += "]"
        case .object(let members):
            json += "{"
            for (place, member) in members.enumerated() {
                if place > 0 { json += ", " }
                Self.quote(member.name, to: &json, &random)
                json += ":"
                member.value.write(to: &json, &random)
            }
            json += "}"
        }
    }

    private static func quote(_ text: String, to json: inout String, _ random: inout SplitMix64) {
        let escapes = random.once(in: 12)
        json += "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" {
                json += "\\" + String(scalar)
            } else if scalar.value < 0x20 || escapes && random.once(in: 3) {
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16, uppercase: random.once(in: 2))
                    json += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                }
            } else {
                json.unicodeScalars.append(scalar)
            }
        }
        json += "\""
    }
}
