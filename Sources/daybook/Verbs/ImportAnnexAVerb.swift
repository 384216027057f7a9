import ArgumentParser
import Import

struct ImportAnnexAVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "annex-a",
        abstract: "Import the lists that Ofsted asks for before an inspection (Annex A, .xlsx).",
        discussion: """
            Finds the eleven lists by the names of sheets and columns. Days may be the spreadsheet's own or text; of \
            formulas the values last computed are taken; macros are ignored. What a list gives a day for becomes an event \
            on that day, what it gives no day for a statement of the day on which the workbook was made: --entered says \
            when that was, else the workbook's own note of when it was last saved counts. Say it the first time: a workbook \
            that is in already is refused with another --entered, since it would state everything a second time. To tell, the \
            records of imports are read: who may not read them is refused too.

            For example:
              daybook import annex-a Annex_A.xlsx --entered 2024-01-31 --dry-run
            """)

    @Argument(help: ArgumentHelp("Workbooks.", valueName: "file"), completion: .file(extensions: ["xlsx", "xlsm"]))
    var files: [String]

    @Flag(
        help:
            "Do not ask whether a workbook is in already: of one that is, with another --entered, all it says then stands there twice."
    )
    var stateAnew = false

    @OptionGroup var made: MadeOption
    @OptionGroup var options: ImportOptions

    func run() async throws {
        let files = try SourceFiles.read(files, ending: "xlsx")
        let importing = Importing(options: options, made: made.entered)
        let run = AnnexAImport.run(files, made: made.entered, now: Values.now)
        if stateAnew { try await importing.run(run) } else { try await importing.runStatingOnce(files, run) }
    }
}
