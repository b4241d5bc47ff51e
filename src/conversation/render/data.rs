//! What is kept of a person, the privacy page, feedback and complaints.

use super::{Body, Reader, case};
use crate::content::{Complaint, Placeholder, Text};
use crate::content::{Value, markup};
use crate::model::button::Button;
use crate::model::screen::{Purpose, Screen};
use crate::model::visitor::{AgeBand, Citizenship, Gender, Place};

pub(super) fn data(reader: &Reader<'_>) -> Body {
    let viewer = reader.viewer;
    let not_told = || reader.plain(Text::DataNotTold);
    let language = languages(reader);
    let country = reader.country_name().map_or_else(not_told, str::to_owned);
    let gender = viewer.gender.map_or_else(not_told, |gender| {
        reader.plain(match gender {
            Gender::Woman => Text::GenderWoman,
            Gender::Man => Text::GenderMan,
            Gender::Other => Text::GenderOther,
        })
    });
    let age = viewer.age.map_or_else(not_told, |age| {
        reader.plain(match age {
            AgeBand::Under18 => Text::AgeUnder18,
            AgeBand::From18To24 => Text::Age18To24,
            AgeBand::From25To59 => Text::Age25To59,
            AgeBand::From60 => Text::Age60,
        })
    });
    let place = viewer.place.map_or_else(not_told, |place| {
        reader.plain(match place {
            Place::Inside => Text::PlaceInside,
            Place::Outside => Text::PlaceOutside,
        })
    });
    let citizen = viewer.citizenship.map_or_else(not_told, |citizenship| {
        reader.plain(match citizenship {
            Citizenship::Ukraine => Text::CitizenYes,
            Citizenship::ThirdCountry => Text::CitizenNo,
        })
    });
    let choice = |text: Text, told: String| {
        reader.html_with(text, &[(Placeholder::Choice, Value::Text(told))])
    };
    let html = [
        reader.html_with(
            Text::DataText,
            &[
                (Placeholder::Language, Value::Text(language)),
                (Placeholder::Country, Value::Text(country)),
            ],
        ),
        [
            choice(Text::DataGender, gender),
            choice(Text::DataAge, age),
            choice(Text::DataCitizen, citizen),
            choice(Text::DataPlace, place),
        ]
        .join("\n"),
        conversation(reader),
    ]
    .join("\n");
    (html, data_keys(reader))
}

/// The language, and the one for pages it does not have.
fn languages(reader: &Reader<'_>) -> String {
    let second = reader.viewer.second.as_ref();
    let second = second.filter(|lang| *lang != reader.lang());
    let languages: Vec<&str> = [Some(reader.lang()), second]
        .into_iter()
        .flatten()
        .filter_map(|lang| Some(reader.content.language(lang)?.name.as_str()))
        .collect();
    languages.join(", ")
}

/// What is kept of conversations, and what led here.
fn conversation(reader: &Reader<'_>) -> String {
    let viewer = reader.viewer;
    let choice = |text: Text, told: String| {
        reader.html_with(text, &[(Placeholder::Choice, Value::Text(told))])
    };
    let mut rows = vec![choice(Text::DataDiscreet, case::discretion(reader))];
    if viewer.case.is_some() || viewer.complaint.is_some() {
        rows.push(reader.html(Text::DataCase));
    }
    rows.extend(
        viewer
            .source
            .clone()
            .map(|source| choice(Text::DataSource, source)),
    );
    rows.join("\n")
}

fn data_keys(reader: &Reader<'_>) -> Vec<Vec<super::Key>> {
    let from = &Screen::Data;
    let open = |text: Text, screen: Screen| reader.link(reader.plain(text), from, screen);
    let country = Screen::Countries {
        purpose: Purpose::Data,
        letter: None,
    };
    vec![
        vec![
            open(Text::LanguageButton, Screen::Languages),
            open(Text::CountryButton, country),
        ],
        vec![open(Text::DiscreetButton, Screen::Discreet)],
        vec![
            open(Text::PrivacyButton, Screen::Privacy),
            open(Text::ForgetButton, Screen::ForgetConfirm),
        ],
    ]
}

/// After how long a silence all is erased.
pub(super) fn silence(reader: &Reader<'_>) -> (Placeholder, Value) {
    let days = Value::Number(reader.content.silence_days().into());
    let told = reader.plain_with(Text::SpanOfSilence, &[(Placeholder::N, days)]);
    (Placeholder::Silence, Value::Text(told))
}

/// How long a conversation is kept after its end.
pub(super) fn kept(reader: &Reader<'_>) -> (Placeholder, Value) {
    let days = Value::Number(reader.content.desk().retention_days.into());
    let told = reader.plain_with(Text::SpanKept, &[(Placeholder::N, days)]);
    (Placeholder::Kept, Value::Text(told))
}

pub(super) fn privacy(reader: &Reader<'_>) -> Body {
    let operator = reader.content.operator();
    let html = reader.html_with(
        Text::PrivacyText,
        &[
            (Placeholder::Operator, Value::Text(operator.name.clone())),
            (Placeholder::Contact, Value::Text(operator.contact.clone())),
            (
                Placeholder::N,
                Value::Number(reader.content.silence_days().into()),
            ),
            kept(reader),
        ],
    );
    (html, Vec::new())
}

pub(super) fn feedback(reader: &Reader<'_>) -> Body {
    let contact = Value::Text(reader.content.operator().contact.clone());
    let mut parts = vec![reader.html_with(Text::FeedbackText, &[(Placeholder::Contact, contact)])];
    parts.extend(outside_bodies(reader));
    let complaint = Screen::Complaint { inbox: false };
    let rows = vec![
        vec![
            reader.key(Text::FeedbackGoodButton, Button::Feedback(true)),
            reader.key(Text::FeedbackBadButton, Button::Feedback(false)),
        ],
        vec![reader.link(
            reader.plain(Text::ComplaintButton),
            &Screen::Feedback,
            complaint,
        )],
    ];
    (parts.join("\n\n"), rows)
}

/// Bodies outside of the operator that take complaints.
pub(super) fn outside_bodies(reader: &Reader<'_>) -> Vec<String> {
    let told = |body: &Complaint| {
        let text = reader.content.complaint_text(reader.lang(), &body.id);
        let mut rows = vec![format!("<b>{}</b>", markup::escape(&text.name))];
        rows.extend(text.note.as_deref().map(markup::escape));
        rows.push(markup::escape(&body.web));
        rows.join("\n")
    };
    reader.content.complaints().iter().map(told).collect()
}
