//! The optional questions: asked once, after help was given, each with "prefer not to say".
//! Nothing depends on the answers.

use super::Draft;
use crate::model::button::Told;
use crate::model::ids::MessageId;
use crate::model::screen::{Purpose, Question, Screen};
use crate::model::visitor::Place;

impl Draft<'_> {
    pub(super) fn told(&mut self, told: Told, at: Option<MessageId>) {
        match told {
            Told::Gender(gender) => {
                self.visitor.gender = gender;
                self.ask_after(Question::Gender, at);
            }
            Told::Place(place) => {
                self.visitor.place = place;
                if place == Some(Place::Outside) && self.visitor.country.is_none() {
                    return self.show(
                        Screen::Countries {
                            purpose: Purpose::Question,
                            letter: None,
                        },
                        at,
                    );
                }
                self.ask_after(Question::Place, at);
            }
            Told::Age(age) => {
                self.visitor.age = age;
                self.ask_after(Question::Age, at);
            }
            Told::Citizen(citizenship) => {
                self.visitor.citizenship = citizenship;
                self.show(Screen::QuestionThanks, at);
            }
        }
    }

    pub(super) fn ask_after(&mut self, question: Question, at: Option<MessageId>) {
        let next = match question {
            Question::Gender => Question::Place,
            Question::Place => Question::Age,
            Question::Age => Question::Citizen,
            Question::Citizen => return self.show(Screen::QuestionThanks, at),
        };
        self.show(Screen::Question(next), at);
    }
}
