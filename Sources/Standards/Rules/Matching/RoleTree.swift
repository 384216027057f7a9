/// Which role is a kind of which other, as `mother` is a `parent` and a `parent` is `family`.
struct RoleTree {
    let parents: [String: String]

    /// Steps up the tree after which a loop in the configuration is given up.
    static let deepest = 16

    /// Whether somebody called `word` is a `wanted`. Case, spaces and hyphens do not matter: "Team manager" is a
    /// `team_manager`.
    func isA(_ word: String, _ wanted: String) -> Bool {
        if word == wanted { return true }
        var word = Self.plain(word)
        let wanted = Self.plain(wanted)
        var steps = 0
        while steps < Self.deepest {
            if word == wanted { return true }
            guard let parent = parents[word] else { return false }
            word = parent
            steps += 1
        }
        return false
    }

    /// In small letters, with `_` between words.
    static func plain(_ word: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(word.utf8.count)
        for byte in word.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
            case UInt8(ascii: " "), UInt8(ascii: "-"): bytes.append(UInt8(ascii: "_"))
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
