import Events
public import JSON

extension CaseState: JSONWritable {
    /// Writes the object that is `state` in the answer.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("status", status)
            writer.member("statuses", statuses.map(StatusAnswer.init))
            writer.member("services", services)
            writer.member("legal_status", legalStatus)
            writer.member("legal_statuses", legalStatuses)
            writer.member("plans", plans)
            writeAllocated(to: &writer)
            writePlacements(to: &writer)
            seen.writeMembers(to: &writer)
            writer.member("last_oversight", lastOversight)
            writer.member("last_supervision", lastSupervision)
            writer.key("by_child")
            writer.array { writer in
                for (child, seen) in byChild {
                    writer.object {
                        $0.member("child", child)
                        seen.writeMembers(to: &$0)
                    }
                }
            }
            writer.member("absences", absences)
            writer.member("events", events)
            writer.member("first_time", first?.attributes.timeText)
            if let first { writer.precision(of: first, "first_timeprecision") }
            writer.member("last_time", last?.attributes.timeText)
            if let last { writer.precision(of: last, "last_timeprecision") }
        }
    }

    /// What is not on record, in words.
    public var absences: [String] {
        let erased = record.erased
        var said = [erased].compactMap(\.self)
        /// What stood in events that were erased is not denied; which types there are, their headers tell.
        func say(_ text: String, if isAbsent: Bool, isToldByHeaders: Bool = false) {
            if isAbsent, erased == nil || isToldByHeaders { said.append(text) }
        }
        say("The record does not say that the case was opened to a service.", if: services.isEmpty)
        say("No allocated worker is recorded.", if: !allocations.holdings.contains { $0.role == "allocated_worker" })
        say("No visit is recorded.", if: seen.visit == nil, isToldByHeaders: true)
        say("No visit at which a child was seen is recorded.", if: seen.visit != nil && seen.seen == nil)
        say("No visit at which a child was seen alone is recorded.", if: seen.seen != nil && seen.alone == nil)
        for (child, seen) in byChild {
            say("No visit to \(child) is recorded.", if: self.seen.visit != nil && seen.visit == nil)
            say("No visit at which \(child) was seen is recorded.", if: seen.visit != nil && seen.seen == nil)
            say(
                "No visit at which \(child) was seen alone is recorded.",
                if: self.seen.alone != nil && seen.seen != nil && seen.alone == nil)
        }
        say("No management oversight is recorded.", if: lastOversight == nil, isToldByHeaders: true)
        say("No supervision of the case is recorded.", if: lastSupervision == nil, isToldByHeaders: true)
        return said
    }

    /// By role; the latest where several hold one, the others beside it.
    private func writeAllocated(to writer: inout JSONWriter) {
        var roles: [String: [Allocations.Holding]] = ["allocated_worker": []]
        for holding in allocations.holdings { roles[holding.role, default: []].append(holding) }
        writer.key("allocated")
        writer.object { writer in
            for role in roles.keys.sorted() {
                let holdings = roles[role] ?? []
                writer.key(role)
                guard let latest = holdings.last else {
                    writer.null()
                    continue
                }
                writer.object { writer in
                    write(latest, to: &writer)
                    guard holdings.count > 1 else { return }
                    writer.key("others")
                    writer.array { writer in
                        for holding in holdings.dropLast() { writer.object { write(holding, to: &$0) } }
                    }
                }
            }
        }
    }

    private func write(_ holding: Allocations.Holding, to writer: inout JSONWriter) {
        let event = record.events[holding.index]
        writer.key("worker")
        // Told again of the same worker, what was told last of each holds.
        func last(_ value: (Person) -> String?) -> String? {
            holding.last(record) { $0["worker"].map(Person.init).flatMap(value) }?.value
        }
        writer.object {
            $0.member("id", last(\.id))
            $0.member("name", last(\.name))
            $0.member("role", last(\.role))
            $0.member("team", last(\.team))
        }
        writer.member("since", event.attributes.timeText)
        writer.precision(of: event)
        writer.member("position", event.position.rawValue)
        writer.member("children", holding.children)
    }

    /// The one that began last, and all of them where there are several.
    private func writePlacements(to writer: inout JSONWriter) {
        let all = zip(placements, lastHeard).map { PlacementAnswer(fact: $0, heard: $1) }
        writer.member("placement", all.max { $0.fact.event.instant < $1.fact.event.instant })
        writer.member("placements", all)
    }
}

/// A status in force.
struct StatusAnswer: JSONWritable {
    let fact: Fact

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("status", fact.name)
            fact.writeMembers(to: &$0)
            $0.member("from", fact.event.attributes.type)
            $0.fields(["legal_basis", "category", "route"], of: fact.event)
        }
    }
}

/// A placement in force, and when it was last heard of.
struct PlacementAnswer: JSONWritable {
    let fact: Fact
    let heard: Event

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("placement_type", fact.name)
            fact.writeMembers(to: &writer)
            writer.fields(
                ["home", "legal_status", "admission_type", "carer_approval", "out_of_area", "host_authority"], of: fact.event)
            writer.key("last_heard")
            writer.object {
                $0.member("source", heard.attributes.source)
                $0.member("enteredtime", heard.attributes.enteredTime?.utc)
                $0.member("recordedtime", heard.header.recordedTime.fixedWidth)
                $0.member("position", heard.position.rawValue)
            }
        }
    }
}
