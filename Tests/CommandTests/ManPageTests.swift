import Foundation
import Support
import Testing

@Suite struct `The man pages` {
    @Test func `are made from the help of the command, one for each verb`() async throws {
        try await TemporaryDirectory.run { directory in
            let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "scripts/make-man-pages").path
            let made = try await Command.run(
                ["python3", script, directory.path + "/man", Command.program.path], program: URL(filePath: "/usr/bin/env"))
            #expect(made.status == 0, "\(made.errors)")
            let pages = try FileManager.default.contentsOfDirectory(atPath: directory.path + "/man")
            #expect(Set(pages).isSuperset(of: ["daybook.1", "daybook-post.1", "daybook-decision.1", "daybook-import-ssda903.1"]))
            let page = try String(contentsOfFile: directory.path + "/man/daybook-history.1", encoding: .utf8)
            #expect(page.hasPrefix(".TH \"DAYBOOK\\-HISTORY\" 1"))
            #expect(page.contains("\\fB\\-\\-known\\-at\\fR \\fItime\\fR"))
            #expect(page.contains("daybook history HW\\-2041 \\-\\-known\\-at 2025\\-12\\-02"))
        }
    }
}
