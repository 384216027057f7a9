import YAML

/// Finds what of a policy can never apply. It gives nobody anything that they should not have, so the policy may well be used;
/// but who wrote it takes it for something that it is not.
struct IdleGrants {
    let principals: [PrincipalText]
    let roles: [String: RoleText]
    /// By role, those that it includes, however far around.
    let included: [String: Set<String>]

    var all: [PolicyFault] {
        rolesOfNobody + gatewaysOfNobody + disposals + brokenGlass + limitsThatLimitNothing
    }

    private var rolesOfNobody: [PolicyFault] {
        let had = principals.reduce(into: Set<String>()) { $0.formUnion($1.principal.roles) }
        return roles.values.filter { !had.contains($0.name) }.map { role in
            PolicyFault(
                role.mark,
                "Nobody has the role \"\(role.name)\", so it gives nobody anything; name it in the roles of a principal, or take it out."
            )
        }
    }

    private var gatewaysOfNobody: [PolicyFault] {
        principals.filter(\.principal.isGateway).compactMap { one in
            let (name, mark) = (one.principal.name, one.own.marks["gateway"] ?? one.mark)
            guard one.isKnownToKernel else {
                return PolicyFault(
                    mark,
                    "\"\(name)\" speaks for nobody: a gateway is who the kernel says it is, and this one has no uids and no gids; give them."
                )
            }
            guard !principals.contains(where: { $0.principal.gateways.contains(name) }) else { return nil }
            return PolicyFault(
                mark,
                "\"\(name)\" speaks for nobody: name it in the gateways of those for whom it is to speak, or take this out.")
        }
    }

    /// It takes two people, and two whom the kernel tells apart.
    private var disposals: [PolicyFault] {
        let disposers = principals.filter { $0.principal.grants.has(.dispose) }
        let able = disposers.filter(\.isKnownToKernel)
        let unable = disposers.filter { !$0.isKnownToKernel }.map { one in
            PolicyFault(
                place(of: Right.dispose.rawValue, one) { $0.has(.dispose) },
                "\"\(one.principal.name)\" comes through a gateway, and nobody disposes of a case through one: this shows what is due, and no more. Give the uids that stand for \"\(one.principal.name)\"."
            )
        }
        guard able.count == 1, let one = able.first else { return unable }
        let alone = PolicyFault(
            place(of: Right.dispose.rawValue, one) { $0.has(.dispose) },
            "\"\(one.principal.name)\" can propose that a case is disposed of, and nobody can confirm it: give the right to a second person, with uids of their own."
        )
        return unable + [alone]
    }

    private var brokenGlass: [PolicyFault] {
        principals.filter { one in
            let grants = one.principal.grants
            return grants.breakGlass && ![Right.read, .review, .audit].contains { grants.has($0) }
        }.map { one in
            PolicyFault(
                place(of: "break_glass", one, \.breakGlass),
                "break_glass opens restricted cases to those who read, review or audit, and \"\(one.principal.name)\" has none of these rights; give one, or take this out."
            )
        }
    }

    /// Rights add up: who may read every case by a role is not kept from any by what stands beside it.
    private var limitsThatLimitNothing: [PolicyFault] {
        let holders =
            principals.map { ($0.principal.name, $0.own, $0.principal.roles) }
            + roles.values.map { ($0.name, $0.own, included[$0.name] ?? []) }
        return holders.compactMap { name, own, others in
            let scope = own.grants.read
            guard !scope.isEmpty, !scope.all, let mark = own.marks[Right.read.rawValue],
                let other = others.sorted().first(where: { roles[$0]?.own.grants.read.all == true && $0 != name })
            else { return nil }
            return PolicyFault(
                mark,
                "\"\(name)\" reads every case by the role \"\(other)\", so the teams and cases here limit nothing: rights add up. Take out the one or the other."
            )
        }
    }

    /// Where something that a principal has stands: with itself, or at the role that brings it.
    private func place(of name: String, _ one: PrincipalText, _ isHad: (Grants) -> Bool) -> Mark {
        if isHad(one.own.grants), let mark = one.own.marks[name] { return mark }
        let bringing = one.roles.first { role, _ in
            (included[role] ?? []).union([role]).contains { roles[$0].map { isHad($0.own.grants) } ?? false }
        }
        return bringing?.mark ?? one.mark
    }
}
