//! What people live through with the bot, on both databases.

mod blocking;
mod case_end;
mod case_life;
mod complaints;
mod consultation;
mod danger;
mod desk_delivery;
mod desk_duty;
mod desk_forgotten;
mod discreet;
mod editing;
mod faq;
mod figures;
mod first_visit;
mod forgetting;
mod help_lines;
mod hiding;
mod languages;
mod late_database;
mod people;
mod presses;
mod profile;
mod questions;
mod rooms;
mod two_desks;
mod unreachable;
