//! What long silence brings to a case in which the person waits.

use super::*;

#[test]
fn whoever_waits_is_called_out_every_day_and_given_up_only_after_days_without_a_word() {
    let days = i64::from(CONTENT.silence_days());
    for answered in [false, true] {
        let mut room = Room::taken_by(ME);
        if answered {
            room.writes(Kind::Text);
        }
        room.case.person_spoke(NOW);
        let mut rung = 0;
        let mut pages = Vec::new();
        while room.case.is_open() {
            room.now = schedule(&room.case, &CONTENT, room.now).unwrap();
            let decision = room.comes(&CaseEvent::Due);
            let calls = decision.desk.iter().map(|promise| &promise.effect);
            rung += calls
                .filter(|call| matches!(call, DeskEffect::Call { loud: true, .. }))
                .count();
            pages = shows(&decision);
        }
        assert!(rung > 10, "called out {rung} times");
        let last = room.case.last_word_at;
        assert!(room.now >= last.plus_days(days) && room.now < last.plus_days(days + 1));
        assert_eq!(pages, [Screen::Said(Said::ClosedBySilence)]);
        assert!(room.case.was_ended_by(Ended::Silence));
    }
}
