import CFuzzer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Feeds one of the readers with inputs that libFuzzer makes, guided by the code they reach.
///
/// FUZZ_TARGET names the reader; the arguments are libFuzzer's. `Tests/fuzz/fuzz.py` makes the first inputs and runs all.
@main
enum Fuzzers {
    static func main() {
        guard targets[name] != nil else {
            print("FUZZ_TARGET is one of: " + targets.keys.sorted().joined(separator: " "))
            return
        }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
        _ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { data, size in
            unsafe Fuzzers.target(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
    }

    private static let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""

    private static let targets: [String: @Sendable ([UInt8]) -> Void] = [
        "json": readJSON, "event": readEvent, "record": readRecord, "sealed": readSealed,
        "note": readNote, "receipt": readReceipt, "tile": readTilePath, "bundle": readEntryBundle,
        "pack": readPack, "policy": readPolicy, "retention": readRetention, "mapping": readMapping,
        "csv": readTable, "ssda903": readReturn, "census": readCensus, "xlsx": readWorkbook, "sheet": readSheet,
    ]

    /// What the name stands for.
    private static let target = targets[name] ?? { _ in }
}

/// Ends the process, which keeps the input, unless `holds`.
func require(_ holds: Bool, _ what: @autoclosure () -> String) {
    guard holds else { fatalError(what()) }
}

/// The parts of an input that zero bytes separate.
func parts(_ bytes: [UInt8], _ count: Int) -> [[UInt8]] {
    let parts = bytes.split(separator: 0, maxSplits: count - 1, omittingEmptySubsequences: false).map { Array($0) }
    return parts + Array(repeating: [], count: count - parts.count)
}

/// Bytes as text; what is no UTF-8 is replaced, as nothing else can come out of a request or a file.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
