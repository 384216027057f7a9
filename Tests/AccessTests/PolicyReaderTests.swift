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
