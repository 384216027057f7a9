public import Events
public import JSON

/// An event as it was posted, with what the ledger set: a CloudEvent in structured mode.
extension Event: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            func text(_ name: String, _ value: String?) { if let value { writer.member(name, value) } }
            text("specversion", "1.0")
            text("id", attributes.id)
            text("source", attributes.source)
            text("type", attributes.type)
            text("subject", attributes.subject.description)
            text("time", attributes.time.text)
            text("timeprecision", attributes.timePrecision?.rawValue)
            text("enteredtime", attributes.enteredTime?.text)
            text("recordedtime", header.recordedTime.fixedWidth)
            text("sequence", position.sequence)
            text("postedby", header.postedBy)
            text("actor", attributes.actor)
            text("actorrole", attributes.actorRole)
            text("actorteam", attributes.actorTeam)
            text("concerns", attributes.concerns.isEmpty ? nil : attributes.concerns.map(\.description).joined(separator: ","))
            text("corrects", attributes.corrects)
            text("correlationid", attributes.correlationID)
            text("causationid", attributes.causationID)
            text("traceparent", attributes.traceParent)
            text("tracestate", attributes.traceState)
            text("datacontenttype", attributes.dataContentType)
            text("dataschema", attributes.dataSchema)
            for (name, value) in sealedAttributes.members {
                writer.key(name)
                writer.raw(value)
            }
            writer.key("data")
            if let data { writer.raw(data.text) } else { writer.null() }
            if let erasure { writer.member("erased", erasure) }
        }
    }
}
