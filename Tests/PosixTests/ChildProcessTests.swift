import Dispatch
import Posix
import Synchronization
import SystemPackage
import Testing

@Suite struct `A process that was started` {
    @Test func `says what it has to say, and how it ended`() throws {
        let child = try ChildProcess(program: "/bin/sh", arguments: ["-c", "echo a; exit 3"])
        var said: [UInt8] = []
        while case let more = try child.read(), !more.isEmpty { said += more }
        #expect(said == Array("a\n".utf8))
        #expect(child.wait() == .exited(status: 3) && child.wait() == .exited(status: 3))
    }

    @Test func `is ended while another thread waits for it`() async throws {
        let child = try ChildProcess(program: "/bin/sleep", arguments: ["600"])
        let isWaiting = Atomic(false)
        let ending = Mutex(ChildProcess.Ending?.none)
        DispatchQueue(label: "waiting").async {
            isWaiting.store(true, ordering: .releasing)
            let found = child.wait()
            ending.withLock { $0 = found }
        }
        while !isWaiting.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(200))
        let start = ContinuousClock.now
        child.terminate()
        #expect(ContinuousClock.now - start < .seconds(10))
        while ending.withLock({ $0 == nil }) { try await Task.sleep(for: .milliseconds(1)) }
        #expect(ending.withLock(\.self) == .signalled(9))
        // Its id may be another's by now.
        child.terminate()
    }

    @Test func `that cannot be started is told by the system's reason`() {
        #expect(throws: Errno.noSuchFileOrDirectory) { try ChildProcess(program: "/nowhere", arguments: []) }
    }
}
