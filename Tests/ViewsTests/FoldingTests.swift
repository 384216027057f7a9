import Dispatch
import Ledger
import NIOPosix
import Support
import Synchronization
import Testing

@testable import Views

@Suite struct `Folding` {
    @Test func `by somebody else is waited for without a thread`() async throws {
        try await withViews { ledger, views, _ in
            let thread = NIOThreadPool(numberOfThreads: 1)
            thread.start()
            let isHeld = Atomic(false)
            let wasEnded = Atomic(false)
            let end = DispatchSemaphore(value: 0)
            async let held: Void = thread.runIfActive {
                views.folding.withLock { _ in
                    isHeld.store(true, ordering: .releasing)
                    // Far longer than the test takes where it passes, however much else the threads have to do.
                    wasEnded.store(end.wait(timeout: .now() + 300) == .success, ordering: .releasing)
                }
            }
            while !isHeld.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(1)) }
            try await ledger.post([posting("a")])
            let size = ledger.head.size
            let asking = (0..<32).map { _ in Task.detached { try await views.reach(size) } }
            // Where those who ask hold all threads, nobody comes to this before the time is up.
            for _ in 0..<8 { await Task.detached { await Task.yield() }.value }
            end.signal()
            for task in asking { try await task.value }
            try await held
            let ended = wasEnded.load(ordering: .acquiring)
            #expect(ended)
            #expect(views.position == size)
            try await thread.shutdownGracefully()
        }
    }

    @Test(arguments: [#"{"position":-1}"#, #"{"position":"7"}"#, "{}", "", "no JSON"])
    func `starts afresh behind a mark that is none`(text: String) {
        #expect(Mark(Array(text.utf8)) == Mark())
    }

    @Test func `goes on behind its mark`() {
        var mark = Mark()
        mark.position = 7
        mark.root = [1, 2, 255]
        mark.versions = ["actors": 2]
        mark.generations = ["actors": 1]
        mark.rows = ["actors": 12, "types": 7]
        #expect(Mark(mark.bytes) == mark)
    }
}
