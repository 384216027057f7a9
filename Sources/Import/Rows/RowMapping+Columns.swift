extension RowMapping {
    /// The numbers of the columns whose cells become part of an event's data.
    var columnsRead: Set<Int> { Set(events.flatMap { rule in rule.data.flatMap { $0.value.columns } }) }
}

extension RowMapping.ValueRule {
    /// The numbers of the columns that it reads.
    fileprivate var columns: [Int] {
        switch self {
        case .constant, .event: []
        case .cell(let column, _, _), .parts(let column, _, _): [column]
        case .text(let template):
            template.parts.compactMap { part in if case .cell(let column) = part { column } else { nil } }
        case .list(let values): values.flatMap(\.columns)
        case .object(let rules): rules.flatMap { $0.value.columns }
        }
    }
}
