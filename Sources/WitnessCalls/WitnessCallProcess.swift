import JSON
import NIOCore
import NIOSSL
import Posix
import SystemPackage
import Witnesses

/// The process that asks a witness elsewhere: what a program does instead of its usual work when `WitnessCall.word` is its
/// first argument. It has no key in its memory, and before it takes a byte from the network it gives up all files.
///
/// Nothing in it is asynchronous: it has one thread until it has given up its files, which each thread does for itself and those
/// that it starts, and one more for the network after that. Tasks would bring the threads of libdispatch, which looks after them
/// once a second by their files under /proc and ends the process where it may not open those.
public enum WitnessCallProcess {
    /// Seconds after which the kernel ends it; who started it has given it up before.
    private static let lifetime: UInt32 = 20

    /// Makes the call that the arguments name, and writes what came of it to standard output.
    ///
    /// - Parameter arguments: those of the program, without its own name.
    /// - Returns: the exit status; nil where they name no call.
    public static func run(_ arguments: [String]) -> Int32? {
        guard arguments.first == WitnessCall.word else { return nil }
        forbidCoreFiles()
        endAfter(seconds: lifetime)
        guard arguments.count == 2, let call = WitnessCall(argument: arguments[1]) else {
            say(.failure("a witness is asked by daybookd itself, and not by hand"))
            return 2
        }
        do { say(try make(call)) } catch { say(.failure(Explanation.of(error, host: call.host))) }
        return 0
    }

    private static func make(_ call: WitnessCall) throws -> WitnessReply {
        let roots = try Roots.read(call.rootsFile)
        let addresses = addresses(of: call.host)
        guard !addresses.isEmpty else { return .failure("the name \(call.host) has no address here") }
        // A kernel without Landlock, or a unit that forbids the call, leaves it the files that its user may read.
        try? forbidFiles()
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(roots)
        configuration.certificateVerification = .fullVerification
        configuration.minimumTLSVersion = .tlsv12
        let context = try NIOSSLContext(configuration: configuration)
        let connection = try Dialling(host: call.host, port: call.port, context: context).connect(to: addresses)
        let host = call.port == 443 ? call.host : "\(call.host):\(call.port)"
        return try WitnessExchange(host: host, path: call.path, body: call.body).run(on: connection).wait()
    }

    private static func say(_ reply: WitnessReply) {
        var writer = JSONWriter()
        reply.write(to: &writer)
        // Where nobody reads it any more, there is nothing left to do.
        _ = try? FileDescriptor.standardOutput.writeAll(writer.bytes)
    }
}
