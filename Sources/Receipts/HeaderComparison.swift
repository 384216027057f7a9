import Events

/// Finds in what an event differs from the header it was recorded with, so that a check that fails can say so.
struct HeaderComparison {
    let recorded: Header

    init(_ recorded: Header) { self.recorded = recorded }

    /// - Parameter sealed: the data and sealed attributes that are shown, with the salt; nil where they cannot be checked.
    /// - Throws: the first difference.
    func check(_ event: ShownEvent, _ sealed: Sealed?) throws(ReceiptFault) {
        let shown = Self.texts(event.attributes, event.position, event.recordedTime, event.postedBy)
        let kept = Self.texts(recorded.attributes, recorded.position, recorded.recordedTime, recorded.postedBy)
        for ((name, shown), (_, kept)) in zip(shown, kept) where shown != kept {
            throw .otherAttribute(name: name, shown: shown, recorded: kept)
        }
        guard let sealed else { return }
        if sealed.dataDigest != recorded.dataDigest {
            throw .otherData(shown: sealed.dataDigest, recorded: recorded.dataDigest)
        }
        if sealed.attributesDigest != recorded.attributesDigest {
            throw .otherSealedAttributes(names: sealed.attributes.members.map(\.name))
        }
    }

    /// What a header says, digests aside, by the names of its members.
    private static func texts(
        _ attributes: Attributes, _ position: Position, _ recordedTime: Instant, _ postedBy: String
    ) -> [(name: String, text: String?)] {
        let concerns = attributes.concerns.map(\.description).joined(separator: ",")
        return [
            ("id", attributes.id), ("source", attributes.source), ("type", attributes.type),
            ("subject", attributes.subject.description), ("time", attributes.time.text),
            ("timeprecision", attributes.timePrecision?.rawValue), ("enteredtime", attributes.enteredTime?.text),
            ("recordedtime", recordedTime.fixedWidth), ("sequence", position.sequence), ("postedby", postedBy),
            ("actor", attributes.actor), ("actorrole", attributes.actorRole), ("actorteam", attributes.actorTeam),
            ("concerns", concerns.isEmpty ? nil : concerns), ("corrects", attributes.corrects),
            ("correlationid", attributes.correlationID), ("causationid", attributes.causationID),
            ("traceparent", attributes.traceParent), ("tracestate", attributes.traceState),
            ("datacontenttype", attributes.dataContentType), ("dataschema", attributes.dataSchema),
        ]
    }
}
