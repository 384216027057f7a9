import Events
import JSON

extension Record {
    /// Whether it is oversight of this case: management oversight, an approved assessment, or supervision of the case.
    func isOversight(_ index: Int) -> Bool {
        switch briefs[index].kind {
        case .oversightRecorded, .assessmentApproved: counts(index)
        case .supervisionHeld: isSupervisionOfCase(index)
        default: false
        }
    }

    /// Whether it is management supervision of this case: casework, allocation, group or joint supervision held on the
    /// case, or on the worker with the case among those discussed. Professional supervision is about the worker.
    func isSupervisionOfCase(_ index: Int) -> Bool {
        guard briefs[index].kind == .supervisionHeld, stands(index),
            events[index]["supervision_type"]?.says("professional") != true
        else { return false }
        if isOwn(index) { return true }
        guard let subject else { return false }
        return events[index].attributes.concerns.contains(subject)
            || events[index]["cases"]?.elements.contains { $0.says(subject.ref) || $0.says(subject.description) } == true
    }
}

/// The last time something was done on a case, or that it never was.
struct Moment: JSONWritable {
    let record: Record
    let index: Int
    let contradicts: [Int]

    init?(_ record: Record, _ accounts: Accounts, by end: Instant?, where test: (Int) -> Bool) {
        var latest: Int?
        for index in record.briefs.indices where record.happened(index, by: end) && test(index) {
            guard accounts.restates[index] == nil else { continue }
            if latest.map({ record.precedes($0, index) }) ?? true { latest = index }
        }
        guard let latest else { return nil }
        self.record = record
        index = latest
        contradicts = accounts.contradicting(latest, by: end)
    }

    func write(to writer: inout JSONWriter) {
        let event = record.events[index]
        writer.object {
            $0.member("position", event.position.rawValue)
            $0.member("time", event.attributes.timeText)
            $0.precision(of: event)
            event.author.write(to: &$0)
            $0.fields(["visit_type", "setting", "topics", "outcome", "supervision_type"], of: event)
            if !event.children.isEmpty { $0.member("children", event.children) }
            $0.member("corrected_by", positions: record.positions(record.standing(index).correctedBy))
            $0.member("contradicts", positions: record.positions(contradicts))
        }
    }
}
