internal import CPosix

/// The addresses of a host in figures, as the system's resolver gives them, the best first. Blocks its thread.
///
/// - Parameter host: a name without zero bytes.
/// - Returns: none where it has none, or cannot be looked up.
public func addresses(of host: String) -> [String] {
    let text = unsafe String(unsafeUninitializedCapacity: addressBytes) { buffer in
        unsafe buffer.withMemoryRebound(to: CChar.self) { text in
            unsafe Int(max(0, host_addresses(host, text.baseAddress, Int32(text.count))))
        }
    }
    return text.split(separator: "\n").map(String.init)
}

/// Bytes of a host's addresses that are looked at.
private let addressBytes = 4096
