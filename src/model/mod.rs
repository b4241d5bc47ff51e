//! The nouns that both sides share. They hold ids and choices, never anybody's words; they need
//! no clock, no network and no database.

pub mod button;
pub mod card;
pub mod case;
pub mod desk;
pub mod desk_button;
pub mod effect;
pub mod event;
pub mod fact;
pub mod figures;
pub mod ids;
pub mod media;
pub mod moment;
pub mod screen;
pub mod staff;
pub mod staff_button;
pub mod trail;
pub mod visitor;
pub mod waiting;
pub mod words;
pub mod world;
