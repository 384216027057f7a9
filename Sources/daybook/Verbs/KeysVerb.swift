import ArgumentParser
import Ledger
import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct KeysVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Change the keys of a ledger that no daemon serves.", subcommands: [KeysRotateVerb.self])
}

struct KeysRotateVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Put another master key or signing key in the place of the old one.",
        discussion: """
            Stop the daemon first. Nothing that is recorded changes. A new master key wraps the subjects' keys anew. A new \
            signing key takes over at the ledger's present size; the old one's public half stays published with that size, \
            and old checkpoints and receipts are checked with it.

            Afterwards name the new file in the configuration (or put it in the old one's place) and start the daemon. The \
            old master key still opens every older copy of keys/: keep it as safe as before, or destroy both. Keep the old \
            signing key as long as a backup from before the change: a restore of that wants it.

            For example:
              daybook keys rotate --ledger /var/lib/daybook/ledger --master-key master.key --new-master-key new.key
            """)

    @Option(help: ArgumentHelp("The ledger's directory.", valueName: "dir"), completion: .directory)
    var ledger: String

    @Option(help: ArgumentHelp("The file of the master key in use.", valueName: "file"), completion: .file())
    var masterKey: String?

    @Option(help: ArgumentHelp("The file of the master key to come.", valueName: "file"), completion: .file())
    var newMasterKey: String?

    @Option(help: ArgumentHelp("The file of the signing key in use.", valueName: "file"), completion: .file())
    var signingKey: String?

    @Option(help: ArgumentHelp("The file of the signing key to come.", valueName: "file"), completion: .file())
    var newSigningKey: String?

    func validate() throws {
        guard (masterKey == nil) == (newMasterKey == nil), (signingKey == nil) == (newSigningKey == nil),
            masterKey != nil || signingKey != nil
        else {
            throw ValidationError("Give --master-key and --new-master-key, or --signing-key and --new-signing-key, or all four")
        }
    }

    /// Whoever believes a copied key to be changed, and it is not, is worse off than before; and each key has one purpose.
    private func refuseSameKey() throws {
        func text(_ path: String) -> String? {
            FileManager.default.contents(atPath: path).map {
                String(decoding: $0, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
            }
        }
        let pairs = [
            (newMasterKey, masterKey), (newMasterKey, signingKey), (newSigningKey, masterKey), (newSigningKey, newMasterKey),
            (newSigningKey, signingKey),
        ]
        for (new, other) in pairs {
            guard let new, let other, let key = text(new), key == text(other) else { continue }
            throw Failure(
                Failure.refused,
                "\(new) holds the same key as \(other); nothing was changed. Make a new one with: openssl rand -hex 32")
        }
    }

    func run() throws {
        try refuseSameKey()
        guard LedgerFiles.holdsLedger(ledger) else { throw Failure(Failure.refused, "There is no ledger in \(ledger).") }
        do {
            let rotation = try KeyRotation(directory: ledger)
            // Both or neither: a mistake in the second is told before the first is done.
            if let signingKey, let newSigningKey { try rotation.checkSigning(from: signingKey, to: newSigningKey) }
            if let masterKey, let newMasterKey {
                let count = try rotation.master(from: masterKey, to: newMasterKey)
                Output.write(
                    "\(count == 1 ? "1 key is" : "\(count) keys are") wrapped with the new master key. Name \(newMasterKey) in the configuration.\n"
                )
            }
            if let signingKey, let newSigningKey {
                let (size, old, new) = try rotation.signing(from: signingKey, to: newSigningKey)
                Output.write(
                    "The old signing key ended at size \(size): \(old.text)\nThe new one: \(new.text)\nTell whoever checks this ledger. Name \(newSigningKey) in the configuration.\n"
                )
            }
        } catch let error as LedgerError {
            throw Failure(Failure.refused, "\(error)")
        }
    }
}
