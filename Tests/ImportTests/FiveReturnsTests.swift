import Events
import Import
import JSON
import Support
import Testing

@Suite("Five real returns")
struct FiveReturnsTests {
    @Test func `are counted as Python counts them`() async throws {
        let read = try FiveReturns.read()
        let oracle = try await Tool.oracle("count_ssda903.py", [FiveReturns.path])
        #expect(oracle.status == 0)
        let counts = try JSONDocument(oracle.output).root
        let returns = try #require(counts["returns"])
        #expect(returns.count == 5 && read.report.sources.count == 5)
        for (stated, source) in zip(returns.elements, read.report.sources) {
            func number(_ name: String) -> Int? { stated[name]?.integer.map(Int.init) }
            func found(_ kind: ImportFault.Kind) -> Int {
                let names = Set(source.files.map(\.name))
                return read.report.faults(kind).count { names.contains($0.place.file) }
            }
            for file in source.files {
                #expect(stated["rows"]?[file.content ?? ""]?.integer == Int64(file.rows))
                #expect(file.refusedRows == 0)
            }
            #expect(source["episodes_known"] == number("episodes_known"))
            #expect(source["ends_first_stated"] == number("ends_first_stated"))
            #expect(source.endsFirstStated.count == number("ends_first_stated"))
            #expect(source["ends_known"] == number("ends_known"))
            #expect(found(.openWithReason) == number("open_with_reason"))
            #expect(found(.reviewAfterReturn) == number("reviews_after_return"))
            #expect(found(.endsAfterReturn) == number("ends_after_return"))
            #expect(found(.rowRepeated) == number("repeated_rows"))
            #expect(source.files.reduce(0) { $0 + $1.repeatedRows } == number("repeated_rows"))
            #expect(found(.episodesOverlap) == number("overlaps"))
        }
        #expect(read.report.faults(.neverMentionedAgain).count == counts["never_mentioned_again"]?.integer.map(Int.init))
    }

    @Test func `give back from their events what was known after each return`() async throws {
        let known = EpisodesKnown.after(try FiveReturns.told().reversed().map(\.root))
        let oracle = try await Tool.oracle("count_ssda903.py", [FiveReturns.path])
        let returns = try #require(try JSONDocument(oracle.output).root["returns"])
        #expect(known.map(\.source) == (2017...2021).map { "/ssda903/\($0)" })
        #expect(known.first?.entered == Instant("2018-03-31T00:00:00Z"))
        #expect(known.map(\.episodes) == returns.elements.compactMap { $0["episodes_known"]?.integer.map(Int.init) })
        #expect(known.map(\.ended) == returns.elements.compactMap { $0["ends_known"]?.integer.map(Int.init) })
    }

    @Test func `give back from their events which open episodes were never mentioned again`() throws {
        let forgotten = ForgottenEpisode.all(in: try FiveReturns.told().map(\.root))
        let reported = try FiveReturns.read().report.faults(.neverMentionedAgain)
        #expect(!forgotten.isEmpty && forgotten.count == reported.count)
        let stated = Set(forgotten.map { "\($0.source.suffix(4)) \($0.child)" })
        #expect(stated == Set(reported.map { "\($0.place.file.prefix(4)) \($0.child ?? "")" }))
    }

    @Test func `make events that the schemas accept`() async throws {
        let read = try FiveReturns.read()
        guard try await Tool.pythonHas("jsonschema") else { try Test.cancel("Python has no package jsonschema") }
        let lines = read.events.flatMap { $0.json + [UInt8(ascii: "\n")] }
        let check = try await Tool.oracle("check_events.py", [], input: lines)
        let faults = String(decoding: check.output.prefix(2000), as: UTF8.self)
        #expect(check.status == 0, "\(faults)")
    }

    @Test func `make events that the ledger can read`() throws {
        // One of each shape is enough: a type with its attributes.
        let shapes = Dictionary(grouping: try FiveReturns.told()) { told in
            [told["type"] ?? ""] + told.root.members.compactMap(\.key.string)
        }
        #expect(shapes.count > 20)
        let refused = shapes.values.compactMap(\.first).filter { told in
            var faults: [Fault] = []
            return Posting.read(told.root, faults: &faults) == nil || !faults.isEmpty
        }
        #expect(refused.isEmpty)
    }

    @Test func `say the same in any order, together or one by one`() throws {
        let files = try FiveReturns.files()
        let all = try FiveReturns.read()
        let backwards = SSDA903Import(files: files.reversed())
        #expect(backwards.events == all.events)
        #expect(backwards.report.lines == all.report.lines)
        let single = (2017...2021).flatMap { year in
            SSDA903Import(files: files.filter { $0.name.hasPrefix("\(year)") }).events
        }
        #expect(single == all.events)
    }

    @Test func `have an event or a fault for every row, and an event on every day an episode begins or ends`() throws {
        let files = try FiveReturns.files()
        let read = try FiveReturns.read()
        var untold: [String] = []
        var told: [Place: Set<String>] = [:]
        for event in try FiveReturns.told() { told[event.place, default: []].insert(event["time"] ?? "") }
        let faults = Set(read.report.faults.map(\.place))
        for file in files {
            let rows = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
            for (index, row) in rows.enumerated().dropFirst() {
                let place = Place(file: file.name, row: index + 1)
                if told[place] == nil, !faults.contains(place) { untold.append("\(place)") }
                guard file.name.hasSuffix("episodes.csv") else { continue }
                let cells = row.split(separator: ",", omittingEmptySubsequences: false)
                for cell in [cells[1], cells[7]] where !cell.isEmpty {
                    let parts = cell.split(separator: "/").compactMap { Int($0) }
                    let day = try #require(Day(year: parts[2], month: parts[1], day: parts[0]))
                    if told[place]?.contains("\(day)T00:00:00Z") != true { untold.append("\(place): \(cell)") }
                }
            }
        }
        #expect(untold == [])
    }
}
