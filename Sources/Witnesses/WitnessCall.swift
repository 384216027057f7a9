public import JSON

/// One request to a witness elsewhere, as the process is told that makes it.
public struct WitnessCall: Sendable, Equatable {
    /// The name that the witness's certificate must bear.
    public let host: String
    public let port: Int
    /// The path of the request.
    public let path: String
    /// A file of certificates in PEM that vouch for others; nil for the system's.
    public let rootsFile: String?
    public let body: String

    init(host: String, port: Int, path: String, rootsFile: String?, body: String) {
        self.host = host
        self.port = port
        self.path = path
        self.rootsFile = rootsFile
        self.body = body
    }

    /// The first argument of a program that is to make a call; no verb that people use. The second is the call.
    public static let word = "witness-call"

    var argument: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("host", host)
            writer.member("port", port)
            writer.member("path", path)
            writer.member("roots_file", rootsFile)
            writer.member("body", body)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Reads what `argument` wrote; nil for anything else.
    public init?(argument: String) {
        guard let root = try? JSONDocument(Array(argument.utf8)).root, let host = root["host"]?.string,
            let port = root["port"]?.integer, let path = root["path"]?.string, let body = root["body"]?.string
        else { return nil }
        self.init(host: host, port: Int(port), path: path, rootsFile: root["roots_file"]?.string, body: body)
    }
}

/// What came of a request to a witness.
public enum WitnessReply: Sendable, Equatable {
    case answer(status: Int, contentType: String, body: String)
    /// It could not be asked: why.
    case failure(String)
}

extension WitnessReply: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .answer(let status, let contentType, let body):
                writer.member("status", status)
                writer.member("content_type", contentType)
                writer.member("body", body)
            case .failure(let reason):
                writer.member("failure", reason)
            }
        }
    }

    /// Reads what was written; nil for anything else.
    init?(json: [UInt8]) {
        guard let root = try? JSONDocument(json).root else { return nil }
        if let reason = root["failure"]?.string {
            self = .failure(reason)
        } else if let status = root["status"]?.integer, (100...999).contains(status), let type = root["content_type"]?.string,
            let body = root["body"]?.string
        {
            self = .answer(status: Int(status), contentType: type, body: body)
        } else {
            return nil
        }
    }
}
