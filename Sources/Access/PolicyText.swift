import YAML

/// A role as a policy's text has it.
struct RoleText {
    let name: String
    let mark: Mark
    let includes: [(text: String, mark: Mark)]
    /// What stands with the role itself, without the roles that it includes.
    let own: OwnGrants
}

/// A principal as a policy's text has it.
struct PrincipalText {
    let principal: Principal
    let mark: Mark
    let userIDs: [(id: UInt32, mark: Mark)]
    let groupIDs: [(id: UInt32, mark: Mark)]
    let gateways: [(text: String, mark: Mark)]
    let roles: [(text: String, mark: Mark)]
    /// What stands with the principal itself, without its roles.
    let own: OwnGrants

    /// Whether the kernel may tell that somebody is this one; else a gateway must say so.
    var isKnownToKernel: Bool { !userIDs.isEmpty || !groupIDs.isEmpty }
}

/// Rights as they stand with a role or a principal.
struct OwnGrants {
    let grants: Grants
    /// Where each member stands, by its name.
    let marks: [String: Mark]
}
