internal import CPosix
internal import Glibc
internal import Synchronization
public import SystemPackage

/// A program that was started, whose standard output is read here. Wraps posix_spawn, and nothing more.
public final class ChildProcess: Sendable {
    private let id: Int32
    private let output: FileDescriptor
    private let ending = Mutex(Ending?.none)

    /// How a process ended.
    public enum Ending: Sendable, Equatable {
        case exited(status: Int32)
        case signalled(Int32)
    }

    /// Starts a program. Its standard input and standard error are the null device.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: up to 15, none of them with a zero byte.
    /// - Throws: `Errno`.
    public init(program: String, arguments: [String]) throws(Errno) {
        let words = [program] + arguments
        let bytes = words.flatMap { $0.utf8CString }
        let started = unsafe process_start(bytes, Int32(words.count))
        guard started.id > 0 else { throw Errno(rawValue: -started.id) }
        id = started.id
        output = FileDescriptor(rawValue: started.output)
    }

    deinit {
        _ = wait()
        try? output.close()
    }

    /// What the process has written since, waiting for it; empty once it writes no more. Blocks its thread.
    public func read() throws -> [UInt8] {
        try output.piece()
    }

    /// Waits for the end. Blocks its thread.
    @discardableResult
    public func wait() -> Ending {
        // Outside the lock, which whoever ends the process needs meanwhile.
        if ending.withLock({ $0 == nil }) { process_await_end(id) }
        return ending.withLock { ending in
            if let ending { return ending }
            let status = process_wait(id)
            let found: Ending = status >= 256 ? .signalled(status - 256) : .exited(status: status)
            ending = found
            return found
        }
    }

    /// Ends the process, if it has not ended yet; also while another thread waits for it.
    public func terminate() {
        ending.withLock { ending in
            // One that was waited for is gone, and its id may be another's.
            if ending == nil { _ = kill(id, SIGKILL) }
        }
    }
}

/// Has this process leave no core file behind when it crashes: its memory may hold keys.
public func forbidCoreFiles() { process_forbid_core() }
