import Events
import YAML

/// One mapping of a policy file, read member by member; collects what is wrong with it.
struct PolicyEntry {
    let node: YAMLNode
    private(set) var faults: [PolicyFault] = []

    /// - Parameter known: every name a member may have.
    init(_ node: YAMLNode, known: [String]) {
        self.node = node
        guard let members = node.members else {
            faults.append(PolicyFault(node.mark, "This is a mapping of \(known.joined(separator: ", "))."))
            return
        }
        for member in members where !known.contains(member.name) {
            let meant = Spelling.hint(for: member.name, among: known)
            faults.append(
                PolicyFault(
                    member.mark, "Nothing is called \"\(member.name)\" here.\(meant) There are \(known.joined(separator: ", ")).")
            )
        }
    }

    mutating func fault(_ mark: Mark, _ message: String) { faults.append(PolicyFault(mark, message)) }

    mutating func bool(_ name: String) -> Bool {
        guard let value = node[name] else { return false }
        guard case .boolean(let said)? = value.scalar else {
            fault(value.mark, "\(name) is true or false.")
            return false
        }
        return said
    }

    mutating func text(_ name: String) -> String? {
        guard let value = node[name] else { return nil }
        guard let text = Self.text(value), !text.isEmpty else {
            fault(value.mark, "\(name) is text that is not empty; put a number in quotes.")
            return nil
        }
        return text
    }

    /// A list of texts; empty where it is absent.
    mutating func texts(_ name: String) -> [(text: String, mark: Mark)] {
        items(name).compactMap { item in
            guard let text = Self.text(item), !text.isEmpty else {
                fault(item.mark, "\(name) is a list of texts that are not empty; put a number in quotes.")
                return nil
            }
            return (text, item.mark)
        }
    }

    /// A list of user or group ids.
    mutating func ids(_ name: String) -> [(id: UInt32, mark: Mark)] {
        items(name).compactMap { item in
            guard case .integer(let number)? = item.scalar, let id = UInt32(exactly: number), id < .max else {
                fault(item.mark, "\(name) is a list of numbers from 0, as \"id\" prints them, not of names.")
                return nil
            }
            guard id != Self.everybodyElse else {
                fault(
                    item.mark,
                    "\(id) is whoever the kernel cannot tell apart, as users outside of a container; name a user of its own.")
                return nil
            }
            return (id, item.mark)
        }
    }

    /// What the kernel says of every user and group that a process's user name space does not know.
    private static let everybodyElse: UInt32 = 65534

    mutating func items(_ name: String) -> [YAMLNode] {
        guard let value = node[name] else { return [] }
        guard let items = value.items, !items.isEmpty else {
            let meant = Self.text(value).map { ", as [\($0)]" } ?? ""
            fault(value.mark, "\(name) is a list with at least one item\(meant); leave it out where there is none.")
            return []
        }
        return items
    }

    private static func text(_ node: YAMLNode) -> String? {
        if case .text(let text)? = node.scalar { text } else { nil }
    }
}
