import NIOSSL

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The certificates that vouch for witnesses.
enum Roots {
    /// Where systems keep theirs: Debian and Arch, Fedora, openSUSE.
    private static let usual = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    ]

    /// - Parameter file: in PEM; nil for the system's.
    static func read(_ file: String?) throws -> [NIOSSLCertificate] {
        guard let path = file ?? usual.first(where: { FileManager.default.isReadableFile(atPath: $0) }) else {
            throw RootsError("there are no certificates of this system's: install ca-certificates, or set witness_roots_file")
        }
        guard let roots = try? NIOSSLCertificate.fromPEMFile(path), !roots.isEmpty else {
            throw RootsError("\(path) holds no certificates in PEM that can be read")
        }
        return roots
    }
}

struct RootsError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
