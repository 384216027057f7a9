import Events

extension TableMapping {
    /// A row of reviews states that a review meeting was held and how the child took part, not what became of the plan.
    mutating func addReview(_ statement: Statement) {
        statement.check(
            "REVIEW_CODE", { $0 == Codes.tooYoung || Codes.participations[$0] != nil }, faults: &faults)
        checkBirthDate(statement)
        guard let day = statement.date("REVIEW", needed: true, faults: &faults).day else {
            addUndated(statement, "REVIEW")
            return
        }
        if day > year.last {
            faults.add(
                .reviewAfterReturn, of: statement, "REVIEW is \(inWords(day)), \(day.number - year.last.number) days after.")
        }
        checkBirth(statement, day, "A review")
        let code = statement["REVIEW_CODE"]
        checkAge(statement, code, on: day)
        var data = [EventDraft.Field("meeting_type", .text("looked_after_review"))]
        if let part = Codes.participations[code] {
            data.append(
                EventDraft.Field(
                    "participants",
                    .list([
                        .object([
                            EventDraft.Field("person", .text(statement.child)), EventDraft.Field("role", .text("child")),
                            EventDraft.Field("attended", .bool(part.attended)),
                            EventDraft.Field("participation", .text(part.how)),
                        ])
                    ])))
            if let voice = part.voice { data.append(EventDraft.Field("child_views_presented_by", .text(voice))) }
        }
        add(statement, "meeting.held", on: day, .all, data)
    }

    /// Only a child under four has the code for being too young to take part, and then always.
    private mutating func checkAge(_ statement: Statement, _ code: String, on day: Day) {
        guard let birth = births[statement.child], day >= birth,
            code == Codes.tooYoung || Codes.participations[code] != nil
        else { return }
        let (born, held) = (birth.parts, day.parts)
        let hadBirthday = (held.month, held.day) >= (born.month, born.day)
        let age = held.year - born.year - (hadBirthday ? 0 : 1)
        guard (code == Codes.tooYoung) != (age < 4) else { return }
        faults.add(.ageDisagrees, of: statement, "REVIEW_CODE is \(code), but the child was \(age) on \(inWords(day)).")
    }
}
