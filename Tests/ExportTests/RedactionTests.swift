import JSON
import Testing

@testable import Export

@Suite struct `Redaction of names` {
    /// Events with these data, each by A. Patel.
    static func events(_ data: [String]) throws -> [JSONValue] {
        try data.enumerated().map { index, data in
            try JSONDocument(Array(#"{"sequence":"\#(index)","actorname":"A. Patel","data":\#(data)}"#.utf8)).root
        }
    }

    /// A case with a child, an uncle and somebody with a title.
    static let lane = [
        #"{"person":{"id":"c","name":"Mia Lane"},"is_child":true}"#, #"{"person":{"id":"u","name":"Robert Lane"}}"#,
        #"{"informant_name":"Mrs Anne-Marie O'Neil"}"#,
    ]

    @Test(arguments: [
        // In full and by parts, whatever the letters' case.
        ("Robert Lane came.", "[third party 1] came.", 1), ("ROBERT and robert", "[third party 1] and [third party 1]", 2),
        ("robert lane's dog", "[third party 1]'s dog", 1), ("(Robert)", "([third party 1])", 1),
        // What is part of another word, or borne by somebody who stays visible, stays.
        ("Roberta, Robertson and Albrobert", "Roberta, Robertson and Albrobert", 0),
        ("Mia Lane of the Lanes", "Mia Lane of the Lanes", 0),
        ("Mr Lane", "Mr Lane", 0), ("A. Patel said so", "A. Patel said so", 0),
        // A family by its name, but not what only looks like one.
        ("The O'Neils rang, O’NEILS", "The [third party 2]s rang, [third party 2]s", 2),
        ("the roberts of old", "the roberts of old", 0),
        // Hyphens and apostrophes are of the name; a title alone tells nobody.
        ("Anne-Marie rang", "[third party 2] rang", 1), ("Mrs O'Neil and Mrs Kay", "Mrs [third party 2] and Mrs Kay", 1),
        ("Mrs Anne-Marie O'Neil", "[third party 2]", 1),
        ("", "", 0), ("nobody", "nobody", 0),
    ])
    func `masks whole words`(text: String, masked: String, count: Int) throws {
        let redaction = Redaction(try Self.events(Self.lane))
        #expect(redaction.people == 2)
        let found = redaction.mask(text)
        #expect(found.text == masked && found.count == count)
    }

    @Test(arguments: [
        // What Word, Outlook and telephones make of apostrophes, hyphens and spaces.
        ("Sean O\u{2019}Brien came; O\u{2019}Brien shouted, O\u{2BC}brien left.", "# came; # shouted, # left."),
        ("Anne\u{2011}Marie, Anne Marie, Anne \u{2013} Marie, Anne and Marie", "@, @, @, @ and @"),
        ("Jo\u{A0}Li, Jo  Li, Jo\nLi, jo li", "%, %, %, %"), ("Jo, Jo\u{2019}s or JO, and (Li)", "%, %\u{2019}s or %, and (%)"),
        ("jo, Joan, Banjo, Lin and li", "jo, Joan, Banjo, Lin and li"),
        ("KLAUS STRASSE and Klaus Strasse", "& and &"), ("Zoe, ZOË and Zoe\u{308}", "*, * and *"), ("So\u{AD}ren", "^"),
        ("Smo\u{200B}rgas", "Smo\u{200B}rgas"), ("Mr O\u{2019}Brien\u{2019}s dog", "Mr #\u{2019}s dog"),
    ])
    func `masks a name however its signs are written`(text: String, masked: String) throws {
        let names = ["Sean O'Brien", "Anne-Marie", "Jo Li", "Klaus Straße", "Zoë", "Søren"]
        let redaction = Redaction(try Self.events(names.map { #"{"informant_name":"\#($0)"}"# }))
        let signs = zip(["#", "@", "%", "&", "*", "^"], 1...).map { ($0, "[third party \($1)]") }
        let expected = signs.reduce(masked) { $0.replacing($1.0, with: $1.1) }
        #expect(redaction.mask(text).text == expected)
    }

    @Test(arguments: [
        // Without the apostrophe or the hyphen, or with a space in its place, as registers and people in a hurry write them.
        ("OBRIEN, O Brien, O\u{2019} Brien, obrien and the O Briens", "#, #, #, # and the #s"),
        ("AnneMarie and annemarie, Anne\u{2019}Marie", "@ and @, @"), ("SeanOBrien", "#"), ("JoLi and JOLI", "% and %"),
        // What only looks like it is another word.
        ("OBriend, O'B Rien, Tobrien", "OBriend, O'B Rien, Tobrien"), ("a joli hat, Banjoli", "a joli hat, Banjoli"),
    ])
    func `masks a name whose parts are joined or set apart`(text: String, masked: String) throws {
        try expect(text, masked)
    }

    @Test(arguments: [
        // Zero-width space, joiner and non-joiner, word joiner, byte order mark, soft hyphen: within a name, between its parts, and
        // between a name and what stands beside it.
        ("Sean\u{200B}O'Brien, Sean\u{200D}O'Brien, Sean\u{AD}O'Brien", "#, #, #"), ("Jo\u{200B}Li, Jo\u{2060}Li", "%, %"),
        ("O\u{200C}Brien, O'\u{FEFF}Brien, O'Bri\u{200B}en", "#, #, #"),
        ("Mr\u{200B}O'Brien\u{200B}rang", "Mr\u{200B}#\u{200B}rang"), ("with\u{200D}Zoe", "with\u{200D}*"),
        // A joiner is of the sign before it.
        ("Zoe\u{200D}came", "*came"),
    ])
    func `masks a name that signs without width join`(text: String, masked: String) throws { try expect(text, masked) }

    @Test(arguments: [
        ("\u{FF2F}\u{FF07}\u{FF22}\u{FF52}\u{FF49}\u{FF45}\u{FF4E}", "#"), ("\u{FF3A}\u{FF2F}\u{FF25} came", "* came"),
        ("\u{FF21}nne\u{FF0D}Marie", "@"), ("\u{FF2A}\u{FF4F}\u{3000}\u{FF2C}\u{FF49}", "%"),
        ("\u{FF3A}\u{FF4F}\u{FF45}\u{FF59}", "\u{FF3A}\u{FF4F}\u{FF45}\u{FF59}"),
    ])
    func `masks a name in letters of full width`(text: String, masked: String) throws { try expect(text, masked) }

    /// Compares what is masked of names with signs in them; each has a sign of its own in `masked`.
    private func expect(_ text: String, _ masked: String) throws {
        let names = ["Sean O'Brien", "Anne-Marie", "Jo Li", "Zoë"]
        let redaction = Redaction(try Self.events(names.map { #"{"informant_name":"\#($0)"}"# }))
        let signs = zip(["#", "@", "%", "*"], 1...).map { ($0, "[third party \($1)]") }
        #expect(redaction.mask(text).text == signs.reduce(masked) { $0.replacing($1.0, with: $1.1) })
    }

    @Test func `keeps a name that somebody who stays visible writes without its apostrophe`() throws {
        let redaction = Redaction(try Self.events([#"{"informant_name":"Sean O'Brien"}"#]), kept: ["Mia OBrien"])
        #expect(redaction.mask("Mia O'Brien and Sean OBrien").text == "Mia O'Brien and [third party 1]")
    }

    @Test func `masks a number that is written without its spaces`() throws {
        let redaction = Redaction(
            try Self.events([#"{"informant_name":"Joan Orr","informant_contact_number":"020 7946 0000"}"#]))
        #expect(redaction.mask("02079460000, 020-79460000, 0207946000").text == "[third party 1], [third party 1], 0207946000")
    }

    @Test func `masks no title and no initial of a short name, and no short part that somebody who stays visible bears`() throws {
        let redaction = Redaction(
            try Self.events([#"{"informant_name":"Dr J. Li"}"#, #"{"informant_name":"Al Mo"}"#]), kept: ["Mo Ray"])
        #expect(redaction.mask("Dr Orr, J. Orr, Mr Li, Al, Mo").text == "Dr Orr, J. Orr, Mr [third party 1], [third party 2], Mo")
    }

    @Test func `masks no word that only stands for a name, and nothing for what is none`() throws {
        let redaction = Redaction(try Self.events([]), masked: ["The Mother", "Unknown Father", "", " ", "."])
        #expect(redaction.people == 2)
        #expect(redaction.mask("The mother and an unknown aunt. All.").text == "[third party 1] and an unknown aunt. All.")
    }

    @Test func `masks a family's name, and not one that somebody who stays visible bears`() throws {
        func mask(_ text: String, keeping kept: [String]) throws -> String {
            Redaction(try Self.events([#"{"informant_name":"Jon Marsh"}"#, #"{"informant_name":"Robert Orr"}"#]), kept: kept)
                .mask(text).text
        }
        #expect(try mask("the Marshes and Mia Roberts", keeping: []) == "the [third party 1]s and Mia [third party 2]s")
        #expect(try mask("the Marshes and Mia Roberts", keeping: ["Mia Roberts"]) == "the [third party 1]s and Mia Roberts")
    }

    @Test func `tells names that stand nowhere`() throws {
        let events = try Self.events(Self.lane)
        #expect(Redaction.absent(["Robert", "Elis", "lane", "Mrs O\u{2019}Neil", "Roberta"], in: events) == ["Elis", "Roberta"])
    }

    @Test(arguments: [
        (#"{"person":{"name":"Joan Orr"}}"#, true), (#"{"people":[{"name":"Joan Orr","relationship":"aunt"}]}"#, true),
        (#"{"a":{"b":[{"name":"Joan Orr","attended":true,"x":1}]}}"#, true), (#"{"informant_name":"Joan Orr"}"#, true),
        (#"{"worker":{"id":"w","name":"Joan Orr","role":"nurse","team":"t"}}"#, true),
        // Other things have names too.
        (#"{"file":{"name":"Joan Orr","type":"pdf"}}"#, false), (#"{"details":"Joan Orr"}"#, false),
        // The child of the case is no third party.
        (#"{"person":{"name":"Joan Orr"},"is_child":true}"#, false), (#"{"person":{"name":""}}"#, false),
    ])
    func `takes those for people whom a field names as such`(data: String, isMasked: Bool) throws {
        let redaction = Redaction(try Self.events([data]))
        #expect(redaction.mask("Joan Orr").text == (isMasked ? "[third party 1]" : "Joan Orr"))
    }

    @Test func `masks and keeps names by hand, whatever the rule says`() throws {
        let events = try Self.events(Self.lane)
        #expect(Redaction(events, kept: ["Robert Lane"]).mask("Robert").text == "Robert")
        #expect(Redaction(events, masked: ["Mrs Kay"]).mask("Mrs Kay, Kay").text == "[third party 1], [third party 1]")
        // Who acted is masked where that is asked for.
        #expect(Redaction(events, masked: ["A. Patel"]).mask("Patel").text == "[third party 1]")
    }

    @Test func `goes through every text of a value, and leaves names of fields and all else as they are`() throws {
        let redaction = Redaction(try Self.events(Self.lane))
        let value = try JSONDocument(Array(#"{"Robert":["Robert",{"a":"to Robert"},1.50,true,null]}"#.utf8)).root
        var writer = JSONWriter()
        #expect(redaction.write(value, to: &writer) == 2)
        let expected = #"{"Robert":["[third party 1]",{"a":"to [third party 1]"},1.50,true,null]}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        // How somebody is reached is masked as the name is, wherever it stands.
        (#"{"informant_name":"Joan Orr","informant_contact_number":"020 7946 0000"}"#, "rang 020 7946 0000 at six", true),
        (#"{"informant_contact_number":"020 7946 0000"}"#, "020 7946 0000", true),
        (#"{"people":[{"name":"Joan Orr","relationship":"aunt","email":"j@example.org"}]}"#, "write to J@example.org", true),
        (#"{"person":{"name":"Joan Orr"},"address":"1 High Lane"}"#, "moved to 1 High Lane", true),
        // Part of another number it is not.
        (#"{"informant_name":"Joan Orr","informant_contact_number":"0207"}"#, "10207 and 02070", false),
        // What tells nobody anything stays, and so does what belongs to nobody who is masked.
        (#"{"informant_name":"Joan Orr","informant_contact_number":"not given"}"#, "not given", false),
        (#"{"person":{"name":"Mia Lane"},"is_child":true,"address":"1 High Lane"}"#, "1 High Lane", false),
        (#"{"home":{"postcode":"N1 1AA"},"venue_address":"2 High Lane"}"#, "N1 1AA, 2 High Lane", false),
    ])
    func `masks how third parties are reached`(data: String, text: String, isMasked: Bool) throws {
        let redaction = Redaction(try Self.events([data]))
        #expect(redaction.mask(text).text.contains("[third party 1]") == isMasked)
        #expect(redaction.people == (data.contains("Orr") || isMasked ? 1 : 0))
    }
}
