import Events
import YAML

extension Policy {
    /// Reads a policy file, which `schemas/policy.schema.json` describes.
    ///
    /// - Throws: `PolicyFaults`, every fault at once.
    public init(reading bytes: [UInt8]) throws(PolicyFaults) {
        let root: YAMLNode
        do { root = try YAMLNode(reading: bytes) } catch {
            throw PolicyFaults(faults: [PolicyFault(error.mark, error.message)])
        }
        var reader = PolicyReader()
        let policy = reader.read(root)
        guard reader.faults.isEmpty else { throw PolicyFaults(faults: reader.faults.sorted { $0.mark < $1.mark }) }
        self = policy
        idle = reader.idle.sorted { $0.mark < $1.mark }
    }
}

/// Reads a policy's text and checks that its parts fit together.
struct PolicyReader {
    private(set) var faults: [PolicyFault] = []
    /// What can never apply.
    private(set) var idle: [PolicyFault] = []

    mutating func read(_ root: YAMLNode) -> Policy {
        var entry = PolicyEntry(root, known: ["version", "purpose_required", "roles", "principals"])
        if root.members != nil, root["version"]?.scalar != .integer(1) {
            entry.fault(root["version"]?.mark ?? root.mark, "Say which form this policy has: version: 1.")
        }
        let purposeRequired = entry.bool("purpose_required")
        let roles = readRoles(entry.items("roles"))
        if root.members != nil, root["principals"] == nil {
            entry.fault(root.mark, "Say who may do something: principals, a list.")
        }
        let found = entry.items("principals").compactMap { readPrincipal($0, roles) }
        faults += entry.faults
        checkTogether(found)
        let included = roles.mapValues { reached(from: $0.includes.map(\.text), roles) }
        idle += IdleGrants(principals: found, roles: roles, included: included).all
        return Policy(found.map(\.principal), purposeRequired: purposeRequired)
    }

    /// Reads the rights of an entry, and takes over what is wrong with it.
    private mutating func readGrants(_ entry: PolicyEntry) -> OwnGrants {
        let reader = GrantsReader(entry)
        faults += entry.faults + reader.faults
        idle += reader.idle
        let marks = (entry.node.members ?? []).map { ($0.name, $0.mark) }
        return OwnGrants(grants: reader.grants, marks: Dictionary(marks) { first, _ in first })
    }

    // MARK: Roles

    private mutating func readRoles(_ nodes: [YAMLNode]) -> [String: RoleText] {
        var roles: [String: RoleText] = [:]
        for node in nodes {
            var entry = PolicyEntry(node, known: ["name", "includes"] + GrantsReader.names)
            let name = entry.text("name")
            let includes = entry.texts("includes")
            let own = readGrants(entry)
            guard let name else {
                if entry.faults.isEmpty { faults.append(PolicyFault(node.mark, "A role has a name.")) }
                continue
            }
            if roles[name] != nil { faults.append(PolicyFault(node.mark, "There is a role \"\(name)\" already; join the two.")) }
            roles[name] = RoleText(name: name, mark: node.mark, includes: includes, own: own)
        }
        for name in roles.keys.sorted() { checkLoop(from: name, roles) }
        return roles
    }

    /// A role that includes itself, however far around, grants nobody knows what.
    private mutating func checkLoop(from name: String, _ roles: [String: RoleText]) {
        guard let role = roles[name] else { return }
        for (other, mark) in role.includes where roles[other] == nil {
            faults.append(PolicyFault(mark, unknown(other, "role", among: roles.keys.sorted())))
        }
        if reached(from: role.includes.map(\.text), roles).contains(name) {
            faults.append(
                PolicyFault(role.mark, "The role \"\(name)\" includes itself, by way of others or not; break the loop."))
        }
    }

    /// All roles that these are or include.
    private func reached(from names: [String], _ roles: [String: RoleText]) -> Set<String> {
        var reached: Set<String> = []
        var waiting = names
        while let name = waiting.popLast() {
            guard reached.insert(name).inserted, let role = roles[name] else { continue }
            waiting += role.includes.map(\.text)
        }
        return reached
    }

    // MARK: Principals

    private mutating func readPrincipal(_ node: YAMLNode, _ roles: [String: RoleText]) -> PrincipalText? {
        var entry = PolicyEntry(
            node, known: ["name", "uids", "gids", "roles", "gateway", "gateways"] + GrantsReader.names)
        let name = entry.text("name")
        let (users, groups) = (entry.ids("uids"), entry.ids("gids"))
        let named = entry.texts("roles")
        let gateways = entry.texts("gateways")
        let isGateway = entry.bool("gateway")
        for (role, mark) in named where roles[role] == nil {
            entry.fault(mark, unknown(role, "role", among: roles.keys.sorted()))
        }
        if let name, Subject(kind: .worker, ref: name) == nil {
            entry.fault(node.mark, "The name \"\(name)\" is no reference: 1 to 128 letters, digits or . _ ~ : @ + -")
        }
        if node.members != nil {
            if name == nil, node["name"] == nil { entry.fault(node.mark, "A principal has a name.") }
            if users.isEmpty, groups.isEmpty, gateways.isEmpty, entry.faults.isEmpty {
                entry.fault(node.mark, "Nobody can be \"\(name ?? "")\": give uids, gids, or the gateways that speak for it.")
            }
        }
        let own = readGrants(entry)
        guard let name else { return nil }
        var principal = Principal(name: name)
        principal.userIDs = users.map(\.id)
        principal.groupIDs = groups.map(\.id)
        principal.isGateway = isGateway
        principal.gateways = Set(gateways.map(\.text))
        principal.roles = reached(from: named.map(\.text), roles)
        principal.grants = own.grants
        for role in principal.roles.sorted() { if let role = roles[role] { principal.grants.add(role.own.grants) } }
        return PrincipalText(
            principal: principal, mark: node.mark, userIDs: users, groupIDs: groups, gateways: gateways, roles: named, own: own)
    }

    // MARK: All together

    private mutating func checkTogether(_ found: [PrincipalText]) {
        var names: [String: Principal] = [:]
        for one in found {
            if names.updateValue(one.principal, forKey: one.principal.name) != nil {
                faults.append(PolicyFault(one.mark, "There is a principal \"\(one.principal.name)\" already; join the two."))
            }
        }
        checkIDs(found.map { ($0.principal.name, $0.userIDs) }, "user")
        checkIDs(found.map { ($0.principal.name, $0.groupIDs) }, "group")
        for one in found {
            for (gateway, mark) in one.gateways where names[gateway]?.isGateway != true {
                let gateways = found.filter(\.principal.isGateway).map(\.principal.name)
                faults.append(PolicyFault(mark, unknown(gateway, "gateway", among: gateways)))
            }
        }
        checkSources(found)
    }

    private mutating func checkIDs(_ ids: [(name: String, ids: [(id: UInt32, mark: Mark)])], _ kind: String) {
        var owners: [UInt32: String] = [:]
        for (name, ids) in ids {
            for (id, mark) in ids {
                guard let owner = owners.updateValue(name, forKey: id) else { continue }
                faults.append(
                    PolicyFault(mark, "The \(kind) id \(id) stands for \"\(owner)\" already; it can stand for one only."))
            }
        }
    }

    /// Nobody posts in another's name: a source belongs to one principal. What records imports names no system, and each record
    /// is named by the files it tells of, so whoever imports may share that.
    private mutating func checkSources(_ found: [PrincipalText]) {
        for (at, one) in found.enumerated() {
            for other in found[..<at] where Self.overlap(one.principal, other.principal) {
                faults.append(
                    PolicyFault(
                        one.mark,
                        "\"\(one.principal.name)\" may post from a source of \"\(other.principal.name)\"; a source belongs to one principal."
                    ))
            }
        }
    }

    private static func overlap(_ one: Principal, _ other: Principal) -> Bool {
        let theirs = other.grants.post.filter { !$0.isOfImportsOnly }.flatMap(\.sources)
        let own = one.grants.post.filter { !$0.isOfImportsOnly }.flatMap(\.sources)
        return own.contains { source in theirs.contains { source.overlaps($0) } }
    }

    private func unknown(_ name: String, _ kind: String, among names: [String]) -> String {
        let meant = Spelling.hint(for: name, among: names)
        return "There is no \(kind) \"\(name)\".\(meant)"
    }
}
