import Events
import JSON
import Ledger
import Testing
import Transparency
import Wire

private func text(_ value: some JSONWritable) -> String {
    var writer = JSONWriter()
    value.write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

@Suite struct `A problem` {
    @Test func `is told as RFC 9457 has it, with its own members behind`() {
        let problem = Problem(
            409, "version-conflict", "Read again.",
            [("text", .text("a \"b\"")), ("number", .number(.max)), ("flag", .flag(true))])
        #expect(
            text(problem)
                == #"{"type":"urn:daybook:problem:version-conflict","title":"version conflict","status":409,"detail":"Read again.","text":"a \"b\"","number":18446744073709551615,"flag":true}"#
        )
    }

    @Test(arguments: [
        (1, "One thing is wrong", 1), (2, "2 things are wrong", 2), (100, "100 things are wrong", 100),
        (101, "More than 100 things are wrong", 100),
    ])
    func `with what was posted tells how much is wrong, and at most a hundred of it`(count: Int, says: String, told: Int) throws {
        let faults = (0..<count).map { (index: $0, fault: Fault("/id", "is missing")) }
        let root = try JSONDocument(Array(text(Problem.invalidEvent(faults)).utf8)).root
        #expect(root["detail"]?.string?.hasPrefix(says) == true && root["errors"]?.count == told)
        let last = root["errors"]?.elements.map { ($0["index"]?.integer, $0["pointer"]?.string, $0["message"]?.string) }.last
        #expect(last?.0 == Int64(told - 1) && last?.1 == "/id" && last?.2 == "is missing")
    }

    @Test func `with names that are taken tells the first in words, and all`() {
        let one = AppendError.Reuse(index: 3, position: Position(7))
        let problem = text(Problem.idReused([one, .init(index: 5, position: Position(0))]))
        #expect(problem.contains("Event 3 has") && problem.contains("position 7,") && problem.contains("So have 1 more"))
        #expect(problem.hasSuffix(#""position":7,"index":3,"reused":[{"index":3,"position":7},{"index":5,"position":0}]}"#))
        #expect(!text(Problem.idReused([one])).contains("more"))
    }

    @Test func `with a method names those there are, and no other`() {
        let problem = Problem.methodNotAllowed("PUT", allowed: ["GET", "HEAD"])
        #expect(problem.status == 405 && problem.allowed == ["GET", "HEAD"])
        #expect(problem.detail == "This resource takes GET, HEAD, and not PUT.")
    }
}

@Suite struct `A basis` {
    @Test func `says its root in base64, and what counts as known only where that was asked`() {
        let time = Instant(microseconds: 1_770_000_000_000_000)
        let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        #expect(text(Basis(size: 0, root: .empty, recordedTime: nil)) == #"{"size":0,"root":"\#(empty)","recordedtime":null}"#)
        #expect(
            text(Basis(size: 2, root: .empty, recordedTime: time, enteredBy: time))
                == #"{"size":2,"root":"\#(empty)","recordedtime":"2026-02-02T02:40:00.000000Z","known_at":"2026-02-02T02:40:00Z","known_basis":"entered"}"#
        )
    }
}
