import Crypto
import Events

/// Reads the lists of Annex A workbooks: finds each list by its sheet's name and its columns, wherever they stand.
struct AnnexAReader: StatementReader {
    private let lists: [RowMapping]
    /// When the workbooks were made, from who imports them.
    private let made: Instant?
    /// The present.
    private let now: Instant?
    private var waiting: ArraySlice<SourceFile>
    private var open: AnnexAWorkbook?

    init(_ files: [SourceFile], _ lists: [RowMapping], made: Instant?, now: Instant?) {
        waiting = files[...]
        self.lists = lists
        self.made = made
        self.now = now
    }

    mutating func next(_ output: inout ImportOutput) -> RowItem? {
        while true {
            if let item = open?.next(&output) { return item }
            open = nil
            guard let file = waiting.popFirst() else { return nil }
            open = begin(file, &output)
        }
    }

    private func begin(_ file: SourceFile, _ output: inout ImportOutput) -> AnnexAWorkbook? {
        func refuse(_ reason: String) {
            output.faults.add(.fileNotRead, Place(file: file.name), reason)
            output.files.append(ImportReport.File(name: file.name, sha256: file.sha256))
        }
        do throws(Workbook.Unreadable) {
            let workbook = try Workbook(file.bytes)
            guard let made = made ?? workbook.modified else {
                refuse("It does not tell when it was saved; say with --entered when its lists were made.")
                return nil
            }
            if let now, made > now {
                let day = inWords(London.day(of: made))
                refuse(
                    self.made == nil
                        ? "It says that it was saved on \(day), a day still to come; say with --entered when its lists were made."
                        : "--entered says that its lists were made on \(day), a day still to come.")
                return nil
            }
            if workbook.hasMacros {
                output.faults.add(.macrosIgnored, Place(file: file.name), "It holds macros.")
            }
            if workbook.hasLinks {
                output.faults.add(
                    .macrosIgnored, Place(file: file.name), "It refers to other workbooks; the values last stored are taken.")
            }
            return AnnexAWorkbook(workbook, file: file, lists: lists, made: made)
        } catch {
            refuse(error.reason)
            return nil
        }
    }
}
