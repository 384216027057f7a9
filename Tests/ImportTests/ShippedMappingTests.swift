import Foundation
import Import
import JSON
import Testing

@Suite("The mappings of the Standard Safeguarding Dataset")
struct ShippedMappingTests {
    private static let schemas = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../schemas")
        .standardizedFileURL

    private static func types() throws -> KnownTypes {
        let folder = schemas.appending(path: "events")
        var types: [String: (all: Set<String>, required: Set<String>)] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) {
            let root = try JSONDocument(Array(try Data(contentsOf: folder.appending(path: name)))).root
            let fields = root["properties"]?.members.compactMap(\.key.string) ?? []
            types[String(name.dropLast(5))] = (Set(fields), Set(root["required"]?.elements.compactMap(\.string) ?? []))
        }
        return KnownTypes(types)
    }

    /// A table of two rows, all columns filled by what their names promise.
    private static func table(_ mapping: String) -> String {
        let names = mapping.split(separator: "\n").drop { $0 != "columns:" }.dropFirst().prefix { $0.hasPrefix("  - ") }.map {
            line in
            line.contains("{name: ")
                ? String(line.split(separator: "{name: ").last?.prefix { $0 != "," && $0 != "}" } ?? "")
                : String(line.dropFirst(4))
        }
        func cell(_ name: String, _ row: Int) -> String {
            if name.hasSuffix("date") { return "2024-0\(row)-14 00:00:00" }
            if name.hasSuffix("seen") || name.hasSuffix("alone") || name.hasSuffix("bedroom") || name.hasSuffix("nfa") {
                return "N"
            }
            return name.hasSuffix("role_id") ? "Allocated Worker" : "\(name.filter(\.isLetter))\(row)"
        }
        return ([names] + [1, 2].map { row in names.map { cell($0, row) } }).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    @Test func `are read, and make events of every row`() throws {
        let folder = Self.schemas.appending(path: "mappings/ssd")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
        #expect(names.count == 11)
        let types = try Self.types()
        for name in names {
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            let mapping = try CSVMapping(reading: bytes, types: types)
            let text = Self.table(String(decoding: bytes, as: UTF8.self))
            let read = Finished(CSVImport.run([SourceFile(name: name, bytes: Array(text.utf8))], mapping))
            #expect(
                read.report.rows == 2 && read.report.refusedRows == 0 && read.events.count >= 2, "\(name): \(read.report.lines)")
            #expect(read.report.faults.filter { $0.kind != .codeUnknown }.isEmpty, "\(name): \(read.report.lines)")
        }
    }

    /// The columns of the tables as the published extracts make them (data-to-insight/ssd-data-model,
    /// analysis/ddl_reference/ddl_compare_column_matrix.csv at 416640f): under "s" those that System C and Eclipse agree on, under
    /// "m" those of Mosaic. A column in brackets is none of the table's: the mapping's head says which table it is joined from.
    private static let extracts: [(mapping: String, extract: String, columns: String)] = [
        (
            "assessments", "sm",
            "id person_id referral_id assessment_start_date assessment_child_seen assessment_auth_date assessment_outcome_json assessment_outcome_nfa assessment_team assessment_worker_id"
        ),
        (
            "cin-plans", "s",
            "cin_plan_id referral_id person_id cin_plan_start_date cin_plan_end_date cin_plan_team cin_plan_worker_id"
        ),
        (
            "cin-plans", "m",
            "-cin_plan_id referral_id person_id cin_plan_start_date cin_plan_end_date cin_plan_team cin_plan_worker_id"
        ),
        ("cin-visits", "s", "cin_visit_id person_id cin_visit_date cin_visit_seen cin_visit_seen_alone cin_visit_bedroom"),
        (
            "cin-visits", "m",
            "cin_visit_id cin_plan_id cin_visit_date cin_visit_seen cin_visit_seen_alone cin_visit_bedroom [cinp_person_id]"
        ),
        ("cla-care-plans", "s", "table_id person_id cla_care_plan_start_date cla_care_plan_end_date cla_care_plan_json"),
        ("cla-care-plans", "m", "cla_care_plan_id cla_care_plan_start_date cla_care_plan_end_date cla_care_plan_json person_id"),
        (
            "cla-reviews", "s",
            "cla_review_id cla_id cla_review_due_date cla_review_date cla_review_cancelled cla_review_participation [clae_person_id]"
        ),
        (
            "cla-reviews", "m",
            "cla_review_id cla_review_due_date cla_review_date cla_review_participation cla_id cla_review_cancelled cla_person_id"
        ),
        ("cla-visits", "sm", "cla_visit_id cla_id person_id cla_visit_date cla_visit_seen cla_visit_seen_alone"),
        (
            "cp-plans", "s",
            "cp_plan_id referral_id icpc_id person_id cp_plan_start_date cp_plan_end_date cp_plan_ola cp_plan_initial_category cp_plan_latest_category"
        ),
        (
            "cp-plans", "m",
            "cp_plan_id referral_id icpc_id person_id cp_plan_start_date cp_plan_end_date cp_plan_initial_category cp_plan_latest_category"
        ),
        (
            "cp-reviews", "s",
            "cp_review_id person_id cp_plan_id cp_review_due cp_review_date cp_review_meeting_id cp_review_outcome_continue_cp cp_review_quorate cp_review_participation"
        ),
        (
            "cp-reviews", "m",
            "cp_review_id cp_plan_id cp_review_due cp_review_date cp_review_outcome_continue_cp cp_review_quorate cp_review_participation [cppl_person_id]"
        ),
        ("cp-visits", "s", "cp_visit_id person_id cp_plan_id cp_visit_date cp_visit_seen cp_visit_seen_alone cp_visit_bedroom"),
        (
            "cp-visits", "m",
            "cp_visit_id cp_plan_id cp_visit_date cp_visit_seen cp_visit_seen_alone cp_visit_bedroom [cppl_person_id]"
        ),
        (
            "involvements", "s",
            "involvements_id professional_id professional_role_id professional_team person_id involvement_start_date involvement_end_date worker_change_reason referral_id"
        ),
        (
            "involvements", "m",
            "involvements_id professional_id professional_role_id professional_team referral_id involvement_start_date involvement_end_date worker_change_reason [cine_person_id]"
        ),
        (
            "s47-enquiries", "sm",
            "s47_enquiry_id referral_id person_id s47_start_date s47_end_date s47_nfa s47_outcome_json s47_completed_by_worker_id s47_completed_by_team"
        ),
    ]

    private static let prefixes = [
        "assessments": "cina_", "cin-plans": "cinp_", "cin-visits": "cinv_", "cla-care-plans": "lacp_", "cla-reviews": "clar_",
        "cla-visits": "clav_", "cp-plans": "cppl_", "cp-reviews": "cppr_", "cp-visits": "cppv_", "involvements": "invo_",
        "s47-enquiries": "s47e_",
    ]

    private static func columns(_ mapping: String, _ list: String) -> [String] {
        list.split(separator: " ").map { name in
            if name.hasPrefix("[") { return String(name.dropFirst().dropLast()) }
            if name.hasPrefix("-") { return String(name.dropFirst()) }
            if mapping == "assessments", name == "id" { return "cina_assessment_id" }
            return (prefixes[mapping] ?? "") + name
        }
    }

    @Test func `know every column of the published extracts, and need none that these do not have`() throws {
        #expect(Set(Self.extracts.map(\.mapping)) == Set(Self.prefixes.keys))
        for (name, extract, list) in Self.extracts {
            let file = Self.schemas.appending(path: "mappings/ssd/\(name).yaml")
            let mapping = try CSVMapping(reading: Array(try Data(contentsOf: file)))
            let columns = Self.columns(name, list)
            let row = columns.map { column in
                if column.contains("date") || column.hasSuffix("_due") { return "2024-03-14 00:00:00.000" }
                if column.hasSuffix("json") { return "{}" }
                if column.hasSuffix("cancelled") { return "N" }
                return column.hasSuffix("role_id") ? "ALLOCATED CASE WORKER" : column.hasSuffix("id") ? "17" : "Y"
            }
            let text = columns.joined(separator: ",") + "\n" + row.joined(separator: ",") + "\n"
            let read = Finished(CSVImport.run([SourceFile(name: name, bytes: Array(text.utf8))], mapping))
            let faults = read.report.faults.filter { $0.kind != .columnMissing }
            #expect(read.report.rows == 1 && !read.events.isEmpty && faults.isEmpty, "\(name) \(extract): \(read.report.lines)")
            #expect(read.events.allSatisfy { String(decoding: $0.json, as: UTF8.self).contains(#""subject":"case/17""#) })
        }
    }
}
