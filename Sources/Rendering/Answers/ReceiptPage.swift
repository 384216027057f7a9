/// What was checked of a receipt, step by step.
public enum ReceiptPage {
    /// - Parameters:
    ///   - steps: what held, in order.
    ///   - holds: whether everything did.
    public static func render(steps: [String], holds: Bool, look: Look) -> String {
        var sheet = Sheet(look)
        for (index, step) in steps.enumerated() { sheet.item(step, mark: "\(index + 1).", indent: 0) }
        guard holds else { return steps.isEmpty ? "" : sheet.text }
        sheet.heading("The event was recorded as it is shown.")
        sheet.note(
            "Whether everybody is shown the same ledger, a receipt cannot tell: compare the checkpoint with one kept elsewhere (daybook log consistency), or look for a witness's signature."
        )
        return sheet.text
    }
}
