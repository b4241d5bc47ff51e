//! What Telegram takes for a link: in `a href`, and on URL buttons.
//!
//! After `LinkManager::get_checked_link` of `tdlib/td`: a scheme is optional, a host needs a dot, `tg:` links
//! are let through. A link that fails is dropped in texts and refused on buttons.

/// The link as Telegram would store it, or nothing if it is no valid link.
pub fn checked(link: &str) -> Option<String> {
    let link = link.trim_matches([' ', '\n', '\t', '\r']);
    if link.is_empty() || link.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    if let Some(rest) = strip_scheme(link, "tg:") {
        let rest = rest.trim_start_matches('/');
        return (!rest.is_empty()).then(|| format!("tg://{rest}"));
    }
    let (scheme, rest) = match (
        strip_scheme(link, "http://"),
        strip_scheme(link, "https://"),
    ) {
        (Some(rest), _) => ("http", rest),
        (_, Some(rest)) => ("https", rest),
        (None, None) if link.contains("://") => return None,
        (None, None) => ("http", link),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = host(authority)?;
    let slash = if path.starts_with('/') { "" } else { "/" };
    Some(format!("{scheme}://{host}{slash}{path}"))
}

/// The person a `tg://user?id=` link points to.
pub fn user(link: &str) -> Option<i64> {
    let rest = strip_scheme(link, "tg:")?.trim_start_matches('/');
    rest.strip_prefix("user?id=")?
        .parse()
        .ok()
        .filter(|id| *id > 0)
}

fn strip_scheme<'a>(link: &'a str, scheme: &str) -> Option<&'a str> {
    let head = link.get(..scheme.len())?;
    if head.eq_ignore_ascii_case(scheme) {
        link.get(scheme.len()..)
    } else {
        None
    }
}

fn host(authority: &str) -> Option<String> {
    let name = authority
        .rsplit_once('@')
        .map_or(authority, |(_, name)| name);
    let name_only = match name.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        Some(_) => return None,
        None => name,
    };
    let labels_hold = name_only.split('.').all(|label| {
        !label.is_empty()
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    });
    (name_only.contains('.') && labels_hold).then(|| authority.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_optional_and_a_dot_is_not() {
        assert_eq!(
            checked("example.org").as_deref(),
            Some("http://example.org/")
        );
        assert_eq!(
            checked("HTTPS://Example.org/A?b#c").as_deref(),
            Some("https://example.org/A?b#c")
        );
        assert_eq!(
            checked("tg://resolve?domain=x").as_deref(),
            Some("tg://resolve?domain=x")
        );
        for wrong in [
            "",
            "localhost",
            "ftp://example.org",
            "two words.org",
            "http://",
            "a..b",
            "javascript:alert(1)",
        ] {
            assert_eq!(checked(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_mention_link_names_a_person() {
        assert_eq!(user("tg://user?id=42"), Some(42));
        assert_eq!(user("tg://user?id=-1"), None);
        assert_eq!(user("https://example.org"), None);
    }
}
