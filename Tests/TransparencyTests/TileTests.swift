import Testing
import Transparency

@Suite struct `Tiles` {
    @Test func `are those of the worked examples`() {
        let all = TilePath.tiles(of: 70_000)
        func tiles(_ content: TilePath.Content) -> [TilePath] { all.filter { $0.content == content } }
        #expect(tiles(.hashes(level: 0)).count == 274 && tiles(.hashes(level: 0)).last?.path == "0/273.p/112")
        #expect(tiles(.hashes(level: 0)).dropLast().allSatisfy { $0.width == 256 })
        #expect(tiles(.hashes(level: 1)).map(\.path) == ["1/000", "1/001.p/17"])
        #expect(tiles(.hashes(level: 2)).map(\.path) == ["2/000.p/1"])
        #expect(tiles(.entries).count == 274 && tiles(.entries).last?.path == "entries/273.p/112")
        #expect(all.count == 274 + 2 + 1 + 274)
        #expect(TilePath.tiles(of: 256).map(\.path) == ["0/000", "1/000.p/1", "entries/000"])
        #expect(TilePath.tiles(of: 1).map(\.path) == ["0/000.p/1", "entries/000.p/1"])
        #expect(TilePath.tiles(of: 0).isEmpty)
    }

    @Test func `are all in their tree, and not in one that is smaller by one`() throws {
        for size: UInt64 in [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000] {
            for tile in TilePath.tiles(of: size) {
                #expect(tile.range(in: size)?.count == tile.width, "\(tile.path) of \(size)")
                #expect(try TilePath(tile.path) == tile)
                let end = (tile.index * 256 + UInt64(tile.width)) << UInt64(try #require(tile.treeLevel))
                #expect(tile.range(in: end) != nil && tile.range(in: end - 1) == nil, "\(tile.path)")
            }
        }
    }

    @Test func `hold roots that lead to the root of the tree`() throws {
        // The only way up is through the tiles: level 2 over 65,536 leaves, from level 1, from level 0.
        let tree = GrownTree.large
        func row(_ tile: TilePath) throws -> [TreeHash] {
            let level = try #require(tile.treeLevel)
            return try #require(tile.range(in: 70_000)).map { try tree.hash(level, $0) }
        }
        for (child, parent, at) in [
            ("0/000", "1/000", 0), ("0/255", "1/000", 255), ("0/256", "1/001.p/17", 0), ("1/000", "2/000.p/1", 0),
        ] {
            var row = try row(try TilePath(child))
            while row.count > 1 { row = stride(from: 0, to: row.count, by: 2).map { .node(row[$0], row[$0 + 1]) } }
            #expect(row == [try self.row(parent, tree)[at]])
        }
    }

    private func row(_ path: String, _ tree: GrownTree) throws -> [TreeHash] {
        let tile = try TilePath(path)
        let level = try #require(tile.treeLevel)
        return try #require(tile.range(in: 70_000)).map { try tree.hash(level, $0) }
    }

    @Test func `have paths in groups of three digits`() throws {
        let index = try #require(TilePath(.hashes(level: 63), index: 1_234_067, width: 8))
        #expect(index.path == "63/x001/x234/067.p/8")
        #expect(try TilePath("63/x001/x234/067.p/8") == index)
        #expect(try TilePath("entries/x001/000").index == 1_000)
        #expect(TilePath(.entries, index: .max)?.path == "entries/x018/x446/x744/x073/x709/x551/615")
        #expect(try TilePath("entries/x018/x446/x744/x073/x709/x551/615").range(in: .max) == nil)
        #expect(try TilePath("8/000").range(in: .max) == nil)
    }

    @Test(arguments: [
        "", "/", "0", "0/", "/000", "0/00", "0/0000", "0/1", "0/x00", "0/x000", "0/000/", "0/000/001", "0/x000/001",
        "0/x000/x000/001", "0/001/002", "00/000", "64/000", "-1/000", "+1/000", "1e1/000", "a/000", "٣/000", "0/٠٠٠", "0/000.p",
        "0/000.p/", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/1/", "0/000.p/-1", "0/.p/1", "0/x001.p/1", "0/000.p/1.p/1",
        "entries", "entries/", "entries/0/000", "data/000", "0/x999/x999/x999/x999/x999/x999/999", "0/000 ", "0/%30%30%30",
    ])
    func `refuse any other path`(path: String) {
        #expect(throws: TilePath.Malformed.self) { try TilePath(path) }
    }

    @Test func `of entries are taken apart as they were put together`() throws {
        let entries: [[UInt8]] = [[], [1], Array(repeating: 7, count: 256), Array(repeating: 9, count: 65_535)]
        let bundle = try #require(EntryBundle.bytes(entries))
        #expect(bundle.prefix(5) == [0, 0, 0, 1, 1] && bundle[5...6] == [1, 0])
        #expect(EntryBundle.entries(bundle) == entries)
        #expect(EntryBundle.entries(Array(bundle.dropLast())) == nil)
        #expect(EntryBundle.entries([0]) == nil)
        #expect(EntryBundle.bytes([Array(repeating: 0, count: 65_536)]) == nil)
    }
}
