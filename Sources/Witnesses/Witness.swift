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
        /// On another machine, over TLS; its certificate must bear the host's name. `rootsFile` holds the certificates in PEM
        /// that vouch for it; nil for the system's.
        case elsewhere(host: String, port: Int, prefix: String, rootsFile: String?)
    }

    /// - Parameters:
    ///   - name: what it is called here.
    ///   - key: its verifier key, `name+keyid+base64`, of the kind 4 (timestamped Ed25519 cosignature).
    ///   - url: `unix:PATH`, `http://127.0.0.1:PORT/PREFIX`, or `https://NAME:PORT/PREFIX`.
    ///   - rootsFile: the certificates that vouch for one elsewhere; nil for the system's.
    /// - Throws: `WitnessError.settings`.
    public init(name: String, key: String, url: String, rootsFile: String? = nil) throws(WitnessError) {
        self.name = name
        do { verifier = try NoteVerifier(key) } catch { throw .settings("the witness \(name): \(error)") }
        guard verifier.algorithm == .cosignature else {
            throw .settings("the witness \(name): its key is no key of cosignatures (kind 4 of C2SP signed-note)")
        }
        guard let place = Place(url, rootsFile: rootsFile) else {
            throw .settings(
                "the witness \(name): its URL is unix:PATH of a socket, http://127.0.0.1:PORT for one on this machine, or https://NAME for one elsewhere: TLS with a certificate for that name, which is no address in figures"
            )
        }
        self.place = place
    }
}

extension Witness.Place {
    init?(_ url: String, rootsFile: String?) {
        if url.hasPrefix("unix:/") {
            self = .unix(path: String(url.dropFirst("unix:".count)), prefix: "")
            return
        }
        let parts = url.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let usualPort = ["http": 80, "https": 443][parts[0]] else { return nil }
        let authority = parts[1].prefix { $0 != "/" }
        var prefix = String(parts[1].dropFirst(authority.count))
        while prefix.hasSuffix("/") { prefix.removeLast() }
        let names = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard names.count <= 2, let port = names.count == 2 ? Int(names[1]) : usualPort, (1...65_535).contains(port),
            prefix.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        else { return nil }
        let host = String(names[0])
        if usualPort == 443 {
            guard Self.isName(host) else { return nil }
            self = .elsewhere(host: host, port: port, prefix: prefix, rootsFile: rootsFile)
        } else {
            guard ["127.0.0.1", "localhost"].contains(host) else { return nil }
            self = .loopback(host: "127.0.0.1", port: port, prefix: prefix)
        }
    }

    /// Whether a host is a name that a certificate can bear, and no address in figures.
    private static func isName(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { byte in
                    let lower = byte | 0x20
                    return byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(lower)
                }
        }
        return areLabels && host.utf8.count <= 253 && labels.last?.contains(where: \.isLetter) == true
    }

    var prefix: String {
        switch self {
        case .unix(_, let prefix): prefix
        case .loopback(_, _, let prefix): prefix
        case .elsewhere(_, _, let prefix, _): prefix
        }
    }

    var host: String {
        switch self {
        case .unix: "localhost"
        case .loopback(let host, let port, _): "\(host):\(port)"
        case .elsewhere(let host, let port, _, _): port == 443 ? host : "\(host):\(port)"
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
    /// It signed for a time that no calendar has.
    case badTime(UInt64)
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
        case .refused(let status, _) where (300...399).contains(status):
            "it sends elsewhere (\(status)), where nobody follows: its url in the settings must be the place itself"
        case .refused(let status, let said): "it refuses with \(status): \(said)"
        case .badTime(let time): "it signed for the time \(time), and seconds since 1970 are no such number; is its clock right?"
        case .badSignature: "what it answers is not its signature of this checkpoint; is the key in the settings its own?"
        }
    }
}
