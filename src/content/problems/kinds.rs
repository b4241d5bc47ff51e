//! One function a kind of problem, named by what is wrong; each says what to do. By subject:
//! files and YAML, facts, texts, links, self-checks, stickers, desks, scopes of languages.

mod checks;
mod desk;
mod facts;
mod files;
mod links;
mod scope;
mod statistics;
mod stickers;
mod texts;

/// "`one`, `few` or `other`".
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
