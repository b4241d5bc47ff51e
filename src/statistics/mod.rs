//! From counts to figures that staff can quote and nobody can be found in: periods, the report as a
//! value, what of it may be shown, and how it is printed. Pure: counts, rules and the day go in. It
//! must never print a figure that has not passed [`disclosure`].

mod book;
pub mod chart;
pub mod closing;
pub mod disclosure;
pub mod import;
pub mod make;
pub mod period;
pub mod print;
pub mod render;
pub mod report;
mod tally;
