import Testing
import Transparency

/// A tree of leaves that are all different, with what a ledger keeps of it: the hashes of every eighth level.
struct GrownTree {
    private(set) var frontier = Frontier()
    private var kept: [[TreeHash]] = Array(repeating: [], count: 8)
    /// The root at each size, from 0.
    private(set) var roots: [TreeHash] = [.empty]

    /// Enough for the worked example of C2SP tlog-tiles.
    static let large = GrownTree(size: 70_000)

    init(size: Int) {
        for index in 0..<size {
            frontier.append(Self.leaf(UInt64(index))) { level, at, hash in
                guard level % TreeReader.levelStep == 0 else { return }
                kept[level / TreeReader.levelStep].append(hash)
                precondition(kept[level / TreeReader.levelStep].count == Int(at) + 1)
            }
            // Roots are dear, and only some are asked for.
            roots.append(index < 600 || index > 65_500 && index < 65_600 || index == size - 1 ? frontier.root : .empty)
        }
    }

    static func entry(_ index: UInt64) -> [UInt8] { Array("leaf \(index)".utf8) }

    static func leaf(_ index: UInt64) -> TreeHash { .leaf(entry(index)) }

    /// What a ledger's table would answer; fails where it has no such hash.
    func hash(_ level: Int, _ index: UInt64) throws -> TreeHash {
        try #require(level % TreeReader.levelStep == 0)
        let row = kept[level / TreeReader.levelStep]
        return row[try #require(Int(index) < row.count ? Int(index) : nil)]
    }
}
