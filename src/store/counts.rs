//! Figures: who visited on which day, under a pseudonym of its own, and how often what happened,
//! with nobody in it. Suppression of small figures is the statistics' work, not done here:
//! nothing read here may be shown as it is.

use jiff::civil::Date;
use sqlx::FromRow;

use crate::model::fact::{Breakdown, Fact};
use crate::model::figures::Cut;
use crate::model::ids::VisitorKey;
use crate::store::error::StoreError;
use crate::store::figures::cut_of;
use crate::store::{Db, Tx, sealed};

/// One visitor on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRow {
    /// The pseudonym; the same over all days until the person is forgotten.
    pub visitor: VisitorKey,
    /// The day, in the operator's zone.
    pub day: Date,
    /// The latest that was told on that day.
    pub breakdown: Breakdown,
    /// The campaign that led here; empty: none.
    pub source: String,
    /// Seen for the first time on that day.
    pub is_new: bool,
}

/// How often one thing happened on one day, told apart by one thing: no row holds all that one
/// person told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRow {
    /// The day, in the operator's zone.
    pub day: Date,
    /// The fact's stable code.
    pub fact: String,
    /// What it is told apart by. All rows of one fact, day and cut add up to the same total.
    pub cut: Cut,
    /// Which of these.
    pub category: String,
    /// How often.
    pub n: i64,
}

/// Counts a visit: one row a visitor and day. What is told later on that day stands; what is not
/// told leaves what stood; who was new stays new. Nobody is new of whom a visit of an earlier day is
/// still known, also if all they told was forgotten by the clock.
pub async fn visit(
    tx: &mut Tx,
    visitor: &VisitorKey,
    day: Date,
    breakdown: &Breakdown,
    is_new: bool,
    source: Option<&str>,
) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO visitor_day AS v
                 (visitor, day, language, gender, country, age, place, citizenship, source, is_new)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10 AND NOT EXISTS
                 (SELECT 1 FROM visitor_day e WHERE e.visitor = $1 AND e.day < $2))
             ON CONFLICT (visitor, day) DO UPDATE SET
                 language = COALESCE(NULLIF(excluded.language, ''), v.language),
                 gender = COALESCE(NULLIF(excluded.gender, ''), v.gender),
                 country = COALESCE(NULLIF(excluded.country, ''), v.country),
                 age = COALESCE(NULLIF(excluded.age, ''), v.age),
                 place = COALESCE(NULLIF(excluded.place, ''), v.place),
                 citizenship = COALESCE(NULLIF(excluded.citizenship, ''), v.citizenship),
                 source = COALESCE(NULLIF(excluded.source, ''), v.source),
                 is_new = v.is_new OR excluded.is_new",
        )
        .bind(visitor.0.as_slice())
        .bind(sealed::day_number(day))
        .bind(&breakdown.language)
        .bind(&breakdown.gender)
        .bind(&breakdown.country)
        .bind(&breakdown.age)
        .bind(&breakdown.place)
        .bind(&breakdown.citizenship)
        .bind(source.unwrap_or_default())
        .bind(is_new)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Notes that the visitor, whose visit of that day is counted, opened a conversation.
pub async fn consulted(tx: &mut Tx, visitor: &VisitorKey, day: Date) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query("UPDATE visitor_day SET consulted = TRUE WHERE visitor = $1 AND day = $2")
            .bind(visitor.0.as_slice())
            .bind(sealed::day_number(day))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// What is counted of a fact: one row a cut.
fn cells<'a>(detail: &'a str, told: &'a Breakdown) -> [(Cut, &'a str); 7] {
    [
        (Cut::Detail, detail),
        (Cut::Language, &told.language),
        (Cut::Gender, &told.gender),
        (Cut::Country, &told.country),
        (Cut::Age, &told.age),
        (Cut::Place, &told.place),
        (Cut::Citizenship, &told.citizenship),
    ]
}

/// Counts a fact once more.
pub async fn add(
    tx: &mut Tx,
    day: Date,
    fact: &Fact,
    breakdown: &Breakdown,
) -> Result<(), StoreError> {
    let (code, detail) = fact.code();
    on_both!(tx, conn => {
        let mut count = sqlx::query(
            "INSERT INTO day_count AS c (day, fact, cut, category, n) VALUES
                 ($1, $2, $3, $4, 1), ($1, $2, $5, $6, 1), ($1, $2, $7, $8, 1), ($1, $2, $9, $10, 1),
                 ($1, $2, $11, $12, 1), ($1, $2, $13, $14, 1), ($1, $2, $15, $16, 1)
             ON CONFLICT (day, fact, cut, category) DO UPDATE SET n = c.n + 1",
        )
        .bind(sealed::day_number(day))
        .bind(code);
        for (cut, category) in cells(&detail, breakdown) {
            count = count.bind(cut.code()).bind(category);
        }
        count.execute(conn).await?;
    });
    Ok(())
}

/// Takes a fact back that was counted on that day under that breakdown. One that was never counted
/// stays so: nothing is counted below zero, and a count of none leaves no row.
pub async fn uncount(
    tx: &mut Tx,
    day: Date,
    fact: &Fact,
    breakdown: &Breakdown,
) -> Result<(), StoreError> {
    let (code, detail) = fact.code();
    for (cut, category) in cells(&detail, breakdown) {
        let mut changed = 0;
        // The second statement sees the row as the first left it, and nobody comes between them.
        for take_back in [
            "UPDATE day_count SET n = n - 1
             WHERE day = $1 AND fact = $2 AND cut = $3 AND category = $4 AND n > 0",
            "DELETE FROM day_count
             WHERE day = $1 AND fact = $2 AND cut = $3 AND category = $4 AND n = 0",
        ] {
            changed += on_both!(tx, conn => {
                sqlx::query(take_back)
                    .bind(sealed::day_number(day))
                    .bind(code)
                    .bind(cut.code())
                    .bind(category)
                    .execute(conn)
                    .await?
                    .rows_affected()
            });
        }
        // What is not there by its detail was never counted: the other cuts must add up to the same.
        if changed == 0 && cut == Cut::Detail {
            return Ok(());
        }
    }
    Ok(())
}

/// What a visitor told.
#[derive(FromRow)]
struct Told {
    language: String,
    gender: String,
    country: String,
    age: String,
    place: String,
    citizenship: String,
}

impl From<Told> for Breakdown {
    fn from(told: Told) -> Self {
        Self {
            language: told.language,
            gender: told.gender,
            country: told.country,
            age: told.age,
            place: told.place,
            citizenship: told.citizenship,
        }
    }
}

#[derive(FromRow)]
struct Visit {
    visitor: Vec<u8>,
    day: i64,
    #[sqlx(flatten)]
    told: Told,
    source: String,
    is_new: bool,
}

/// Visits from one day to another, both included.
pub async fn visits_between(db: &Db, from: Date, to: Date) -> Result<Vec<VisitRow>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, Visit>(
            "SELECT visitor, day, language, gender, country, age, place, citizenship, source, is_new
             FROM visitor_day WHERE day BETWEEN $1 AND $2 ORDER BY day, visitor",
        )
        .bind(sealed::day_number(from))
        .bind(sealed::day_number(to))
        .fetch_all(pool)
        .await?
    });
    rows.into_iter()
        .map(|row| {
            Ok(VisitRow {
                visitor: VisitorKey(sealed::hash(&row.visitor, "visitor_day")?),
                day: sealed::day_of(row.day, "visitor_day")?,
                breakdown: row.told.into(),
                source: row.source,
                is_new: row.is_new,
            })
        })
        .collect()
}

/// Counts from one day to another, both included.
pub async fn counts_between(db: &Db, from: Date, to: Date) -> Result<Vec<CountRow>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, (i64, String, String, String, i64)>(
            "SELECT day, fact, cut, category, n FROM day_count WHERE day BETWEEN $1 AND $2
             ORDER BY day, fact, cut, category",
        )
        .bind(sealed::day_number(from))
        .bind(sealed::day_number(to))
        .fetch_all(pool)
        .await?
    });
    rows.into_iter()
        .map(|(day, fact, cut, category, n)| {
            Ok(CountRow {
                day: sealed::day_of(day, "day_count")?,
                fact,
                cut: cut_of(&cut, "day_count")?,
                category,
                n,
            })
        })
        .collect()
}
