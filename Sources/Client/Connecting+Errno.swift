import SystemPackage

extension Connecting {
    static let noEntry = Errno.noSuchFileOrDirectory.rawValue
    static let noDirectory = Errno.notDirectory.rawValue
    static let connectionRefused = Errno.connectionRefused.rawValue
    static let notPermitted = Errno.permissionDenied.rawValue
    static let reset = Errno.connectionReset.rawValue
    static let brokenPipe = Errno.brokenPipe.rawValue
}
