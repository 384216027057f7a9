import ServiceManager
import Testing

@Suite struct `The service manager` {
    @Test func `passes a socket only to the process it names`() throws {
        #expect(try ServiceManager(environment: [:], processID: 7).listeningSocket() == nil)
        #expect(try ServiceManager(environment: ["LISTEN_FDS": "1", "LISTEN_PID": "7"], processID: 7).listeningSocket() == 3)
        #expect(try ServiceManager(environment: ["LISTEN_FDS": "1", "LISTEN_PID": "8"], processID: 7).listeningSocket() == nil)
        #expect(throws: ServiceManagerError.severalSockets(2)) {
            try ServiceManager(environment: ["LISTEN_FDS": "2", "LISTEN_PID": "7"], processID: 7).listeningSocket()
        }
    }

    @Test func `wants to hear twice in each watchdog interval`() {
        #expect(ServiceManager(environment: ["WATCHDOG_USEC": "10000000"], processID: 7).watchdogInterval == .seconds(5))
        #expect(
            ServiceManager(environment: ["WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "8"], processID: 7).watchdogInterval == nil)
    }
}
