public import Events

/// What an import read, and what it found wrong. The same files give the same report, whatever their order.
public struct ImportReport: Sendable {
    /// The kind of import, such as `ssda903`.
    public let kind: String
    /// The sources read, oldest first.
    public let sources: [Source]
    /// Files that belong to no source, and were not read.
    public let otherFiles: [File]
    /// Faults by kind and then by place; of each kind at most ``FaultBook/kept``.
    public private(set) var faults: [ImportFault] = []
    /// How many faults of each kind there are, those included that are not kept with their places.
    public private(set) var faultCounts: [ImportFault.Kind: Int]
    /// What the ledger made of the events; nil where nothing was posted.
    public private(set) var posted: Posted?

    init(kind: String, sources: [Source], otherFiles: [File], faults: FaultBook) {
        self.kind = kind
        self.sources = sources
        self.otherFiles = otherFiles
        faultCounts = faults.counts
        self.faults = Self.sorted(faults.faults)
    }

    private static func sorted(_ faults: [ImportFault]) -> [ImportFault] {
        faults.sorted { a, b in
            if a.kind != b.kind { return a.kind < b.kind }
            return a.place != b.place ? a.place < b.place : a.detail < b.detail
        }
    }

    /// Rows read from files.
    public var rows: Int { files.reduce(0) { $0 + $1.rows } }
    /// Events made.
    public var events: Int { files.reduce(0) { $0 + $1.events } }
    /// Rows of which nothing is in the events.
    public var refusedRows: Int { files.reduce(0) { $0 + $1.refusedRows } }
    /// Whether a cell, a row, an event or a whole file could not be taken.
    public var hasRefusals: Bool {
        refusedRows > 0 || (posted?.refused ?? 0) > 0
            || faultCounts.contains { $0.key.severity != .kept && $0.value > 0 }
    }

    /// Files of all sources, then the others.
    public var files: [File] { sources.flatMap(\.files) + otherFiles }

    /// The kinds of fault that there are, in order.
    var faultKinds: [ImportFault.Kind] { faultCounts.filter { $0.value > 0 }.keys.sorted() }

    /// Faults of one kind, in order of their places.
    public func faults(_ kind: ImportFault.Kind) -> [ImportFault] { faults.filter { $0.kind == kind } }

    /// How many faults there are of one kind.
    public func count(_ kind: ImportFault.Kind) -> Int { faultCounts[kind] ?? 0 }

    /// How many faults there are under one heading.
    public func count(of group: ImportFault.Group) -> Int {
        faultCounts.reduce(0) { $1.key.group == group ? $0 + $1.value : $0 }
    }

    /// Adds what the ledger said of the events: how many were new, how many it knew, and those it refused.
    public mutating func add(new: Int, known: Int, refused: FaultBook) {
        posted = Posted(new: new, known: known, refused: refused.counts.values.reduce(0, +))
        add(refused)
    }

    /// Adds the events that the ledger would refuse, where nothing was posted.
    public mutating func add(wouldRefuse: FaultBook) { add(wouldRefuse) }

    private mutating func add(_ refused: FaultBook) {
        faultCounts.merge(refused.counts, uniquingKeysWith: +)
        var kept: [ImportFault.Kind: Int] = [:]
        faults = Self.sorted(faults + refused.faults).filter { fault in
            kept[fault.kind, default: 0] += 1
            return kept[fault.kind, default: 0] <= FaultBook.kept
        }
    }

    /// What the ledger made of the events.
    public struct Posted: Sendable, Hashable {
        /// Taken now.
        public let new: Int
        /// Known already, word for word.
        public let known: Int
        /// Not taken; each is counted among the faults.
        public let refused: Int
    }

    /// Something that was handed in as one, such as the return of a year.
    public struct Source: Sendable {
        /// As events name it in `source`.
        public let name: String
        public let title: String
        /// The days it covers; nil where the source does not say.
        public var first: Day?
        public var last: Day?
        public let files: [File]
        /// What it stated, and what was known since.
        public let counts: [Count]
        /// Ends of episodes that no earlier source read here states.
        public var endsFirstStated: [StatedEnd] = []

        /// The count of this name; nil if there is none.
        public subscript(name: String) -> Int? { counts.first { $0.name == name }?.value }
    }

    /// A number and what it counts.
    public struct Count: Sendable, Hashable {
        public let name: String
        public let title: String
        public let value: Int

        init(_ name: String, _ title: String, _ value: Int) {
            self.name = name
            self.title = title
            self.value = value
        }
    }

    /// One file.
    public struct File: Sendable, Hashable {
        public let name: String
        /// What it holds, such as `episodes`; nil where that is not known.
        public var content: String?
        /// SHA-256 of its bytes in hexadecimal, where the importer saw them all.
        public var sha256: String?
        /// Rows it has, names of columns and blank lines left out.
        public var rows = 0
        public var events = 0
        /// Rows that repeat an earlier one word for word, and so add nothing.
        public var repeatedRows = 0
        /// Rows of which nothing is in the events; each has its fault.
        public var refusedRows = 0
    }

    /// The end of an episode, where it was first stated.
    public struct StatedEnd: Sendable, Hashable {
        public let child: String
        public let start: Day
        public let end: Day
        public let place: Place
    }
}
