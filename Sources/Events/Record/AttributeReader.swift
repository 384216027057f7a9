import JSON

/// Reads an envelope's attributes and collects what is wrong with them.
struct AttributeReader {
    let members: EnvelopeMembers
    var faults: [Fault] = []

    init(event: JSONValue) { members = EnvelopeMembers(event) }

    mutating func read() -> Attributes? {
        refuseLedgerAttributes()
        if let version = required(.specversion), version != "1.0" {
            fault(.specversion, "This ledger speaks CloudEvents 1.0; send \"specversion\":\"1.0\".")
        }
        if members[.dataBase64] != nil { fault(.dataBase64, "Send data as a JSON object in \"data\".") }
        if members[.data]?.kind != .object { fault(.data, "Send the event's data as a JSON object.") }
        let id = required(.id)
        let source = required(.source)
        if let source, source.utf8.contains(UInt8(ascii: "#")) {
            fault(.source, "A source has no \"#\": SOURCE#ID names an event, and must be readable.")
        }
        let type = required(.type)
        let subject = readSubject()
        let time = readTime(.time, required: true)
        guard let id, let source, let type, let subject, let time else {
            readOptional(nil)
            return nil
        }
        return readOptional(Attributes(id: id, source: source, type: type, subject: subject, time: time))
    }

    @discardableResult
    private mutating func readOptional(_ attributes: Attributes?) -> Attributes? {
        let precision = readPrecision()
        let entered = readTime(.enteredtime, required: false)
        let concerns = readConcerns()
        let actor = optional(.actor)
        let role = optional(.actorrole)
        if let subject = attributes?.subject, subject.kind != .service {
            if actor == nil {
                fault(.actor, "Say who did or decided this: an id, or \"unknown\" where the source does not tell.")
            }
            if role == nil, actor != nil, actor != "unknown" {
                fault(.actorrole, "Say in which role \(actor ?? "") acted; only an unknown actor has no role.")
            }
        }
        let type = optional(.datacontenttype)
        if let type, !isJSON(type) { fault(.datacontenttype, "Data is JSON: leave this out, or send \"application/json\".") }
        let team = optional(.actorteam)
        let corrects = optional(.corrects)
        let correlation = optional(.correlationid)
        let causation = optional(.causationid)
        let schema = optional(.dataschema)
        let parent = optional(.traceparent)
        let state = optional(.tracestate)
        let sealed = readSealed()
        guard var attributes else { return nil }
        attributes.timePrecision = precision
        attributes.enteredTime = entered
        attributes.concerns = concerns
        attributes.actor = actor
        attributes.actorRole = role
        attributes.actorTeam = team
        attributes.corrects = corrects
        attributes.correlationID = correlation
        attributes.causationID = causation
        attributes.dataContentType = type
        attributes.dataSchema = schema
        attributes.traceParent = parent
        attributes.traceState = state
        attributes.sealed = sealed
        return attributes
    }

    private mutating func refuseLedgerAttributes() {
        for name in EnvelopeMembers.Name.setByLedger where members[name] != nil {
            fault(name, "Only the ledger sets \(name); leave it out.")
        }
    }

    private mutating func readSubject() -> Subject? {
        guard let text = required(.subject) else { return nil }
        guard let subject = Subject(text) else {
            fault(
                .subject,
                "Name the subject as case/REF, worker/REF, team/REF or service/REF; a REF is 1 to 128 letters, digits or . _ ~ : @ + -"
            )
            return nil
        }
        return subject
    }

    private mutating func readTime(_ name: EnvelopeMembers.Name, required needed: Bool) -> Timestamp? {
        guard let text = needed ? required(name) : optional(name) else { return nil }
        guard let time = Timestamp(text) else {
            fault(name, "Send a date and time with its zone, like 2026-03-04T10:12:33Z.")
            return nil
        }
        return time
    }

    private mutating func readPrecision() -> TimePrecision? {
        guard let text = optional(.timeprecision) else { return nil }
        guard let precision = TimePrecision(rawValue: text) else {
            fault(.timeprecision, "One of instant, day, month, year, about.")
            return nil
        }
        return precision
    }

    private mutating func readConcerns() -> [Subject] {
        guard let text = optional(.concerns) else { return [] }
        var subjects: [Subject] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let subject = Subject(String(part)) else {
                fault(.concerns, "\"\(part)\" is no subject; write other subjects like case/104233,worker/221, without spaces.")
                return []
            }
            subjects.append(subject)
        }
        if subjects.count > Posting.concernsCount {
            fault(.concerns, "At most \(Posting.concernsCount) other subjects; post more events for more.")
        }
        return subjects
    }

    /// What may carry narrative: the actor's name, and attributes of other specifications than this ledger's.
    private mutating func readSealed() -> SealedAttributes {
        var sealed = SealedAttributes()
        if optional(.actorname) != nil, let name = members[.actorname] { sealed.set("actorname", Array(name.text)) }
        var count = 0
        for (name, value) in members.others where !value.isNull {
            count += 1
            if let message = objection(to: name, value) {
                faults.append(Fault(Fault.step(name), message))
            } else {
                sealed.set(name, Array(value.text))
            }
        }
        if count > Posting.extensionCount {
            faults.append(Fault("", "At most \(Posting.extensionCount) attributes this ledger does not know."))
        }
        return sealed
    }

    private func objection(to name: String, _ value: JSONValue) -> String? {
        if let meant = EnvelopeMembers.meant(by: name) {
            return "No attribute has this name; did you mean \"\(meant)\"?"
        }
        guard (1...20).contains(name.utf8.count),
            name.utf8.allSatisfy({
                ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")) || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
            })
        else { return "CloudEvents attributes are named with 1 to 20 lower-case letters and digits." }
        if let text = value.string, Posting.hasControlCharacter(text) { return "No control characters." }
        guard value.text.count <= Posting.extensionLength else { return "At most \(Posting.extensionLength) bytes." }
        switch value.kind {
        case .string, .true, .false: return nil
        case .number where value.integer.map { Int32(exactly: $0) != nil } ?? false: return nil
        default: return "An attribute is a string, a boolean or a 32-bit whole number."
        }
    }

    private func isJSON(_ type: String) -> Bool {
        let type = type.prefix { $0 != ";" }.lowercased()
        return type == "application/json" || type.hasSuffix("+json")
    }

    private mutating func required(_ name: EnvelopeMembers.Name) -> String? {
        guard let value = members[name], !value.isNull else {
            fault(name, "Missing: every event has \(name).")
            return nil
        }
        return text(value, name)
    }

    private mutating func optional(_ name: EnvelopeMembers.Name) -> String? {
        guard let value = members[name], !value.isNull else { return nil }
        return text(value, name)
    }

    private mutating func text(_ value: JSONValue, _ name: EnvelopeMembers.Name) -> String? {
        guard let text = value.string, !text.isEmpty else {
            fault(name, "A string that is not empty.")
            return nil
        }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            fault(name, "No control characters.")
            return nil
        }
        return text
    }

    private mutating func fault(_ name: EnvelopeMembers.Name, _ message: String) {
        faults.append(Fault(Fault.step(name.text), message))
    }
}
