import Foundation
import Import
import JSON
import Testing

/// A census of authority 201, made on 23 May 2023, with what stands in its children.
func census(_ children: String..., made: String = "2023-05-23T11:14:05") -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <Message>
      <Header>
        <CollectionDetails><Collection>CIN</Collection><Year>2023</Year><ReferenceDate>2023-03-31</ReferenceDate></CollectionDetails>
        <Source><SourceLevel>L</SourceLevel><LEA>201</LEA><SerialNo>001</SerialNo><DateTime>\(made)</DateTime></Source>
      </Header>
      <Children>
    \(children.joined(separator: "\n"))
      </Children>
    </Message>
    """
}

/// A child with one referral that holds `details`.
func child(_ id: String, upn: String = "", born: String = "2015-03-27", details: String = "") -> String {
    """
        <Child>
          <ChildIdentifiers><LAchildID>\(id)</LAchildID><UPN>\(upn)</UPN><PersonBirthDate>\(born)</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
          <ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
          <CINdetails>
            <CINreferralDate>2022-10-06</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N4</PrimaryNeedCode>
            <ReferralNFA>0</ReferralNFA>\(details)
          </CINdetails>
        </Child>
    """
}

/// A finished import.
struct Finished {
    let events: [ImportedEvent]
    let report: ImportReport

    init(_ run: some ImportRun) {
        var run = run
        events = run.all()
        report = run.report
    }

    func told() throws -> [Told] { try events.map(Told.init) }

    /// Ids without the mark of their content, in order.
    func ids() throws -> [String] { try told().compactMap { $0["id"].map { String($0.prefix { $0 != "~" }) } } }

    /// The event of this id, the mark of its content left out.
    func told(_ id: String) throws -> Told {
        let (all, ids) = (try told(), try ids())
        return try #require(all.first { $0["id"]?.hasPrefix(id + "~") == true }, "no event \(id) among \(ids)")
    }

    func details(_ kind: ImportFault.Kind) -> [String] { report.faults(kind).map(\.detail) }

    func lines(_ kind: ImportFault.Kind) -> [Int?] { report.faults(kind).map(\.place.line) }

    func rows(_ kind: ImportFault.Kind) -> [Int?] { report.faults(kind).map(\.place.row) }

    /// The events as JSON lines, each once: what is stated twice word for word is one event.
    var text: [UInt8] {
        var seen: Set<[UInt8]> = []
        return events.filter { seen.insert($0.json).inserted }.flatMap { $0.json + [UInt8(ascii: "\n")] }
    }
}

/// Reads censuses from texts.
func readCensus(_ texts: String...) -> Finished { readCensus(texts.map { Array($0.utf8) }) }

func readCensus(_ files: [[UInt8]]) -> Finished {
    let sources = files.enumerated().map { ByteSource(SourceFile(name: "census-\($0 + 1).xml", bytes: $1)) }
    return Finished(CensusImport.run(sources))
}

/// Files beside the package; cancels the test where they are not.
func sharedFiles(_ folder: String, _ names: [String]) throws -> [SourceFile] {
    let base = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/data/\(folder)")
        .standardizedFileURL
    return try names.map { name in
        guard let data = try? Data(contentsOf: base.appending(path: name)) else {
            try Test.cancel("\(name) is not beside the package, at ../shared/data/\(folder)")
        }
        return SourceFile(name: base.appending(path: name).path(percentEncoded: false), bytes: Array(data))
    }
}
