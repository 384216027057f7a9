import Dispatch
import Posix
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

    @Test(.timeLimit(.minutes(2))) func `is ended while another thread waits for it`() async throws {
        let child = try ChildProcess(program: "/bin/sleep", arguments: ["600"])
        async let ending = withCheckedContinuation { ended in
            DispatchQueue(label: "waiting").async { ended.resume(returning: child.wait()) }
        }
        try await Task.sleep(for: .milliseconds(200))
        child.terminate()
        #expect(await ending == .signalled(9))
        // Its id may be another's by now.
        child.terminate()
    }

    @Test func `that cannot be started is told by the system's reason`() {
        #expect(throws: Errno.noSuchFileOrDirectory) { try ChildProcess(program: "/nowhere", arguments: []) }
    }
}
