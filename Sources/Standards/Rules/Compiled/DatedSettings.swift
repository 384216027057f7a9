/// What rules of every shape look up in the configuration, ready to be asked as of any day.
struct DatedSettings: Sendable {
    /// Which role is a kind of which other.
    let roles: Dated<RoleTree>
    /// Whether a link may be inferred. Unless that is forbidden it is: sources seldom state one.
    let linksAreLoose: Dated<Bool>
    /// The parameters that are lists of words, by name; nil where one is not configured.
    private let lists: [String: Dated<[String]?>]

    init(_ parameters: Parameters) {
        roles = Dated("roles.is_a", parameters) { value in
            if case .roleTree(let tree)? = value { RoleTree(parents: tree) } else { RoleTree(parents: [:]) }
        }
        linksAreLoose = Dated("links.loose", parameters) { $0 != .boolean(false) }
        lists = parameters.definitions.mapValues { definition in
            Dated(definition.name, parameters) { if case .words(let words)? = $0 { words } else { nil } }
        }
    }

    /// The words of a parameter that is a list, as of a moment.
    func words(_ name: String, at moment: Int64) -> [String]? { lists[name]?.at(moment) ?? nil }
}
