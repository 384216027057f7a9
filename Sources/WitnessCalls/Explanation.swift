import NIOHTTP1
import NIOSSL

/// Why a call failed, in words.
enum Explanation {
    static func of(_ error: any Error, host: String) -> String {
        switch error {
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            "its certificate is not one for \(host)"
        case NIOSSLError.handshakeFailed(let cause) where "\(cause)".contains("CERTIFICATE_VERIFY_FAILED"):
            "nobody who is trusted here vouches for its certificate, or it is not valid today"
        case NIOSSLError.handshakeFailed: "it does not speak TLS as it should: \(error)"
        case NIOSSLError.uncleanShutdown: "it broke the connection off"
        case let error as NIOHTTPObjectAggregatorError where error == .frameTooLong:
            "its answer is longer than any that a witness gives"
        default: "\(error)"
        }
    }
}
