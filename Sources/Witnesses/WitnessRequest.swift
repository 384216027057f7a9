import Transparency

/// What a witness is sent (C2SP tlog-witness, add-checkpoint): the size it knows, a proof, and the checkpoint.
struct WitnessRequest {
    let old: UInt64
    let proof: [TreeHash]
    /// The signed checkpoint.
    let note: String

    /// The body of the request.
    var body: String {
        "old \(old)\n" + proof.map { Base64.encode($0.array) + "\n" }.joined() + "\n" + note
    }
}

/// What a witness answers.
enum WitnessAnswer: Equatable {
    /// Lines of signatures.
    case signed([NoteSignature])
    /// It knows another size than it was told.
    case knows(UInt64)
    case refused(Int, String)

    /// Characters of a refusal that are kept for messages.
    private static let told = 200

    init(status: Int, contentType: String, body: String) {
        let lines = body.split(separator: "\n").map(String.init)
        if status == 200 {
            self = .signed(lines.compactMap { NoteSignature(line: $0) })
        } else if status == 409, contentType.hasPrefix("text/x.tlog.size"), let size = lines.first.flatMap({ UInt64($0) }) {
            self = .knows(size)
        } else {
            let printable = body.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(Self.told)
            self = .refused(status, String(String.UnicodeScalarView(printable)))
        }
    }
}
