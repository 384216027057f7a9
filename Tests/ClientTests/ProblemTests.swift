import Client
import Testing

@Suite struct `A problem` {
    @Test func `tells what is wrong with which event`() {
        let body = """
            {"type":"urn:daybook:problem:invalid-event","status":422,"detail":"Two things are wrong.",
             "errors":[{"index":1,"pointer":"/data/x","message":"Unknown."},{"index":3,"pointer":"","message":"No object."}]}
            """
        let problem = Problem(Answer(status: 422, headers: [("retry-after", "2")], body: Array(body.utf8)))
        #expect(problem.slug == "invalid-event")
        #expect(problem.detail == "Two things are wrong.")
        #expect(problem.faults.map(\.index) == [1, 3])
        #expect(problem.faults.map(\.pointer) == ["/data/x", ""])
        #expect(problem.retryAfter == 2)
    }

    @Test(arguments: ["", "<html>", "[]"])
    func `is told even where the answer is no problem document`(body: String) {
        let problem = Problem(Answer(status: 502, headers: [], body: Array(body.utf8)))
        #expect(problem.slug.isEmpty)
        #expect(problem.detail == "The daemon answered with HTTP status 502.")
    }
}
