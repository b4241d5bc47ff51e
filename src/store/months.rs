//! Closing a month: its rows by day are read once and become counts that never change again, so that
//! a report costs what a few counts cost, and the rows can be destroyed.

use jiff::civil::Date;
use sqlx::{AssertSqlSafe, FromRow};

use crate::model::fact::Breakdown;
use crate::model::figures::{Count, Crowd, Month, People, Step};
use crate::store::error::StoreError;
use crate::store::figures::cut_of;
use crate::store::{Db, Tx, sealed};

/// The first and the last month that is closed; `None`: there is none.
pub async fn closed(db: &Db) -> Result<Option<(Month, Month)>, StoreError> {
    let (first, last) = reading!(db, pool => {
        sqlx::query_as::<_, (Option<i64>, Option<i64>)>(
            "SELECT MIN(month), MAX(month) FROM month_closed",
        )
        .fetch_one(pool)
        .await?
    });
    Ok(match (first, last) {
        (Some(first), Some(last)) => Some((month_of(first)?, month_of(last)?)),
        _ => None,
    })
}

/// The first day on which anything was counted.
pub async fn first_day(db: &Db) -> Result<Option<Date>, StoreError> {
    let first = reading!(db, pool => {
        sqlx::query_as::<_, (Option<i64>, Option<i64>)>(
            "SELECT (SELECT MIN(day) FROM visitor_day), (SELECT MIN(day) FROM day_count)",
        )
        .fetch_one(pool)
        .await?
    });
    let day = [first.0, first.1].into_iter().flatten().min();
    day.map(|day| sealed::day_of(day, "visitor_day"))
        .transpose()
}

pub(super) const SUMS: &str = "SELECT fact, cut, category, CAST(SUM(n) AS BIGINT) FROM day_count
     WHERE day BETWEEN $1 AND $2
     GROUP BY fact, cut, category ORDER BY fact, cut, category";

/// How often what happened in a month, by each cut.
pub async fn sums(db: &Db, month: Month) -> Result<Vec<Count>, StoreError> {
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, (String, String, String, i64)>(SUMS)
        .bind(sealed::day_number(month.first_day()))
        .bind(sealed::day_number(month.last_day()))
        .fetch_all(pool)
        .await?
    });
    rows.into_iter()
        .map(|(fact, cut, category, n)| {
            Ok(Count {
                month,
                fact,
                cut: cut_of(&cut, "day_count")?,
                category,
                n: natural(n, "day_count")?,
            })
        })
        .collect()
}

#[derive(FromRow)]
struct Row {
    before: i64,
    language: String,
    gender: String,
    country: String,
    age: String,
    place: String,
    citizenship: String,
    source: String,
    is_new: bool,
    n: i64,
}

/// The people of a month. Looks at the rows of that month and, by their key, at what is known of
/// these visitors in the months of the year before it.
pub async fn steps(db: &Db, crowd: Crowd, month: Month) -> Result<Vec<Step>, StoreError> {
    let year = Month::of(month.year(), 1);
    let rows = reading!(db, pool => {
        sqlx::query_as::<_, Row>(AssertSqlSafe(steps_in(crowd, year)))
            .bind(sealed::day_number(month.first_day()))
            .bind(sealed::day_number(month.last_day()))
            .bind(sealed::day_number(year.first_day()))
            .fetch_all(pool)
            .await?
    });
    rows.into_iter().map(step).collect()
}

/// The text of [`steps`] in a year, which is told by its January.
pub(super) fn steps_in(crowd: Crowd, year: Month) -> String {
    let only = match crowd {
        Crowd::Visitors => "",
        Crowd::Consulted => " AND v.consulted",
    };
    let (number, end) = (by_month(year, false), by_month(year, true));
    // The latest row of the first month holds what was told by its end.
    format!(
        "WITH here AS (
             SELECT DISTINCT v.visitor FROM visitor_day v WHERE v.day BETWEEN $1 AND $2{only}
         ), seen AS (
             SELECT h.visitor,
                 (SELECT MIN(v.day) FROM visitor_day v
                  WHERE v.visitor = h.visitor AND v.day BETWEEN $3 AND $2{only}) AS since,
                 (SELECT MAX(v.day) FROM visitor_day v
                  WHERE v.visitor = h.visitor AND v.day >= $3 AND v.day < $1{only}) AS latest
             FROM here h
         )
         SELECT CASE WHEN s.latest IS NULL THEN 0 ELSE {latest} END AS before,
             t.language, t.gender, t.country, t.age, t.place, t.citizenship, t.source,
             f.is_new, COUNT(*) AS n
         FROM seen s
         JOIN visitor_day f ON f.visitor = s.visitor AND f.day = s.since
         JOIN visitor_day t ON t.visitor = s.visitor AND t.day =
             (SELECT MAX(v.day) FROM visitor_day v
              WHERE v.visitor = s.visitor AND v.day BETWEEN s.since AND {end})
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9",
        latest = number.replace("$day", "s.latest"),
        end = end.replace("$day", "s.since"),
    )
}

fn step(row: Row) -> Result<Step, StoreError> {
    Ok(Step {
        before: match row.before {
            0 => None,
            month => Some(month_of(month)?),
        },
        told: Breakdown {
            language: row.language,
            gender: row.gender,
            country: row.country,
            age: row.age,
            place: row.place,
            citizenship: row.citizenship,
        },
        source: row.source,
        is_new: row.is_new,
        n: natural(row.n, "visitor_day")?,
    })
}

/// The month of a day within a year, or the last day of that month, as SQL over `$day`: the two
/// databases have no calendar in common.
fn by_month(january: Month, end: bool) -> String {
    let of = |month: Month| match end {
        true => sealed::day_number(month.last_day()),
        false => i64::from(month.0),
    };
    let cases: String = (0..11)
        .map(|later| january.plus(later))
        .map(|month| {
            format!(
                " WHEN $day <= {} THEN {}",
                sealed::day_number(month.last_day()),
                of(month)
            )
        })
        .collect();
    format!(
        "CAST(CASE{cases} ELSE {} END AS BIGINT)",
        of(january.plus(11))
    )
}

/// Closes a month with these counts; people are what changes. False: it is closed already, and
/// nothing is written.
pub async fn close(
    tx: &mut Tx,
    month: Month,
    counts: &[Count],
    people: &[(People, i64)],
) -> Result<bool, StoreError> {
    let is_new = on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO month_closed (month, folded) VALUES ($1, FALSE) ON CONFLICT (month) DO NOTHING",
        )
        .bind(i64::from(month.0))
        .execute(conn)
        .await?
        .rows_affected() == 1
    });
    if !is_new {
        return Ok(false);
    }
    for count in counts {
        on_both!(tx, conn => {
            sqlx::query(
                "INSERT INTO month_count (month, fact, cut, category, n) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(i64::from(count.month.0))
            .bind(&count.fact)
            .bind(count.cut.code())
            .bind(&count.category)
            .bind(whole(count.n))
            .execute(conn)
            .await?;
        });
    }
    for (people, change) in people {
        move_people(tx, people, *change).await?;
    }
    on_both!(tx, conn => {
        sqlx::query("DELETE FROM month_people WHERE n = 0").execute(conn).await?;
    });
    Ok(true)
}

async fn move_people(tx: &mut Tx, people: &People, change: i64) -> Result<(), StoreError> {
    on_both!(tx, conn => {
        sqlx::query(
            "INSERT INTO month_people AS p (month, following, crowd, cut, category, n)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (month, crowd, cut, category, following) DO UPDATE SET n = p.n + excluded.n",
        )
        .bind(i64::from(people.month.0))
        .bind(people.next.map_or(0, |next| i64::from(next.0)))
        .bind(people.crowd.code())
        .bind(people.cut.code())
        .bind(&people.category)
        .bind(change)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Destroys the rows of the earliest day before another one. False: there are none left. One day at
/// a time, since turns wait meanwhile.
pub async fn destroy_a_day(tx: &mut Tx, before: Date) -> Result<bool, StoreError> {
    let mut rows = 0;
    for destroy in [
        "DELETE FROM visitor_day
         WHERE day < $1 AND day = (SELECT MIN(day) FROM visitor_day)",
        "DELETE FROM day_count WHERE day < $1 AND day = (SELECT MIN(day) FROM day_count)",
    ] {
        rows += on_both!(tx, conn => {
            sqlx::query(destroy)
                .bind(sealed::day_number(before))
                .execute(conn)
                .await?
                .rows_affected()
        });
    }
    Ok(rows > 0)
}

/// Notes that of the months before this one no row by day is left. Returns of how many that is new.
pub async fn note_folded(tx: &mut Tx, before: Month) -> Result<u64, StoreError> {
    Ok(on_both!(tx, conn => {
        sqlx::query("UPDATE month_closed SET folded = TRUE WHERE month < $1 AND NOT folded")
            .bind(i64::from(before.0))
            .execute(conn)
            .await?
            .rows_affected()
    }))
}

pub(super) fn month_of(number: i64) -> Result<Month, StoreError> {
    i32::try_from(number)
        .map(Month)
        .map_err(|_| StoreError::Shape("month_closed"))
}

pub(super) fn natural(n: i64, table: &'static str) -> Result<u64, StoreError> {
    u64::try_from(n).map_err(|_| StoreError::Shape(table))
}

pub(super) fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
