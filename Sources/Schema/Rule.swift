/// One schema, flattened: numbers, and places in tables, so that checking a value follows no references. Keywords for a
/// kind of value stand together, and are nil where the schema has none of them.
struct Rule {
    var types = TypeSet.all
    /// `const`, `enum`: places in `Tables.choices`.
    var const: Int?
    var choice: Int?
    var object: Int?
    var array: Int?
    var string: Int?
    var number: Int?
}

/// What `type` allows.
struct TypeSet: OptionSet {
    let rawValue: UInt8

    static let object = TypeSet(rawValue: 1)
    static let array = TypeSet(rawValue: 2)
    static let string = TypeSet(rawValue: 4)
    static let number = TypeSet(rawValue: 8)
    /// A number without a fraction, however written: 1.0 is one.
    static let integer = TypeSet(rawValue: 16)
    static let boolean = TypeSet(rawValue: 32)
    static let null = TypeSet(rawValue: 64)
    static let all = TypeSet(rawValue: 127)

    /// The names that `type` takes, with the words used to people.
    static let named: [(name: String, set: TypeSet, words: String)] = [
        ("string", .string, "a text"), ("integer", .integer, "a whole number"), ("number", .number, "a number"),
        ("boolean", .boolean, "true or false"), ("array", .array, "a list"), ("object", .object, "an object"),
        ("null", .null, "null"),
    ]
}

struct ObjectRule: Equatable {
    /// Its members' names; their places in `Tables.members`.
    var names = NameTables.Table(start: 0, mask: 0)
    /// Whether a name not in `properties` is refused.
    var isClosed = false
    /// A bit for each required member.
    var required: UInt64 = 0
    var least = 0
    var most = Int.max
}

/// What an object's schema says about one name.
struct Member {
    /// The rule for its value; nil where the name is only required.
    var rule: Int?
    /// Its bit in `ObjectRule.required`, or none.
    var required: UInt64 = 0
}

struct ArrayRule: Equatable {
    var least = 0
    var most = Int.max
    var isUnique = false
    /// The rule for each element.
    var items: Int?
}

struct StringRule: Equatable {
    /// In code points.
    var least = 0
    var most = Int.max
    var format: Format?
    /// Place in `Tables.patterns`.
    var pattern: Int?
}

struct NumberRule: Equatable {
    var minimum: Decimal?
    var maximum: Decimal?
    var exclusiveMinimum: Decimal?
}

/// The values of an `enum` or `const`: texts by name, all others in canonical form.
struct Choice {
    var texts: NameTables.Table
    var others: Set<[UInt8]> = []
}

/// What a fault needs to be put in words; never read while checking.
struct Wording {
    var description: String?
    var properties: [String] = []
    /// Required members, by their bit, each with its description.
    var required: [(name: String, description: String?)] = []
    /// The values of `enum`, as they stand in the schema.
    var choices: [String] = []
    var const: String?
    var pattern: String?
    /// Bounds as they stand in the schema.
    var minimum = ""
    var maximum = ""
    var exclusiveMinimum = ""
}

/// Everything that one file's rules refer to.
struct Tables {
    var rules: [Rule] = []
    /// One for each rule.
    var wording: [Wording] = []
    var objects: [ObjectRule] = []
    var members: [Member] = []
    var arrays: [ArrayRule] = []
    var strings: [StringRule] = []
    var numbers: [NumberRule] = []
    var choices: [Choice] = []
    var patterns: [Pattern] = []
    var names = NameTables()
}
