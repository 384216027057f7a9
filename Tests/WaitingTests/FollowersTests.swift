import Synchronization
import Testing
import Waiting

@Suite struct `Waiting for growth` {
    /// Waits as a follower does, and runs `body` once the wait has begun.
    private func waiting(
        _ followers: Followers<String>, of part: String?, _ body: @Sendable () async throws -> Void
    ) async throws -> UInt64 {
        let looks = Mutex(0)
        async let answer = followers.size(beyond: 0, of: part) {
            looks.withLock { $0 += 1 }
            return 0
        }
        // The second look follows the moment from which news arrives.
        while looks.withLock(\.self) < 2 { try await Task.sleep(for: .milliseconds(1)) }
        try await body()
        return try await answer
    }

    @Test func `who waits for a part sleeps through the growth of others`() async throws {
        let followers = Followers<String>()
        let size = try await waiting(followers, of: "one") {
            followers.tell(1, of: ["other"])
            followers.tell(2)
            followers.tell(3, of: ["other", "one"])
        }
        #expect(size == 3)
    }

    @Test func `who waits for any growth is told of every one`() async throws {
        let followers = Followers<String>()
        let size = try await waiting(followers, of: nil) {
            followers.tell(1, of: ["other"])
            followers.tell(2)
        }
        #expect(size == 1)
    }

    @Test func `the end wakes everybody`() async throws {
        let followers = Followers<String>()
        await #expect(throws: CancellationError.self) {
            _ = try await waiting(followers, of: "one") { followers.end() }
        }
    }

    @Test func `a look that fails ends the wait with its error`() async throws {
        struct Unreadable: Error {}
        let looks = Mutex(0)
        await #expect(throws: Unreadable.self) {
            _ = try await Followers<String>().size(beyond: 0, of: "one") {
                try looks.withLock { looks in
                    looks += 1
                    if looks == 2 { throw Unreadable() }
                    return 0
                }
            }
        }
    }
}
