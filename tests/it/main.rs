//! One crate for all tests that need more than one function: less to link, helpers in one place.

#[cfg(test)]
#[macro_use]
mod databases;

#[cfg(test)]
mod broken_content;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod crawler;
#[cfg(test)]
mod disasters;
#[cfg(test)]
mod distress_quality;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod editors;
#[cfg(test)]
mod figures_cli;
#[cfg(test)]
mod house;
#[cfg(test)]
mod leaflets;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod real_content;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod search_quality;
#[cfg(test)]
mod stickers;
#[cfg(test)]
mod store;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod town;
