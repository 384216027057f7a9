import Testing

@testable import Rendering

@Suite struct `A time` {
    @Test(
        arguments: [
            ("2026-03-04T10:12:33Z", nil, "4 Mar 2026, 10:12 GMT"),
            ("2026-07-04T10:12:33Z", nil, "4 Jul 2026, 11:12 BST"),
            ("2026-07-04T10:12:33+01:00", "instant", "4 Jul 2026, 10:12 BST"),
            // Midnight in London in summer is the day before in UTC.
            ("2026-07-03T23:00:00Z", "day", "4 Jul 2026"),
            ("2019-03-01T00:00:00Z", "month", "Mar 2019"),
            ("2019-01-01T00:00:00Z", "year", "2019"),
            ("2019-01-01T00:00:00Z", "about", "about 2019"),
            ("2019-11-15T00:00:00Z", "about", "about Nov 2019"),
            ("2026-03-04", nil, "4 Mar 2026"),
            ("last Tuesday", nil, "last Tuesday"),
            (nil, nil, "time not known"),
        ] as [(String?, String?, String)])
    func `is told as exactly as it is known, by the clock in London`(text: String?, precision: String?, words: String) {
        #expect(When.words(text, precision: precision) == words)
    }
}
