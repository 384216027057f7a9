import Standards
import Support
import Testing
import YAML

@Suite struct `A damaged pack` {
    /// Variants that are tried in each run.
    private static let count = 400

    @Test func `is refused or read, and never more than that`() throws {
        let sound = try PackFiles.bytes("schemas/standards/ten-standards.yaml")
        let context = try PackFiles.need().context
        var generator = SeededGenerator(seed: 20_261_122)
        var refused = 0
        for _ in 0..<Self.count {
            var bytes = Array(sound.prefix(Int.random(in: 2_000...12_000, using: &generator)))
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let at = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(Array(":{}[]&*!|>'\"%@`#-, \t\n".utf8).randomElement(using: &generator) ?? 0, at: at)
                default: bytes.insert(contentsOf: bytes[at..<min(at + 200, bytes.count)], at: at)
                }
            }
            do {
                _ = try Pack(reading: bytes, context: context)
            } catch {
                refused += 1
                #expect(!error.faults.isEmpty)
                #expect(error.faults.allSatisfy { $0.mark.line >= 1 && $0.mark.column >= 1 && !$0.message.isEmpty })
            }
        }
        // Each is cut short, so that clauses its chapters list are missing: none is whole.
        #expect(refused == Self.count)
    }
}
