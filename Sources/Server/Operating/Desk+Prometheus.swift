import Events
import Ledger
import Release
import Telemetry
import Views
import Witnesses

extension Desk {
    /// What is counted and timed, in Prometheus text.
    func prometheus(connections: Int) -> String {
        var text = PrometheusText()
        let head = ledger.head
        let usage = ledger.usage
        text.gauge("daybook_info", "The version that runs.", [("version=\"\(DaybookVersion.text)\"", 1)])
        text.counter("daybook_events_total", "Events appended since the start.", [("", metrics.appended.count)])
        text.counter(
            "daybook_repeated_events_total", "Posted events that the ledger had already.", [("", metrics.repeated.count)])
        text.counter("daybook_refused_events_total", "Posted events that were refused.", [("", metrics.refused.count)])
        text.counter("daybook_overloaded_total", "Posts refused because too much waited.", [("", metrics.overloaded.count)])
        text.counter("daybook_requests_total", "Requests answered.", [("", metrics.requests.count)])
        text.counter("daybook_failures_total", "Requests that failed inside.", [("", metrics.failures.count)])
        text.counter("daybook_visits_total", "Looks written in the visitors' book.", [("", metrics.visits.count)])
        text.counter("daybook_denied_total", "Requests refused for want of a right.", [("", metrics.denied.count)])
        text.counter("daybook_break_glass_total", "Restricted cases opened with a reason.", [("", metrics.brokenGlass.count)])
        text.counter(
            "daybook_unrecorded_visits_total", "Looks refused because they could not be written down.",
            [("", metrics.unrecorded.count)])
        text.counter(
            "daybook_judged_cases_total", "Cases judged for lists and counts across cases.", [("", metrics.judged.count)])
        text.gauge("daybook_ledger_events", "Events in the ledger.", [("", Double(head.size))])
        text.gauge("daybook_waiting_events", "Events waiting for the writer.", [("", Double(ledger.waiting))])
        text.gauge("daybook_connections", "Connections open.", [("", Double(connections))])
        let behind = Double(head.size - min(head.size, views.position))
        text.gauge("daybook_projection_lag_events", "Events that the views have still to fold.", [("", behind)])
        text.gauge("daybook_lmdb_map_used_bytes", "Bytes of the log's map in use.", [("", Double(usage.used))])
        text.gauge("daybook_lmdb_map_size_bytes", "Size of the log's map.", [("", Double(usage.size))])
        if let recorded = head.recordedTime {
            let seconds = Double(recorded.microseconds) / 1e6
            text.gauge("daybook_checkpoint_timestamp_seconds", "When the last checkpoint was signed.", [("", seconds)])
        }
        let signed = witnesses.all.compactMap { witness in witness.time.map { ("witness=\"\(witness.name)\"", Double($0)) } }
        if !signed.isEmpty {
            text.gauge("daybook_witness_timestamp_seconds", "When each witness last signed a checkpoint.", signed)
        }
        let second = ledger.checkpointFile
        text.gauge(
            "daybook_second_place_events", "Size of the checkpoint kept in a second place.", [("", Double(second.kept ?? 0))])
        text.gauge(
            "daybook_second_place_failed", "1 if the last try to write it failed.", [("", second.failure == nil ? 0 : 1)])
        text.histogram("daybook_append_duration_seconds", "Time from request to committed answer.", [("", metrics.appending)])
        text.histogram(
            "daybook_visit_duration_seconds", "Time to write a look in the visitors' book, a part of the time to answer.",
            [("", metrics.visiting)])
        text.histogram("daybook_request_duration_seconds", "Time to answer a request.", [("", metrics.asking)])
        return text.text
    }
}
