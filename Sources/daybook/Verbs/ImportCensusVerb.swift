import ArgumentParser
import Import

struct ImportCensusVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cin-census",
        abstract: "Import children in need censuses (XML).",
        discussion: """
            Reads censuses as the Department for Education takes them in, of 2017 to 2026, however long, a child at a time. \
            What a census says counts as written down when the file was made, as its header tells. Its source is \
            /cin-census/AUTHORITY/YEAR/SERIAL, so that a census sent in again stands beside the first.

            For example:
              daybook import cin-census CIN_2024.xml --dry-run
            """)

    @Argument(help: ArgumentHelp("Census files.", valueName: "file"), completion: .file(extensions: ["xml"]))
    var files: [String]

    @OptionGroup var made: MadeOption
    @OptionGroup var options: ImportOptions

    func run() async throws {
        let opened = try files.map { try OpenFile($0) }
        defer { for file in opened { file.close() } }
        let run = CensusImport.run(opened.map(\.source), made: made.entered, now: Values.now)
        try await Importing(options: options, made: made.entered).run(run)
    }
}
