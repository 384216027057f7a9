import Standards
import Testing

@testable import Standards

@Suite struct `The engine and the catalogue` {
    @Test func `agree on which facts last`() throws {
        let events = try PackFiles.need().events
        let marked = Set(events.types.filter(\.value.isStanding).keys)
        #expect(marked == Standing.types)
    }

    @Test func `know the same types`() throws {
        let events = try PackFiles.need().events
        for type in KnownType.allCases where type != .other { #expect(events[type.name] != nil, "\(type.name)") }
    }
}
