/// What the codes of the return mean, and which word of the event vocabulary fits. The lists are those of the Department
/// for Education's guides to the collections of 2017-18 to 2022-23. A code that is in no list is kept and reported.
enum Codes {
    /// Why an episode began (RNE).
    enum Beginning: String {
        case startedToBeLookedAfter = "S"
        case legalStatus = "L"
        /// Another placement, with other carers.
        case placement = "P"
        /// Another placement, with the same carers.
        case placementSameCarers = "T"
        case legalStatusAndPlacement = "B"
        case legalStatusAndPlacementSameCarers = "U"

        var changesLegalStatus: Bool {
            switch self {
            case .startedToBeLookedAfter, .legalStatus, .legalStatusAndPlacement, .legalStatusAndPlacementSameCarers: true
            case .placement, .placementSameCarers: false
            }
        }

        var changesPlacement: Bool { self != .legalStatus }

        var keepsCarers: Bool { self == .placementSameCarers || self == .legalStatusAndPlacementSameCarers }
    }

    /// A legal status (LS).
    struct LegalStatus {
        let says: String
        /// In `placement.started`.
        var placement = "other"
        /// In `status.started` and `status.ended`; nil where the vocabulary has no word for it.
        var status: String?
    }

    static let legalStatuses: [String: LegalStatus] = [
        "C1": LegalStatus(
            says: "interim care order (Children Act 1989 section 38)", placement: "interim_care_order",
            status: "interim_care_order"),
        "C2": LegalStatus(says: "care order (Children Act 1989 section 31)", placement: "care_order", status: "care_order"),
        "D1": LegalStatus(says: "freeing order (Adoption Act 1976 section 18)"),
        "E1": LegalStatus(
            says: "placement order (Adoption and Children Act 2002 section 21)", placement: "placement_order",
            status: "placement_order"),
        "V2": LegalStatus(
            says: "single period of accommodation (Children Act 1989 section 20)", placement: "accommodated",
            status: "accommodated"),
        "V3": LegalStatus(
            says: "series of short breaks, each recorded (Children Act 1989 section 20)", placement: "accommodated",
            status: "accommodated"),
        "V4": LegalStatus(
            says: "series of short breaks, the agreement recorded (Children Act 1989 section 20)", placement: "accommodated",
            status: "accommodated"),
        "L1": LegalStatus(
            says: "police protection (Children Act 1989 section 46)", placement: "police_protection", status: "police_protection"),
        "L2": LegalStatus(
            says: "emergency protection order (Children Act 1989 section 44)", placement: "emergency_protection",
            status: "emergency_protection"),
        "L3": LegalStatus(says: "child assessment order (Children Act 1989 section 43)"),
        "J1": LegalStatus(
            says: "remand to local authority or youth detention accommodation", placement: "remand", status: "remand"),
        "J2": LegalStatus(says: "accommodation under the Police and Criminal Evidence Act 1984"),
        "J3": LegalStatus(says: "youth rehabilitation order with a residence or intensive fostering requirement"),
    ]

    /// Legal statuses of a series of short breaks.
    static let shortBreaks: Set<String> = ["V3", "V4"]

    /// The child's main need when they came to be looked after (CIN).
    static let needs: [String: String] = [
        "N1": "abuse or neglect", "N2": "the child's disability", "N3": "illness or disability of a parent",
        "N4": "a family in acute stress", "N5": "family dysfunction", "N6": "socially unacceptable behaviour", "N7": "low income",
        "N8": "absent parenting",
    ]

    /// Kinds of placement (PLACE) as `placement.started` has them.
    static let placements: [String: String] = [
        // Placed for adoption.
        "A3": "adoptive", "A4": "adoptive", "A5": "adoptive", "A6": "adoptive",
        // Semi-independent living; independent living. P3 is residential employment.
        "H5": "independent", "P2": "independent", "P3": "other",
        // Secure and other children's homes.
        "K1": "residential", "K2": "residential",
        "P1": "with_parents",
        // Residential care home; health establishment; family centre; residential school.
        "R1": "residential", "R2": "residential", "R3": "residential", "S1": "residential",
        // Young offender institution.
        "R5": "other",
        // Temporary moves: hospital, holiday, while the carers are away, up to seven days.
        "T0": "other", "T1": "other", "T2": "other", "T3": "other", "T4": "other",
        // Foster carers who are relatives or friends; other foster carers.
        "U1": "connected_person", "U2": "connected_person", "U3": "connected_person",
        "U4": "foster", "U5": "foster", "U6": "foster",
        "Z1": "other",
    ]

    /// Children's homes: for them the URN names the home itself, for foster carers only their agency.
    static let homes: Set<String> = ["K1", "K2"]

    static let providers: Set<String> = ["PR0", "PR1", "PR2", "PR3", "PR4", "PR5"]

    static let placementChanges: Set<String> = [
        "CARPL", "CLOSE", "ALLEG", "STAND", "APPRR", "CREQB", "CREQO", "CHILD", "LAREQ", "PLACE", "CUSTOD", "OTHER",
    ]

    /// How a child who ceased to be looked after (REC) left care.
    struct Leaving {
        let says: String
        /// In `status.ended`.
        var outcome = "other"
        /// In `placement.ended`.
        var ending = "other"
    }

    /// The code that says that another episode begins the same day.
    static let goesOn = "X1"
    static let died = "E2"
    /// Care taken over by another authority: the order lasts, the child only leaves this authority's care.
    static let takenOver = "E3"

    static let leavings: [String: Leaving] = [
        "E11": Leaving(says: "adopted, the application unopposed", outcome: "adopted", ending: "adopted"),
        "E12": Leaving(says: "adopted, consent dispensed with by the court", outcome: "adopted", ending: "adopted"),
        "E2": Leaving(says: "died"),
        "E3": Leaving(says: "care taken over by another authority"),
        "E4A": Leaving(
            says: "returned home to parents or others with parental responsibility, as planned", outcome: "returned_home",
            ending: "returned_home"),
        "E4B": Leaving(
            says: "returned home to parents or others with parental responsibility, not as planned", outcome: "returned_home",
            ending: "returned_home"),
        "E13": Leaving(says: "left to live with parents or relatives without parental responsibility"),
        "E41": Leaving(says: "child arrangements order", outcome: "order_made"),
        // E43 and E44 are older than the four codes that follow them.
        "E43": Leaving(says: "special guardianship order to the former foster carers", outcome: "order_made"),
        "E44": Leaving(says: "special guardianship order to others than the former foster carers", outcome: "order_made"),
        "E45": Leaving(
            says: "special guardianship order to the former foster carers, relatives or friends", outcome: "order_made"),
        "E46": Leaving(
            says: "special guardianship order to the former foster carers, not relatives or friends", outcome: "order_made"),
        "E47": Leaving(says: "special guardianship order to other carers, relatives or friends", outcome: "order_made"),
        "E48": Leaving(says: "special guardianship order to other carers, not relatives or friends", outcome: "order_made"),
        "E5": Leaving(says: "independent living with support"),
        "E6": Leaving(says: "independent living without support"),
        "E7": Leaving(says: "transferred to residential care funded by adult social services"),
        "E8": Leaving(says: "any other reason"),
        "E9": Leaving(says: "sentenced to custody"),
        "E14": Leaving(says: "accommodation on remand ended"),
        "E15": Leaving(says: "found by an age assessment to be 18 or over"),
        "E16": Leaving(says: "moved abroad"),
        "E17": Leaving(says: "aged 18 or over and stayed with the carers", outcome: "turned_18", ending: "turned_18"),
    ]

    /// How a child took part in a review (REVIEW_CODE).
    struct Participation {
        let attended: Bool
        let how: String
        /// Who gave the child's views, where the code says.
        var voice: String?
    }

    static let participations: [String: Participation] = [
        "PN1": Participation(attended: true, how: "in person, spoke for themselves", voice: "child"),
        "PN2": Participation(attended: true, how: "in person, an advocate spoke for them", voice: "advocate"),
        "PN3": Participation(attended: true, how: "in person, conveyed their views without words"),
        "PN4": Participation(attended: true, how: "in person, did not speak or convey their views and asked nobody to"),
        "PN5": Participation(attended: false, how: "through an advocate whom they had briefed", voice: "advocate"),
        "PN6": Participation(attended: false, how: "sent their views in writing, by recording or by another means"),
        "PN7": Participation(attended: false, how: "none"),
    ]
    /// Under four years old at the review: the return does not say whether the child was there.
    static let tooYoung = "PN0"

    static let sexes: [String: String] = ["1": "male", "2": "female"]

    /// Ethnic origin; nil where the code says that it is not known.
    static let ethnicities: [String: String?] = [
        "WBRI": "White British", "WIRI": "White Irish", "WIRT": "Traveller of Irish heritage",
        "WOTH": "any other White background",
        "WROM": "Gypsy or Roma", "MWBC": "White and Black Caribbean", "MWBA": "White and Black African",
        "MWAS": "White and Asian",
        "MOTH": "any other mixed background", "AIND": "Indian", "APKN": "Pakistani", "ABAN": "Bangladeshi",
        "AOTH": "any other Asian background", "BCRB": "Caribbean", "BAFR": "African", "BOTH": "any other Black background",
        "CHNE": "Chinese", "OOTH": "any other ethnic group", "REFU": String?.none, "NOBT": String?.none,
    ]

    static let mothers: Set<String> = ["0", "1"]

    static let absences: [String: String] = ["M": "missing from care", "A": "away from placement without authorisation"]

    /// Whether the authority is in touch with a care leaver (IN_TOUCH).
    static let touch: [String: String] = [
        "YES": "yes", "NO": "no", "REFU": "no, the young person refuses contact",
        "NREQ": "no, the young person no longer needs help",
        "RHOM": "no, the young person returned home", "DIED": "no, the young person died",
    ]
    static let leaverDied = "DIED"

    /// A care leaver's main activity (ACTIV). F is full time, P part time.
    static let activities: [String: String] = [
        "F1": "full time in higher education", "P1": "part time in higher education", "F2": "full time in other education",
        "P2": "part time in other education", "F4": "full time in an apprenticeship", "P4": "part time in an apprenticeship",
        "F5": "full time in other training or employment", "P5": "part time in other training or employment",
        "G4": "not in education, employment or training because of illness or disability",
        "G5": "not in education, employment or training for other reasons",
        "G6": "not in education, employment or training because of pregnancy or parenting", "0": "not returned",
    ]

    /// A care leaver's accommodation (ACCOM): a letter, and 1 where it is suitable or 2 where it is not.
    static func accommodation(_ code: String) -> String? {
        if code == "0" { return "not returned" }
        guard code.utf8.count == 2, let letter = code.first, let mark = code.last, let place = accommodations[letter] else {
            return nil
        }
        switch mark {
        case "1" where !"SX".contains(letter): return "\(place), suitable"
        case "2": return "\(place), not suitable"
        default: return nil
        }
    }

    private static let accommodations: [Character: String] = [
        "B": "with parents or relatives", "C": "community home or other residential care", "D": "semi-independent, transitional",
        "E": "supported lodgings", "G": "gone abroad", "H": "deported", "K": "ordinary lodgings", "R": "not known",
        "S": "no fixed abode", "T": "foyer or similar", "U": "independent living", "V": "emergency accommodation",
        "W": "bed and breakfast", "X": "in custody", "Y": "other", "Z": "with former foster carers",
    ]
}
