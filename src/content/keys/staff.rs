//! The last part of the list of texts: the menu of the consultants' commands, and what the staff read
//! in their group. Both stand in `desk.yaml`; each of the staff is spoken to in their own language.

/// The texts given, and after them these.
macro_rules! with_staff_texts {
    ($($texts:tt)*) => {
        texts! {
            $($texts)*

            DeskCommandTake = "desk.command.take", Word;
            DeskCommandRelease = "desk.command.release", Word;
            DeskCommandClose = "desk.command.close", Word;
            DeskCommandNote = "desk.command.note", Word;
            DeskCommandUnsend = "desk.command.unsend", Word;
            DeskCommandFaq = "desk.command.faq", Word;
            DeskCommandTemplates = "desk.command.templates", Word;
            DeskCommandLeaflet = "desk.command.leaflet", Word;
            DeskCommandLines = "desk.command.lines", Word;
            DeskCommandUrgent = "desk.command.urgent", Word;
            DeskCommandHistory = "desk.command.history", Word;
            DeskCommandBlock = "desk.command.block", Word;
            DeskCommandUnblock = "desk.command.unblock", Word;
            DeskCommandBlocked = "desk.command.blocked", Word;
            DeskCommandOn = "desk.command.on", Word;
            DeskCommandOff = "desk.command.off", Word;
            DeskCommandAlias = "desk.command.alias", Word;
            DeskCommandBoard = "desk.command.board", Word;
            DeskCommandHelp = "desk.command.help", Word;

            DeskStaffHome = "desk.staff.home", Message;
            DeskStaffThisMonth = "desk.staff.button.this_month", Button;
            DeskStaffLastMonth = "desk.staff.button.last_month", Button;
            DeskStaffThisQuarter = "desk.staff.button.this_quarter", Button;
            DeskStaffLastQuarter = "desk.staff.button.last_quarter", Button;
            DeskStaffThisYear = "desk.staff.button.this_year", Button;
            DeskStaffLastYear = "desk.staff.button.last_year", Button;
            DeskStaffRangeButton = "desk.staff.button.range", Button;
            DeskStaffDigestButton = "desk.staff.button.digest", Button;
            DeskStaffLanguageButton = "desk.staff.button.language", Button;
            DeskStaffHomeButton = "desk.staff.button.home", Button;
            DeskStaffOtherButton = "desk.staff.button.other", Button;
            DeskStaffAgainButton = "desk.staff.button.again", Button;
            DeskStaffMonthlyButton = "desk.staff.button.monthly", Button;
            DeskStaffQuarterlyButton = "desk.staff.button.quarterly", Button;
            DeskStaffOffButton = "desk.staff.button.off", Button;
            /// An own range: which year.
            DeskStaffYears = "desk.staff.years", Message;
            /// An own range: from which month.
            DeskStaffFrom = "desk.staff.from", Message, [Year];
            /// An own range: until which month.
            DeskStaffTo = "desk.staff.to", Message, [From];
            /// No month of the period is over yet: when its figures come.
            DeskStaffNotYet = "desk.staff.not_yet", Message, [Date];
            /// Under figures: what stands in the files besides.
            DeskStaffMore = "desk.staff.more", Message;
            DeskStaffLanguages = "desk.staff.languages", Message;
            DeskStaffHelp = "desk.staff.help", Message;
            DeskStaffReady = "desk.staff.ready", Message;
            DeskStaffNoPicture = "desk.staff.no_picture", Message;
            DeskStaffNoFile = "desk.staff.no_file", Message;
            /// Above figures that came by themselves.
            DeskStaffDigestHead = "desk.staff.digest.head", Message;
            DeskStaffDigestOff = "desk.staff.digest.off", Message;
            DeskStaffMonthlyOn = "desk.staff.digest.monthly_on", Message, [Date];
            DeskStaffQuarterlyOn = "desk.staff.digest.quarterly_on", Message, [Date];
            /// Why they do not come each week.
            DeskStaffDigestWhy = "desk.staff.digest.why", Message;
            DeskStaffFilesAlert = "desk.staff.alert.files", Alert;
            DeskStaffAnonymousAlert = "desk.staff.alert.anonymous", Alert;
            DeskStaffCommandStats = "desk.staff.command.stats", Word;
            DeskStaffCommandHelp = "desk.staff.command.help", Word;
        }
    };
}
