/// What the codes of a children in need census mean, and which word of the event vocabulary fits. The lists are those of the
/// Department for Education's schemas of 2017 to 2026. A code that is in no list is kept and reported.
enum CensusCodes {
    /// Who referred the child: words, and the word in `from_role`.
    static let referralSources: [String: (says: String, role: String)] = [
        "1A": ("family member, relative or carer", "family"),
        "1B": ("acquaintance", "public"),
        "1C": ("the child", "child"),
        "1D": ("other individual", "public"),
        "2A": ("school", "partner_agency"),
        "2B": ("education service", "partner_agency"),
        "3A": ("general practitioner", "partner_agency"),
        "3B": ("health visitor", "partner_agency"),
        "3C": ("school nurse", "partner_agency"),
        "3D": ("other primary health service", "partner_agency"),
        "3E": ("accident and emergency department", "partner_agency"),
        "3F": ("other health service", "partner_agency"),
        "4": ("housing", "partner_agency"),
        "5A": ("local authority social care", "partner_agency"),
        "5B": ("other service of the local authority", "partner_agency"),
        "5C": ("another local authority", "another_authority"),
        "5D": ("early help", "partner_agency"),
        "6": ("police", "partner_agency"),
        "7": ("other legal agency", "partner_agency"),
        "8": ("other agency", "partner_agency"),
        "9": ("anonymous", "public"),
        "10": ("unknown", "other"),
    ]

    static let needs: [String: String] = [
        "N1": "abuse, neglect or exploitation", "N2": "the child's disability or illness", "N3": "parental disability or illness",
        "N4": "family in acute stress", "N5": "family dysfunction", "N6": "socially unacceptable behaviour", "N7": "low income",
        "N8": "absent parenting", "N9": "cases other than children in need", "N0": "not stated",
    ]

    static let closures: [String: String] = [
        "RC1": "adopted", "RC2": "died", "RC3": "child arrangements order", "RC4": "special guardianship order",
        "RC5": "transferred to another local authority", "RC6": "transferred to adult social care",
        "RC7": "services ceased for another reason, including that the child is no longer in need",
        "RC8": "closed after assessment, no further action", "RC9": "closed after assessment, referred to early help",
    ]

    static let abuse: [String: String] = [
        "NEG": "neglect", "PHY": "physical abuse", "SAB": "sexual abuse", "EMO": "emotional abuse", "MUL": "multiple",
    ]

    static let disabilities: [String: String] = [
        "NONE": "no disability", "MOB": "mobility", "HAND": "hand function", "PC": "personal care", "INC": "incontinence",
        "COMM": "communication", "LD": "learning", "HEAR": "hearing", "VIS": "vision", "BEH": "behaviour",
        "CON": "consciousness", "AUT": "autism", "DDA": "other",
    ]

    static let sexes: [String: String] = [
        "M": "male", "F": "female", "U": "unknown", "1": "male", "2": "female", "0": "not known", "9": "not specified",
    ]

    /// Nil where the code says that the origin is not known.
    static let ethnicities: [String: String?] = [
        "WBRI": "White British", "WIRI": "White Irish", "WIRT": "Traveller of Irish heritage",
        "WOTH": "any other White background", "WROM": "Gypsy or Roma", "MWBC": "White and Black Caribbean",
        "MWBA": "White and Black African", "MWAS": "White and Asian", "MOTH": "any other mixed background", "AIND": "Indian",
        "APKN": "Pakistani", "ABAN": "Bangladeshi", "AOTH": "any other Asian background", "BCRB": "Caribbean",
        "BAFR": "African", "BOTH": "any other Black background", "CHNE": "Chinese", "OOTH": "any other ethnic group",
        "REFU": nil, "NOBT": nil,
    ]

    static let noPupilNumber: Set<String> = ["UN1", "UN2", "UN3", "UN4", "UN5", "UN6", "UN7"]

    /// `true`, `false` or nil where it is neither; schemas of different years write them in words or as a digit.
    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "1", "true", "y", "yes": true
        case "0", "false", "n", "no": false
        default: nil
        }
    }

    /// What an assessment found.
    static let factors: [String: String] = {
        var factors: [String: String] = [
            "7A": "young carer", "8A": "privately fostered", "8B": "privately fostered, overseas child who intends to return",
            "8C": "privately fostered, overseas child who intends to stay",
            "8D": "privately fostered, child in an educational placement",
            "8E": "privately fostered, child under another arrangement of the family", "8F": "privately fostered, other",
            "9A": "unaccompanied asylum-seeking child", "10A": "missing", "11A": "child sexual exploitation",
            "12A": "trafficking", "13A": "gangs", "14A": "socially unacceptable behaviour", "15A": "self-harm",
            "16A": "neglect", "17A": "emotional abuse", "18A": "physical abuse", "18B": "physical abuse, child on child",
            "18C": "physical abuse, adult on child", "19A": "sexual abuse", "19B": "sexual abuse, child on child",
            "19C": "sexual abuse, adult on child", "20": "other", "21": "no factors identified",
            "22A": "female genital mutilation", "23A": "abuse linked to faith or belief", "24A": "child criminal exploitation",
        ]
        let topics = [
            "1": "alcohol misuse", "2": "drug misuse", "3": "domestic abuse", "4": "mental health", "5": "learning disability",
            "6": "physical disability or illness",
        ]
        for (number, topic) in topics {
            factors[number + "A"] = "\(topic): the child"
            factors[number + "B"] = "\(topic): a parent or carer"
            factors[number + "C"] = "\(topic): another person in the household"
        }
        return factors
    }()
}
