import Access
import FoundationEssentials
import Testing

@Suite struct `A policy file` {
    private func faults(_ text: String) -> [String] {
        do throws(PolicyFaults) {
            _ = try Policy(reading: Array(text.utf8))
            return []
        } catch { return error.faults.map(\.description) }
    }

    /// What is wrong, without where.
    private func says(_ text: String, _ part: String) -> Bool { faults(text).contains { $0.contains(part) } }

    private let head = "version: 1\nprincipals:\n  - name: a\n    uids: [1]\n"

    @Test func `that is published as an example is sound`() throws {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let file = parts.joined(separator: "/") + "/deploy/policy.yaml"
        let policy = try Policy(reading: Array(try #require(FileManager.default.contents(atPath: file))))
        #expect(policy.purposeRequired)
        #expect(policy.principals["qa-3"]?.grants.has(.review) == true)
        #expect(policy.principals["qa-3"]?.userIDs == [])
    }

    @Test func `with a right nobody knows is refused, with the one that was meant and its place`() {
        #expect(
            faults(head + "    reveiw: true\n") == [
                "5:5: Nothing is called \"reveiw\" here. Did you mean review? There are name, uids, gids, roles, gateway, gateways, post, read, review, audit, operate, dispose, visitors, break_glass."
            ])
    }

    @Test func `in which roles include each other is refused`() {
        let roles = "roles:\n  - {name: r, includes: [s]}\n  - {name: s, includes: [t]}\n  - {name: t, includes: [r]}\n"
        #expect(faults(head + roles).count == 3)
        #expect(says(head + roles, "includes itself"))
        #expect(says(head + "roles:\n  - {name: r, includes: [r]}\n", "includes itself"))
    }

    @Test(arguments: [
        ("principals:\n  - {name: a, uids: [1]}\n", "version: 1"),
        ("version: 2\nprincipals:\n  - {name: a, uids: [1]}\n", "version: 1"),
        ("version: 1\n", "principals"), ("version: 1\nprincipals: []\n", "at least one item"), ("[]", "mapping"),
        ("version: 1\nprincipals:\n  - {uids: [1]}\n", "has a name"),
        ("version: 1\nprincipals:\n  - {name: \"a b\", uids: [1]}\n", "no reference"),
        ("version: 1\nprincipals:\n  - {name: a}\n", "Nobody can be"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [root]}\n", "list of numbers"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [4294967295]}\n", "list of numbers"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [65534]}\n", "cannot tell apart"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], read: All}\n", "read is the word all"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], roles: clerk}\n", "as [clerk]"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [-1]}\n", "list of numbers"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], review: 1}\n", "true or false"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], roles: [clerk]}\n", "no role \"clerk\""),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], read: {}}\n", "reaches nothing"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], read: {cases: [\"a b\"]}}\n", "no reference"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], post: [{types: [\"*\"]}]}\n", "which sources"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], post: [{sources: [\"/a*b\"]}]}\n", "at the end only"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], post: [{sources: [/a], subjects: [child/*]}]}\n", "A subject is"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1], post: [{sources: [/daybook/visitors]}]}\n", "belongs to the ledger"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1]}\n  - {name: a, uids: [2]}\n", "principal \"a\" already"),
        ("version: 1\nprincipals:\n  - {name: a, uids: [1]}\n  - {name: b, uids: [1]}\n", "stands for \"a\" already"),
        ("version: 1\nprincipals:\n  - {name: a, gids: [1]}\n  - {name: b, gids: [1]}\n", "stands for \"a\" already"),
        ("version: 1\nprincipals:\n  - {name: a, gateways: [b]}\n  - {name: b, uids: [1]}\n", "no gateway \"b\""),
        (
            "version: 1\nprincipals:\n  - {name: a, uids: [1], post: [{sources: [/x/*]}]}\n  - {name: b, uids: [2], post: [{sources: [/x/y]}]}\n",
            "a source belongs to one principal"
        ),
        (
            "version: 1\nprincipals:\n  - {name: a, uids: [1], post: [{sources: [/import]}]}\n  - {name: b, uids: [2], post: [{sources: [\"/im*\"]}]}\n",
            "a source belongs to one principal"
        ),
        ("version: 1\nroles:\n  - {name: r}\n  - {name: r}\nprincipals:\n  - {name: a, uids: [1]}\n", "role \"r\" already"),
    ])
    func `that makes a mistake is refused and told what to do`(text: String, part: String) {
        #expect(says(text, part), "\(faults(text))")
    }

    @Test func `lets several record their imports, and nothing else under that name`() {
        func policy(_ types: String) -> String {
            let record = "{sources: [/import], types: [\(types)]}"
            return """
                version: 1
                principals:
                  - {name: a, uids: [1], post: [{sources: [/x]}, \(record)]}
                  - {name: b, uids: [2], post: [{sources: [/y]}, \(record)]}

                """
        }
        #expect(faults(policy("import.completed")).isEmpty)
        #expect(says(policy("import.completed, decision.made"), "a source belongs to one principal"))
    }

    @Test func `tells all its mistakes at once, in the order of the text`() {
        let told = faults("version: 3\nprincipals:\n  - {name: a, uids: [x], reed: all}\n  - {name: a b}\n")
        #expect(told.map { $0.prefix(2) } == ["1:", "3:", "3:", "4:"])
    }
}

@Suite struct `What a policy grants and can never apply` {
    private func idle(_ text: String) throws -> [String] { try Policy(reading: Array(text.utf8)).idle.map(\.description) }

    private let two = "  - {name: r1, uids: [1], dispose: true}\n  - {name: r2, uids: [2], dispose: true}\n"

    @Test func `is nothing of the example that is published`() throws {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let file = parts.joined(separator: "/") + "/deploy/policy.yaml"
        #expect(try Policy(reading: Array(try #require(FileManager.default.contents(atPath: file)))).idle == [])
    }

    @Test(
        arguments: [
            (
                "  - {name: p, uids: [3], gateway: true}\n  - {name: a, gateways: [p], dispose: true}\n",
                "6:30: \"a\" comes through a gateway"
            ),
            ("  - {name: a, uids: [3], break_glass: true, post: [{sources: [/a]}]}\n", "5:26: break_glass opens"),
            ("  - {name: a, uids: [3], break_glass: true, audit: true}\n", nil),
            ("  - {name: a, uids: [3], read: {all: true, teams: [North]}}\n", "5:51: read reaches every case"),
            ("  - {name: p, uids: [3], gateway: true}\n", "5:26: \"p\" speaks for nobody: name it"),
            (
                "  - {name: p, gateways: [q], gateway: true}\n  - {name: q, gateways: [p], gateway: true}\n",
                "5:30: \"p\" speaks for nobody: a gateway"
            ),
            (
                "  - {name: a, uids: [3], post: [{sources: [/a], subjects: [case/a b*]}]}\n",
                "Nothing that is posted fits \"case/a b*\""
            ),
            ("  - {name: a, uids: [3], post: [{sources: [/a], subjects: [case/]}]}\n", "Nothing that is posted fits \"case/\""),
            (
                "  - {name: a, uids: [3], post: [{sources: [/a], subjects: [case/*, case/N*, \"*\"], types: [visit.*, \"*\"]}]}\n",
                nil
            ),
            ("  - {name: a, uids: [3], post: [{sources: [/a], types: [Visit.*]}]}\n", "Nothing that is posted fits \"Visit.*\""),
            ("  - {name: a, uids: [3], post: [{sources: [\"/a#1\"]}]}\n", "Nothing that is posted fits \"/a#1\""),
        ] as [(String, String?)])
    func `is told with its place and the reason`(principals: String, part: String?) throws {
        let told = try idle("version: 1\nprincipals:\n" + two + principals)
        if let part { #expect(told.contains { $0.contains(part) }, "\(told)") } else { #expect(told == []) }
    }

    @Test func `tells of a disposal that only one person has a part in`() throws {
        let told = try idle("version: 1\nprincipals:\n  - {name: r1, uids: [1], dispose: true}\n  - {name: r2, uids: [2]}\n")
        #expect(told.count == 1 && told.allSatisfy { $0.hasPrefix("3:27: \"r1\" can propose") }, "\(told)")
    }

    @Test func `tells of a role that nobody has, and of one that lifts the limits beside it`() throws {
        let text = """
            version: 1
            roles:
              - {name: all, read: all}
              - {name: more, includes: [all]}
              - {name: none, audit: true}
            principals:
              - {name: a, uids: [1], roles: [more], read: {teams: [North]}}
              - {name: b, uids: [2], roles: [all], review: true}

            """
        let told = try idle(text)
        #expect(told.count == 2 && told.first?.hasPrefix("5:5: Nobody has the role \"none\"") == true, "\(told)")
        #expect(told.last?.hasPrefix("7:41: \"a\" reads every case by the role \"all\"") == true)
    }

    @Test func `is told at the role that brings it`() throws {
        let text = """
            version: 1
            roles:
              - {name: records, dispose: true}
              - {name: chief, includes: [records]}
            principals:
              - {name: p, uids: [3], gateway: true}
              - {name: a, gateways: [p], roles: [chief]}
              - {name: b, uids: [1], roles: [records]}
              - {name: c, uids: [2], roles: [chief]}

            """
        #expect(try idle(text).map { $0.prefix(5) } == ["7:38:"])
    }
}
