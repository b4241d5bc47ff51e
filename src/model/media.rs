//! Kinds of message, as far as it matters for passing them on.

/// What somebody sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Words alone.
    Text,
    /// May show papers.
    Photo,
    /// May be papers.
    Document,
    /// Somebody's number, perhaps their own.
    Contact,
    /// Something said without words: a sticker, an animation, a dice.
    Gesture,
    /// Passed on as it is: voice, video, place ...
    Plain,
    /// Newer than this program: it is tried.
    Unknown,
    /// Telegram lets no bot copy it: poll, game, story, gift, invoice ...
    Uncopyable,
}

/// What is done with a person's message in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// It is passed on.
    Now,
    /// The person is asked first (rule M2 of the privacy norms: papers and contacts).
    AskFirst,
    /// The person is told to say it in words.
    Never,
}

impl Kind {
    /// What is done with it in a case.
    #[must_use]
    pub fn passing(self) -> Passing {
        match self {
            Self::Text | Self::Gesture | Self::Plain | Self::Unknown => Passing::Now,
            Self::Photo | Self::Document | Self::Contact => Passing::AskFirst,
            Self::Uncopyable => Passing::Never,
        }
    }
}
