internal import CLMDB
internal import Glibc

/// A status LMDB returned that is not success. LMDB also returns `errno` values, so the set is open.
package struct LMDBError: RawRepresentable, Error, Hashable, Sendable {
    package let rawValue: CInt

    package init(rawValue: CInt) { self.rawValue = rawValue }

    /// The map is full: no space is left in the size the environment was opened with.
    package static let mapFull = Self(rawValue: MDB_MAP_FULL)
    /// The file is no LMDB file, or a damaged one.
    package static let invalid = Self(rawValue: MDB_INVALID)
    package static let corrupted = Self(rawValue: MDB_CORRUPTED)
    /// There is no such file or directory.
    package static let absent = Self(rawValue: ENOENT)
    /// The disk, or this user's share of it, is full. LMDB tells a write that was cut short as an error of input or output.
    package var isWantOfRoom: Bool { [ENOSPC, EDQUOT, EIO].contains(rawValue) }
    /// This user may not open the file.
    package static let denied = Self(rawValue: EACCES)
}

extension LMDBError: CustomStringConvertible {
    package var description: String {
        // The text is static in LMDB, or in libc for `errno` values.
        unsafe "\(String(cString: mdb_strerror(rawValue))) (\(rawValue))"
    }
}

func check(_ status: CInt) throws(LMDBError) {
    guard status == MDB_SUCCESS else { throw LMDBError(rawValue: status) }
}
