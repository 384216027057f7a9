import Events

/// What several returns say of the same things, compared: what a later one states otherwise, leaves out, or tells first.
struct Comparison {
    private(set) var faults = FaultBook()
    /// By return, the ends of episodes that no earlier return states.
    private(set) var endsFirstStated: [ReturnYear: [ImportReport.StatedEnd]] = [:]
    /// By return, the episodes that no earlier return states.
    private(set) var episodesFirstStated: [ReturnYear: Int] = [:]
    /// By return, the episodes that it is the last to mention, and calls open, though later returns were read.
    private(set) var neverMentionedAgain: [ReturnYear: Int] = [:]

    private struct Key: Hashable {
        let child: String
        let start: Day
    }

    private struct Mention {
        let year: ReturnYear
        let episode: Episode
    }

    /// - Parameter returns: in order of their years.
    init(_ returns: [Return]) {
        compareHeaders(returns)
        let returns = returns.filter(\.statesEpisodes)
        var mentions: [Key: [Mention]] = [:]
        for item in returns {
            // Where rows of one return disagree, all are kept as events; the first by content is compared.
            for episode in item.episodes.sorted(by: Episode.precedes) {
                let key = Key(child: episode.child, start: episode.start)
                if mentions[key]?.last?.year == item.year { continue }
                mentions[key, default: []].append(Mention(year: item.year, episode: episode))
            }
        }
        let years = returns.map(\.year)
        for list in mentions.values { compare(list, years) }
        for year in endsFirstStated.keys { endsFirstStated[year]?.sort { $0.place < $1.place } }
    }

    private mutating func compare(_ mentions: [Mention], _ years: [ReturnYear]) {
        for (a, b) in zip(mentions, mentions.dropFirst()) {
            compare(a, b)
            guard a.episode.isOpen, let index = years.firstIndex(of: a.year), years[index + 1] != b.year else { continue }
            let detail = "Open in return \(a.year.number), not in return \(years[index + 1].number), again in \(b.year.number)."
            faults.add(.leftOutBetween, of: a.episode.statement, "Episode from \(inWords(a.episode.start)). \(detail)")
        }
        guard let first = mentions.first, let last = mentions.last else { return }
        episodesFirstStated[first.year, default: 0] += 1
        if last.episode.isOpen, last.year != years.last {
            neverMentionedAgain[last.year, default: 0] += 1
            let detail = "Episode from \(inWords(last.episode.start)), open in return \(last.year.number), is in no later one."
            faults.add(.neverMentionedAgain, of: last.episode.statement, detail)
        }
        if let ended = mentions.first(where: { $0.episode.end.day != nil }), let end = ended.episode.end.day {
            endsFirstStated[ended.year, default: []].append(
                ImportReport.StatedEnd(
                    child: ended.episode.child, start: ended.episode.start, end: end, place: ended.episode.statement.place))
        }
    }

    private mutating func compare(_ a: Mention, _ b: Mention) {
        let (one, two) = (a.episode, b.episode)
        let episode = "Episode from \(inWords(one.start))"
        func reports(_ kind: ImportFault.Kind, _ detail: String) {
            faults.add(kind, of: two.statement, "\(episode): \(detail)")
        }
        // What belongs to the end is compared only between ends: on an open episode it says nothing.
        for column in ["RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "HOME_POST", "PL_POST", "URN"]
        where differ(one, two, column) {
            reports(
                .statedOtherwise,
                "\(column) was \"\(one.statement[column])\" in return \(a.year.number), now \"\(two.statement[column])\".")
        }
        switch (one.isOpen, two.isOpen) {
        case (false, false):
            for column in ["DEC", "REC", "REASON_PLACE_CHANGE"] where differ(one, two, column) {
                reports(
                    .endStatedOtherwise,
                    "\(column) was \"\(one.statement[column])\" in return \(a.year.number), now \"\(two.statement[column])\".")
            }
        case (false, true):
            reports(.endTakenBack, "ended on \(one.statement["DEC"]) in return \(a.year.number), now open.")
        case (true, false):
            guard let end = two.end.day, end <= a.year.last else { return }
            reports(
                .endKnownLate,
                "open in return \(a.year.number), which closed on \(inWords(a.year.last)), now ended on \(inWords(end)).")
        case (true, true): break
        }
    }

    /// A column that one of the files lacks says nothing.
    private func differ(_ a: Episode, _ b: Episode, _ column: String) -> Bool {
        guard let one = a.statement.row.cells[column], let two = b.statement.row.cells[column] else { return false }
        return one != two
    }

    private mutating func compareHeaders(_ returns: [Return]) {
        var known: [String: (year: ReturnYear, statement: Statement)] = [:]
        var pupils: [String: (year: ReturnYear, child: String)] = [:]
        for item in returns {
            for (child, header) in item.headers {
                if let earlier = known[child] {
                    for column in ["DOB", "SEX", "ETHNIC", "UPN"] {
                        guard let one = earlier.statement.row.cells[column], let two = header.row.cells[column], one != two else {
                            continue
                        }
                        let detail = "\(column) was \"\(one)\" in return \(earlier.year.number), now \"\(two)\"."
                        faults.add(.personStatedOtherwise, of: header, detail)
                    }
                }
                known[child] = (item.year, header)
            }
            for (child, header) in item.headers.sorted(by: { $0.key < $1.key }) where header["UPN"].utf8.count == Self.upnLength {
                if let earlier = pupils[header["UPN"]], earlier.child != child {
                    let detail = "UPN \(header["UPN"]) stood with child \(earlier.child) in return \(earlier.year.number)."
                    faults.add(.childRenumbered, of: header, detail)
                }
                pupils[header["UPN"]] = (item.year, child)
            }
        }
    }

    /// Characters of a unique pupil number; the codes for having none are shorter.
    private static let upnLength = 13
}
