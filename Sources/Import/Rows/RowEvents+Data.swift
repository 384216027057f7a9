import Events
import JSON

extension RowEvents {
    /// The fields of a rule; nil, with a fault, where one is missing without which there is no event.
    mutating func data(_ rule: RowMapping.EventRule) -> [EventDraft.Field]? {
        var isWhole = true
        let fields = fields(rule.data, of: rule, &isWhole)
        return isWhole ? fields : nil
    }

    private mutating func fields(
        _ rules: [RowMapping.FieldRule], of rule: RowMapping.EventRule, _ isWhole: inout Bool
    ) -> [EventDraft.Field] {
        var fields: [EventDraft.Field] = []
        for field in rules {
            if let value = value(field.value, of: rule, &isWhole) {
                fields.append(EventDraft.Field(field.name, value))
            } else if field.isNeeded {
                fault(.valueMissing, "It gives no \(field.name), without which there is no \(rule.type).")
                isWhole = false
            }
        }
        return fields
    }

    private mutating func value(
        _ value: RowMapping.ValueRule, of rule: RowMapping.EventRule, _ isWhole: inout Bool
    ) -> EventDraft.Value? {
        switch value {
        case .constant(let constant): return constant
        case .cell(let column, let table, let kind): return cell(row.cells[column], column, table, kind)
        case .text(let template): return template.filled(row.cells).map(EventDraft.Value.text)
        case .list(let values):
            let found = values.compactMap { self.value($0, of: rule, &isWhole) }
            return found.isEmpty ? nil : .list(found)
        case .parts(let column, let separator, let table):
            let parts = row.cells[column].split(separator: separator).map { trimmed(String($0)) }.filter { !$0.isEmpty }
            let found = parts.compactMap { cell($0, column, table, .text) }
            return found.isEmpty ? nil : .list(found)
        case .object(let rules):
            let found = fields(rules, of: rule, &isWhole)
            return found.isEmpty ? nil : .object(found)
        case .event(let name): return ids[name].map { .list([.text($0)]) }
        }
    }

    private mutating func cell(_ text: String, _ column: Int, _ table: String?, _ kind: RowMapping.Kind) -> EventDraft.Value? {
        guard !text.isEmpty else { return nil }
        let name = mapping.columns[column].name
        if let table, let values = mapping.values[table] {
            if let value = values[text] { return value }
            fault(.codeUnknown, "\(name) is \"\(text)\".")
            return values.otherwise
        }
        switch kind {
        case .text: return .text(text)
        case .boolean:
            if let flag = CensusCodes.flag(text) { return .bool(flag) }
            fault(.codeUnknown, "\(name) is \"\(text)\", neither yes nor no.")
        case .number:
            if let number = Double(text), number.isFinite, text.utf8.allSatisfy({ $0.isNumeral }),
                text.utf8.count <= JSONLimits.standard.numberLength
            {
                return .number(Self.json(text))
            }
            fault(.codeUnknown, "\(name) is \"\(text)\", no number.")
        case .date:
            if let day = StatedDate(text).day { return .text(day.description) }
            fault(.dateUnreadable, "\(name) is \"\(text)\".")
        case .time:
            if LocalTime.isPassedOver(text) { notShown(column) }
            if let instant = LocalTime.instant(text) { return .text(instant.description) }
            fault(.dateUnreadable, "\(name) is \"\(text)\".")
        }
        return nil
    }

    /// A number of digits, a point and a sign in JSON's own form, which has no leading zeros or points; all its digits are kept.
    private static func json(_ text: String) -> String {
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = (parts.first ?? "").drop { $0 == "0" }
        let fraction = parts.count > 1 ? parts[1] : ""
        return sign + (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : "." + fraction)
    }
}

extension UInt8 {
    /// A digit, a sign or a point.
    fileprivate var isNumeral: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
    }
}
