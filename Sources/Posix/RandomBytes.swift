internal import CPosix
internal import Glibc

/// Bytes of the kernel's random number generator, fit for keys and salts: however many, in one call.
///
/// Swift's own generator asks the kernel for eight at a time.
public func randomBytes(_ count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
            let got = unsafe getrandom(buffer.baseAddress.map { unsafe $0 + filled }, count - filled, 0)
            // Only a signal ends a call early once the generator is seeded, and before that it waits.
            precondition(got >= 0 || errno == EINTR, "the kernel gives no random bytes: error \(errno)")
            filled += max(0, got)
        }
    }
}
