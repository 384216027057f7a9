/// Which role is a kind of which other, as `mother` is a `parent` and a `parent` is `family`.
struct RoleTree {
    private let parents: [String: String]

    init(parents: [String: String]) {
        self.parents = Dictionary(
            parents.map { (Self.plain($0.key), Self.plain($0.value)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Steps up the tree after which a loop in the configuration is given up.
    static let deepest = 16

    /// Whether somebody called `word` is a `wanted`. Case, spaces and punctuation do not matter: "Service Manager,
    /// Children in Our Care" is a `service_manager_children_in_our_care`.
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

    /// In small letters, with one `_` between words.
    static func plain(_ word: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(word.utf8.count)
        for byte in word.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF: bytes.append(byte)
            default: if let last = bytes.last, last != UInt8(ascii: "_") { bytes.append(UInt8(ascii: "_")) }
            }
        }
        if bytes.last == UInt8(ascii: "_") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
