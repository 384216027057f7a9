// swift-tools-version: 6.2
import PackageDescription

/// Every target is built with the same strictness; `unsafe` is for what calls C or swift-crypto, in a target of its own, for one line
/// of ServiceManager, and for one of Server (docs/decisions/0042-short-posts-run-on-their-loop.md).
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0458-strict-memory-safety.md
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioExtras = Target.Dependency.product(name: "NIOExtras", package: "swift-nio-extras")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "daybook",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // From the ground up: a target may import only what stands above it in this list.
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        // One ioctl: Swift can only ask a terminal for its width through unsafe pointers.
        .systemLibrary(name: "CTerminal"),
        // What the kernel and the C library offer and Swift can reach only through unsafe pointers, or not at all.
        .systemLibrary(name: "CPosix"),
        .target(name: "Posix", dependencies: ["CPosix", system], swiftSettings: settings),
        // One datagram: SwiftNIO pads an abstract address, and the kernel then knows it by another name.
        .systemLibrary(name: "CNotify"),
        .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: settings + [.enableExperimentalFeature("Lifetimes")]),
        .target(name: "YAML", dependencies: ["CYAML"], swiftSettings: settings),
        .target(name: "JSON", swiftSettings: settings),
        .target(name: "CSV", swiftSettings: settings),
        .target(name: "Waiting", swiftSettings: settings),
        .target(name: "Release", swiftSettings: settings),
        // swift-crypto over memory where it stands: it takes pointers there, or copies.
        .target(name: "Spans", dependencies: [crypto], swiftSettings: settings),
        .target(name: "Transparency", dependencies: ["Spans", crypto], swiftSettings: settings),
        .target(name: "Events", dependencies: ["Spans", "JSON", crypto], swiftSettings: settings),
        .target(name: "Access", dependencies: ["YAML", "Events"], swiftSettings: settings),
        .target(name: "Receipts", dependencies: ["JSON", "Transparency", "Events"], swiftSettings: settings),
        .target(name: "Schema", dependencies: ["JSON", "Events"], swiftSettings: settings),
        .target(
            name: "Ledger",
            dependencies: ["Posix", "LMDB", "Waiting", "Spans", "JSON", "Transparency", "Events", crypto, nioPosix, system],
            swiftSettings: settings),
        .target(
            name: "LedgerJobs",
            dependencies: ["JSON", "Transparency", "Ledger", "Posix", nioPosix, system],
            swiftSettings: settings),
        .target(name: "Practice", dependencies: ["JSON", "Events"], swiftSettings: settings),
        .target(name: "Standards", dependencies: ["YAML", "JSON", "Events", "Practice"], swiftSettings: settings),
        .target(name: "Retention", dependencies: ["YAML", "Events", "Practice"], swiftSettings: settings),
        .target(
            name: "Views", dependencies: ["LMDB", "Waiting", "JSON", "Transparency", "Events", "Ledger", nioPosix],
            swiftSettings: settings),
        .target(name: "Published", dependencies: ["JSON", "Standards"], swiftSettings: settings),
        .target(name: "XML", dependencies: ["CXML"], swiftSettings: settings),
        .target(name: "Zip", dependencies: ["CZip"], swiftSettings: settings),
        .target(name: "Import", dependencies: ["CSV", "YAML", "XML", "Zip", "JSON", "Events", crypto], swiftSettings: settings),
        .target(
            name: "Witnesses",
            dependencies: ["JSON", "Posix", "Transparency", "Events", "Ledger", logging, nioCore, nioPosix, nioHTTP1],
            swiftSettings: settings),
        // TLS, for a process of its own: no other target may import it.
        .target(
            name: "WitnessCalls",
            dependencies: ["JSON", "Posix", "Witnesses", nioCore, nioPosix, nioHTTP1, nioSSL, nioTLS, system],
            swiftSettings: settings),
        .target(name: "Wire", dependencies: ["JSON", "Transparency", "Events", "Ledger"], swiftSettings: settings),
        .target(name: "Telemetry", swiftSettings: settings),
        .target(name: "ServiceManager", dependencies: ["CNotify"], swiftSettings: settings),
        .target(
            name: "Server",
            dependencies: [
                "CSV", "Waiting", "Release", "JSON", "Transparency", "Events", "Access", "Receipts", "Schema", "Ledger",
                "LedgerJobs", "Practice", "Standards", "Retention", "Views", "Witnesses", "Wire", "Telemetry", hummingbird,
                hummingbirdCore, httpTypes,
                logging, nioCore, nioPosix, nioHTTP1, nioExtras, nioHTTPTypes, lifecycle,
            ],
            swiftSettings: settings),
        .target(name: "Client", dependencies: ["JSON", nioCore, nioPosix, nioHTTP1, system], swiftSettings: settings),
        .target(name: "Export", dependencies: ["CSV", "JSON", "Events"], swiftSettings: settings),
        .target(name: "Rendering", dependencies: ["JSON", "Events"], swiftSettings: settings),
        .executableTarget(
            name: "daybookd",
            dependencies: [
                "Release", "JSON", "Posix", "Transparency", "Events", "Access", "Schema", "Ledger", "LedgerJobs", "Practice",
                "Standards",
                "Retention", "Views", "Witnesses", "WitnessCalls", "Published", "Server", "ServiceManager",
                arguments, logging, nioPosix, lifecycle, signals, system,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "daybook",
            dependencies: [
                "CTerminal", "YAML", "Release", "JSON", "Posix", "Transparency", "Events", "Access", "Receipts", "Schema",
                "Ledger", "LedgerJobs", "Standards", "Published", "Import", "Export", "Client", "Rendering", arguments, nioCore,
                nioPosix, signals,
                system,
            ],
            swiftSettings: settings),
        // How quick a check is, for Benchmarks/verify.py; not installed.
        .executableTarget(
            name: "checkspeed", dependencies: ["LMDB", "JSON", "Events", "Ledger", crypto, system],
            path: "Benchmarks/checkspeed", swiftSettings: settings),
        .target(
            name: "Support", dependencies: ["JSON", "Events", "Ledger", nioCore, nioPosix], path: "Tests/Support",
            swiftSettings: settings),
        .testTarget(name: "PosixTests", dependencies: ["Posix", system], swiftSettings: settings),
        .testTarget(name: "WaitingTests", dependencies: ["Waiting"], swiftSettings: settings),
        .testTarget(name: "CSVTests", dependencies: ["CSV"], swiftSettings: settings),
        .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: settings),
        .testTarget(name: "ZipTests", dependencies: ["Zip", "Support"], swiftSettings: settings),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"], swiftSettings: settings),
        .testTarget(name: "SpansTests", dependencies: ["Spans", crypto], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(name: "EventsTests", dependencies: ["Events", "JSON", "Support", crypto], swiftSettings: settings),
        .testTarget(
            name: "TransparencyTests", dependencies: ["Transparency", "JSON", "Support", crypto], swiftSettings: settings),
        .testTarget(name: "AccessTests", dependencies: ["Access", "Events"], swiftSettings: settings),
        .testTarget(
            name: "ReceiptsTests", dependencies: ["Receipts", "Transparency", "Events", "Wire", "JSON", "Support", crypto],
            swiftSettings: settings),
        .testTarget(name: "RetentionTests", dependencies: ["Retention", "Practice", "Events", "JSON"], swiftSettings: settings),
        .testTarget(name: "SchemaTests", dependencies: ["Schema", "JSON", "Support"], swiftSettings: settings),
        .testTarget(
            name: "LedgerTests", dependencies: ["Ledger", "LMDB", "Transparency", "Events", "JSON", "Support"],
            swiftSettings: settings),
        .testTarget(name: "PracticeTests", dependencies: ["Practice", "Events", "JSON", "Support"], swiftSettings: settings),
        .target(
            name: "StandardsExamples", dependencies: ["Standards", "Published", "YAML", "Practice", "Events", "JSON"],
            path: "Tests/StandardsExamples", swiftSettings: settings),
        .testTarget(
            name: "StandardsTests",
            dependencies: ["StandardsExamples", "Standards", "Published", "Practice", "YAML", "Events", "JSON", "Support"],
            swiftSettings: settings),
        .testTarget(
            name: "ViewsTests", dependencies: ["Views", "Ledger", "LMDB", "Events", "Support", nioPosix],
            swiftSettings: settings),
        .testTarget(
            name: "ImportTests", dependencies: ["Import", "Events", "JSON", "Support"],
            swiftSettings: settings),
        .testTarget(
            name: "WireTests", dependencies: ["Wire", "Ledger", "Transparency", "Events", "JSON"], swiftSettings: settings),
        .testTarget(name: "ExportTests", dependencies: ["Export", "JSON"], swiftSettings: settings),
        .testTarget(name: "ClientTests", dependencies: ["Client", "Support", system], swiftSettings: settings),
        .testTarget(name: "RenderingTests", dependencies: ["Rendering", "Events", "JSON"], swiftSettings: settings),
        .testTarget(name: "CommandTests", dependencies: ["daybook", "JSON", "Support"], swiftSettings: settings),
        .testTarget(name: "ServiceManagerTests", dependencies: ["ServiceManager"], swiftSettings: settings),
    ]
)

// The fuzzers need a sanitizer's runtime, so they are there only for those who ask for them: make fuzz. What is daybook's
// own is instrumented then, what others wrote is not: inputs are sought that reach more of daybook. DAYBOOK_FUZZERS=plain
// compiles them without, so that a test can tell whether they still fit what they feed.
if let fuzzers = Context.environment["DAYBOOK_FUZZERS"] {
    let flags = fuzzers == "plain" ? [] : ["-sanitize=fuzzer,address"]
    let instrumented: [SwiftSetting] = flags.isEmpty ? [] : [.unsafeFlags(flags)]
    for target in package.targets where target.type == .regular { target.swiftSettings? += instrumented }
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/fuzz/CFuzzer"),
        .executableTarget(
            name: "fuzzers",
            dependencies: [
                "CFuzzer", "JSON", "Transparency", "Events", "Access", "Receipts", "Ledger", "Standards", "Retention",
                "Published", "Import", crypto,
            ],
            path: "Tests/fuzz/fuzzers", swiftSettings: settings + instrumented,
            // gold does not link what AddressSanitizer adds.
            linkerSettings: [.unsafeFlags(flags + ["-use-ld=lld"])]),
    ]
}
