internal import CLMDB

/// A named B-tree of an environment.
package struct Table: Sendable {
    let dbi: MDB_dbi
}
