import Access
import JSON
import YAML

/// What a policy grants, principal by principal.
enum PolicySummary {
    static func text(_ policy: Policy) -> String {
        let principals = policy.principals.values.sorted { $0.name < $1.name }
        let lines = principals.map { one in "\(one.name) (\(peers(one))): \(rights(one).joined(separator: "; "))\n" }
        let purpose = policy.purposeRequired ? "Every look must say what it is for.\n" : ""
        let count = principals.count == 1 ? "1 principal" : "\(principals.count) principals"
        return "\(verdict(policy)): \(count).\n\(purpose)" + lines.joined()
    }

    private static func verdict(_ policy: Policy) -> String {
        switch policy.idle.count {
        case 0: "The policy is sound"
        case 1: "The policy can be used, but one thing in it can never apply"
        case let count: "The policy can be used, but \(count) things in it can never apply"
        }
    }

    static func json(_ policy: Policy) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("purpose_required", policy.purposeRequired)
            writer.key("never_applies")
            writer.array { writer in
                for entry in policy.idle {
                    writer.object { writer in
                        writer.member("line", entry.mark.line)
                        writer.member("column", entry.mark.column)
                        writer.member("message", entry.message)
                    }
                }
            }
            writer.key("principals")
            writer.array { writer in
                for one in policy.principals.values.sorted(by: { $0.name < $1.name }) {
                    writer.object { writer in
                        writer.member("name", one.name)
                        writer.member("rights", rights(one))
                    }
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    private static func peers(_ one: Principal) -> String {
        var parts: [String] = []
        if !one.userIDs.isEmpty { parts.append("user " + one.userIDs.map(String.init).joined(separator: ", ")) }
        if !one.groupIDs.isEmpty { parts.append("group " + one.groupIDs.map(String.init).joined(separator: ", ")) }
        if !one.gateways.isEmpty { parts.append("through " + one.gateways.sorted().joined(separator: ", ")) }
        return parts.joined(separator: "; ")
    }

    private static func rights(_ one: Principal) -> [String] {
        var rights = one.grants.post.map { "post from \($0.sources.map(\.text).joined(separator: ", "))" }
        let scope = one.grants.read
        if scope.all {
            rights.append("read every case")
        } else {
            if !scope.teams.isEmpty { rights.append("read cases of \(scope.teams.sorted().joined(separator: ", "))") }
            if !scope.cases.isEmpty { rights.append("read \(scope.cases.sorted().joined(separator: ", "))") }
        }
        rights += Right.allCases.filter { one.grants.plain.contains($0) }.map(\.rawValue)
        if one.grants.breakGlass { rights.append("break the glass") }
        if one.isGateway { rights.append("speak for others") }
        return rights.isEmpty ? ["nothing"] : rights
    }
}
