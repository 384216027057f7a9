import Events
public import JSON
public import Ledger

/// An error as an RFC 9457 problem document: what is wrong, and what to do about it.
public struct Problem: Error, Sendable {
    /// The HTTP status.
    public let status: Int
    /// What kind of problem, as `version-conflict`; `type` is `urn:daybook:problem:` and this.
    public let slug: String
    /// What is wrong here and what to do, in a sentence or two.
    public let detail: String
    /// Seconds after which it is worth to try again.
    public let retryAfter: Int?
    /// The methods that the resource takes, where this is about another.
    public let allowed: [String]
    /// The fields beside those of RFC 9457.
    public let members: [(name: String, value: Value)]

    /// What a further field holds.
    public enum Value: Sendable {
        case text(String)
        case number(UInt64)
        case flag(Bool)
        case faults([(index: Int, fault: Fault)])
        case reuses([AppendError.Reuse])
    }

    public init(
        _ status: Int, _ slug: String, _ detail: String, retryAfter: Int? = nil, allowed: [String] = [],
        _ members: [(name: String, value: Value)] = []
    ) {
        self.status = status
        self.slug = slug
        self.detail = detail
        self.retryAfter = retryAfter
        self.allowed = allowed
        self.members = members
    }
}

extension Problem: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "urn:daybook:problem:" + slug)
            writer.member("title", slug.split(separator: "-").joined(separator: " "))
            writer.member("status", status)
            writer.member("detail", detail)
            for (name, value) in members {
                switch value {
                case .text(let text): writer.member(name, text)
                case .number(let number): writer.member(name, number)
                case .flag(let flag): writer.member(name, flag)
                case .faults(let faults):
                    writer.key(name)
                    writer.array { writer in for (index, fault) in faults { write(fault, index, to: &writer) } }
                case .reuses(let reuses):
                    writer.key(name)
                    writer.array { writer in for reuse in reuses { write(reuse, to: &writer) } }
                }
            }
        }
    }

    private func write(_ reuse: AppendError.Reuse, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("index", reuse.index)
            writer.member("position", reuse.position.rawValue)
        }
    }

    private func write(_ fault: Fault, _ index: Int, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("index", index)
            writer.member("pointer", fault.pointer)
            writer.member("message", fault.message)
        }
    }
}

extension Problem {
    /// 400: the body is not JSON, or more than is read; `offset` says where.
    public static func invalidJSON(_ error: JSONError) -> Problem {
        Problem(
            400, "invalid-json",
            "The body is not the JSON this service reads: \(error.reason), at byte \(error.offset). Nothing was kept.",
            [("offset", .number(UInt64(error.offset)))])
    }

    /// 400: the query has a parameter that is not known, or a value that is none; `detail` says which, and what to write.
    public static func badQuery(_ detail: String) -> Problem { Problem(400, "bad-query", detail) }

    /// 403: who asks has not the right of this name in the policy.
    public static func forbidden(_ right: String, _ detail: String) -> Problem {
        Problem(403, "forbidden", detail, [("right", .text(right))])
    }

    /// 404: there is nothing under this address.
    public static func notFound(_ detail: String) -> Problem { Problem(404, "not-found", detail) }

    /// 405: the address takes other methods, which `allowed` names.
    public static func methodNotAllowed(_ method: String, allowed: [String]) -> Problem {
        Problem(
            405, "method-not-allowed", "This resource takes \(allowed.joined(separator: ", ")), and not \(method).",
            allowed: allowed)
    }

    /// 413: `what`, a sentence, is longer than `limit` bytes.
    public static func tooLarge(_ what: String, limit: Int) -> Problem {
        Problem(
            413, "event-too-large", "\(what) Nothing was kept; split it, or keep large documents elsewhere and post a reference.",
            [("limit_bytes", .number(UInt64(limit)))])
    }

    /// 413: the event at `index` is longer than `limit` bytes.
    public static func tooLarge(_ index: Int, limit: Int) -> Problem {
        let advice = "split it, or keep large documents elsewhere and post a reference."
        return Problem(
            413, "event-too-large", "Event \(index) is longer than \(limit) bytes. Nothing was kept; \(advice)",
            [
                ("limit_bytes", .number(UInt64(limit))), ("index", .number(UInt64(index))),
                ("errors", .faults([(index, Fault("", "It is longer than \(limit) bytes; \(advice)"))])),
            ])
    }

    /// 410: events are about subjects that were disposed of.
    ///
    /// - Parameter erased: in order, at least one; the first stands in the member `index` too.
    public static func erased(_ erased: [AppendError.Erased]) -> Problem {
        guard let first = erased.first else { preconditionFailure("one of them at least") }
        let more = erased.count > 1 ? " So were the subjects of \(erased.count - 1) more; see errors." : ""
        return Problem(
            410, "erased",
            "\(first.subject), which event \(first.index) is about, was disposed of; nothing more is kept about it.\(more) Nothing was kept.",
            [
                ("index", .number(UInt64(first.index))),
                (
                    "errors",
                    .faults(
                        erased.map {
                            ($0.index, Fault("/subject", "\($0.subject) was disposed of; nothing more is kept about it."))
                        })
                ),
            ])
    }

    /// 422: events have the source and id of others in the ledger, which say something else.
    ///
    /// - Parameter reuses: in order, at least one; the first stands in the members `index` and `position` too.
    public static func idReused(_ reuses: [AppendError.Reuse]) -> Problem {
        guard let first = reuses.first else { preconditionFailure("one of them at least") }
        let more = reuses.count > 1 ? " So have \(reuses.count - 1) more; see reused." : ""
        return Problem(
            422, "id-reused",
            "Event \(first.index) has the source and id of the event at position \(first.position.rawValue), which says something else.\(more) A correction is a new event with an id of its own that names the old one in corrects. Nothing was kept.",
            [
                ("position", .number(first.position.rawValue)), ("index", .number(UInt64(first.index))),
                ("reused", .reuses(reuses)),
            ])
    }

    /// At most this many faults are told; the first say enough.
    public static let faultLimit = 100

    /// 422: events are not as their schemas have them; `index` counts the events posted from 0.
    public static func invalidEvent(_ faults: [(index: Int, fault: Fault)]) -> Problem {
        let said =
            switch faults.count {
            case 1: "One thing is wrong with what was posted; see errors."
            case ...faultLimit: "\(faults.count) things are wrong with what was posted; see errors."
            default: "More than \(faultLimit) things are wrong with what was posted; the first of them are in errors."
            }
        return Problem(
            422, "invalid-event", said + " Nothing was kept.",
            [("errors", .faults(Array(faults.prefix(faultLimit))))])
    }
}
