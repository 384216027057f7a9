public import Transparency

/// Somebody else who signs the ledger's checkpoints, having checked that each extends the one before (C2SP
/// tlog-witness). What a witness has signed the council cannot take back.
public struct Witness: Sendable {
    /// What it is called here.
    public let name: String
    /// The key of its cosignatures.
    public let verifier: NoteVerifier
    public let place: Place

    /// Where a witness is.
    public enum Place: Sendable, Equatable {
        /// On a Unix socket; `prefix` stands before `/add-checkpoint`.
        case unix(path: String, prefix: String)
        /// On this machine.
        case loopback(host: String, port: Int, prefix: String)
    }

    /// - Parameters:
    ///   - name: what it is called here.
    ///   - key: its verifier key, `name+keyid+base64`, of the kind 4 (timestamped Ed25519 cosignature).
    ///   - url: `unix:PATH`, or `http://127.0.0.1:PORT/PREFIX`.
    /// - Throws: `WitnessError.settings`.
    public init(name: String, key: String, url: String) throws(WitnessError) {
        self.name = name
        do { verifier = try NoteVerifier(key) } catch { throw .settings("the witness \(name): \(error)") }
        guard verifier.algorithm == .cosignature else {
            throw .settings("the witness \(name): its key is no key of cosignatures (kind 4 of C2SP signed-note)")
        }
        guard let place = Place(url) else {
            throw .settings(
                "the witness \(name): its URL is unix:PATH of a socket, or http://127.0.0.1:PORT for one on this machine; reach one elsewhere through a proxy on this machine that speaks TLS"
            )
        }
        self.place = place
    }
}

extension Witness.Place {
    init?(_ url: String) {
        if url.hasPrefix("unix:/") {
            self = .unix(path: String(url.dropFirst("unix:".count)), prefix: "")
            return
        }
        guard url.hasPrefix("http://") else { return nil }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        var prefix = String(rest.dropFirst(authority.count))
        while prefix.hasSuffix("/") { prefix.removeLast() }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, ["127.0.0.1", "localhost"].contains(parts[0]),
            let port = parts.count == 2 ? Int(parts[1]) : 80, (1...65_535).contains(port),
            prefix.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        self = .loopback(host: "127.0.0.1", port: port, prefix: prefix)
    }

    var prefix: String {
        switch self {
        case .unix(_, let prefix): prefix
        case .loopback(_, _, let prefix): prefix
        }
    }

    var host: String {
        switch self {
        case .unix: "localhost"
        case .loopback(let host, let port, _): "\(host):\(port)"
        }
    }
}

/// Why a witness has not signed.
public enum WitnessError: Error, Equatable, Sendable {
    /// It is not described rightly.
    case settings(String)
    /// It could not be asked, or did not answer as a witness does.
    case unreachable(String)
    /// It has signed more events than the ledger has: the ledger was rolled back.
    case ahead(witness: UInt64, ledger: UInt64)
    /// It refused: the status and what it said.
    case refused(status: Int, String)
    /// What it answered is not its signature of this checkpoint.
    case badSignature
}

extension WitnessError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .settings(let reason): reason
        case .unreachable(let reason): "it cannot be asked: \(reason)"
        case .ahead(let witness, let ledger):
            "it has signed \(witness) events, and the ledger has \(ledger): the ledger was rolled back"
        case .refused(403, _): "it does not know this ledger's key (403); give it the key that log key prints"
        case .refused(404, _): "it does not know this ledger's origin (404); have it added there"
        case .refused(422, _):
            "it says that the ledger does not extend what it signed before (422): the history was written anew"
        case .refused(let status, let said): "it refuses with \(status): \(said)"
        case .badSignature: "what it answers is not its signature of this checkpoint; is the key in the settings its own?"
        }
    }
}
