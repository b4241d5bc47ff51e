//! The list of texts, each with where it is shown and what it may hold. The order is that of the
//! files; texts under `desk.` stand in `desk.yaml`, all others in `interface.yaml`.

use super::{Placeholder, Room};

with_staff_texts! {
    /// The first message: who answers, what is kept, no name needed, the phone may be seen, danger numbers.
    WelcomeText = "welcome.text", Message, [Operator, Emergency, Silence, Kept];
    /// Said while the content waits for review by qualified staff.
    StarterNote = "welcome.starter_note", Message;
    /// Above the choice of languages.
    LanguagesText = "languages.text", Message;
    /// The main menu.
    MenuText = "menu.text", Message;
    /// Above a page that the person's language does not have: in which language it is shown.
    OtherLanguage = "page.other_language", Message, [Language];
    /// A line under an answer: the date its facts speak of.
    AnswerAsOf = "answer.as_of", Message, [Date];
    /// A line under an answer: when it was last checked.
    AnswerChecked = "answer.checked", Message, [Date];
    /// The word before the list of sources.
    AnswerSources = "answer.sources", Word;
    /// Above the part of an answer that holds for the person's country.
    AnswerInCountry = "answer.in_country", Message, [Country];
    /// Rules differ by country and none was chosen.
    AnswerChooseCountry = "answer.choose_country", Message;
    /// Rules differ by country and nothing is known for the chosen one.
    AnswerOtherCountry = "answer.other_country", Message, [Country];
    /// The rule the answer tells of may have ended.
    AnswerExpired = "answer.expired", Message, [Date];
    /// In answers on danger: the emergency number.
    AnswerDanger = "answer.danger", Message, [Emergency];
    /// Above the two buttons.
    AnswerHelped = "answer.helped", Message;
    /// The content waits for review.
    AnswerStarter = "answer.starter", Message;
    /// After "yes, it helped".
    HelpedYes = "helped.yes", Message;
    /// After "no, it did not".
    HelpedNo = "helped.no", Message;

    /// Before a conversation: two sentences of consent; what a consultant must do when a child is
    /// in danger; what was written before is passed on too.
    ConsultText = "consult.text", Message, [Operator, Hours];
    /// No desk is connected to this bot: opening hours, then help lines.
    ConsultNoDesk = "consult.no_desk", Message, [Hours];
    /// Added out of hours: one may write, the answer comes when they are back; help lines now.
    ConsultClosed = "consult.closed", Message, [Hours];
    /// The desk has closed itself to this person: help lines instead.
    ConsultBlocked = "consult.blocked", Message;
    /// Yes, talk to a consultant.
    TalkButton = "button.talk", Button;
    /// The desk's hours are given in the time of this place.
    ConsultZone = "consult.zone", Word;
    /// "Mon–Fri 09:00–18:00".
    HoursSpan = "consult.hours_span", Word, [Span, From, To];
    /// Monday, short.
    DayMon = "consult.days.mon", Word;
    /// Tuesday, short.
    DayTue = "consult.days.tue", Word;
    /// Wednesday, short.
    DayWed = "consult.days.wed", Word;
    /// Thursday, short.
    DayThu = "consult.days.thu", Word;
    /// Friday, short.
    DayFri = "consult.days.fri", Word;
    /// Saturday, short.
    DaySat = "consult.days.sat", Word;
    /// Sunday, short.
    DaySun = "consult.days.sun", Word;
    /// Head of the help lines of a country.
    LinesText = "lines.text", Message, [Country, Emergency];
    /// No country chosen yet: the help lines that work across borders.
    LinesAnywhere = "lines.anywhere", Message;
    /// No checked line is known for the country.
    LinesNone = "lines.none", Message, [Country];
    /// Under the list: a free call may still stand in the phone's call list.
    LinesCallList = "lines.call_list", Message;
    /// Under the list: ask for an interpreter.
    LinesInterpreter = "lines.interpreter", Message;
    /// Beside a number: free of charge.
    LineFree = "lines.free", Word;
    /// Beside a number: works only inside the country.
    LineInsideOnly = "lines.inside_only", Word, [Country];
    /// Beside a number: the line is a part of the police.
    LinePolice = "lines.police", Word;
    /// Before the languages of a line.
    LineLanguages = "lines.languages", Word;
    /// Before the opening hours of a line.
    LineHours = "lines.hours", Word;
    /// When the number was last checked.
    LineChecked = "lines.checked", Word, [Date];
    /// The check is too old: the number is hidden, the web page stays.
    LineStale = "lines.stale", Word;
    /// Above the choice of countries.
    CountriesText = "countries.text", Message;
    /// Above the choice of a letter.
    CountriesLetters = "countries.letters", Message;
    /// The leaflet's caption.
    LeafletCaption = "leaflet.caption", Message;
    /// The screen on leaflet and stickers.
    LeafletText = "leaflet.text", Message;
    /// The leaflet's name as a file: neutral, since the phone may be looked through.
    LeafletFile = "leaflet.file", Word;
    /// Feedback and complaints: whom to turn to.
    FeedbackText = "feedback.text", Message, [Contact];
    /// Thanks for feedback.
    FeedbackThanks = "feedback.thanks", Message;
    /// What is kept about this person: language, country, answers.
    DataText = "data.text", Message, [Language, Country];
    /// One choice the person made: "You are: woman".
    DataGender = "data.gender", Message, [Choice];
    /// Age band told.
    DataAge = "data.age", Message, [Choice];
    /// Citizenship told.
    DataCitizen = "data.citizen", Message, [Choice];
    /// Inside or outside Ukraine, if told.
    DataPlace = "data.place", Message, [Choice];
    /// Nothing told.
    DataNotTold = "data.not_told", Word;
    /// What is kept, for how long, who can see this chat.
    PrivacyText = "privacy.text", Message, [Operator, Contact, N, Kept];
    /// Stands in `{silence}`.
    SpanOfSilence = "spans.silence", Word, [N];
    /// Stands in `{kept}`.
    SpanKept = "spans.kept", Word, [N];
    /// Before forgetting: what happens.
    ForgetConfirm = "forget.confirm", Message;
    /// After forgetting.
    ForgetDone = "forget.done", Message;
    /// Above the first optional question: why, and that nothing depends on it.
    QuestionIntro = "question.intro", Message;
    /// "You are:"
    QuestionGender = "question.gender.text", Message;
    /// Woman.
    GenderWoman = "question.gender.woman", Button;
    /// Man.
    GenderMan = "question.gender.man", Button;
    /// Other.
    GenderOther = "question.gender.other", Button;
    /// "Where are you now?"
    QuestionPlace = "question.place.text", Message;
    /// In Ukraine.
    PlaceInside = "question.place.inside", Button;
    /// In another country.
    PlaceOutside = "question.place.outside", Button;
    /// "Your age:"
    QuestionAge = "question.age.text", Message;
    /// Under 18.
    AgeUnder18 = "question.age.under_18", Button;
    /// 18 to 24.
    Age18To24 = "question.age.18_24", Button;
    /// 25 to 59.
    Age25To59 = "question.age.25_59", Button;
    /// 60 and over.
    Age60 = "question.age.60", Button;
    /// "Are you a citizen of Ukraine?"
    QuestionCitizen = "question.citizen.text", Message;
    /// Yes.
    CitizenYes = "question.citizen.yes", Button;
    /// No.
    CitizenNo = "question.citizen.no", Button;
    /// After the last question.
    QuestionThanks = "question.thanks", Message;
    /// Danger: the number first, then calm words.
    DangerText = "danger.text", Message, [Emergency];
    /// Which country the number is for.
    DangerCountry = "danger.country", Message, [Country];
    /// No country is known.
    DangerNoCountry = "danger.no_country", Message;
    /// Before the one checked line.
    DangerLine = "danger.line", Message;
    /// Words of distress were read: it is a machine that answers, and what one can do.
    DangerHeard = "danger.heard", Message;
    /// Before the word that brings the emergency page up again.
    DangerWord = "danger.word", Message;
    /// That word: calm, easy to write, and it gives nothing away. Never what the chat is about.
    SafeWord = "danger.safe_word", Word;
    /// After hiding: a neutral travel sentence, how to clear the chat whole, what stays.
    HiddenText = "hidden.text", Message;
    /// After hiding, in a small window.
    HiddenAlert = "hidden.alert", Alert;
    /// Above what was found for free text: a machine chose it; or ask a person.
    FoundText = "found.text", Message;
    /// Free text for which nothing was found: a machine reads here; choose, or ask a person.
    UnknownText = "unknown.text", Message;
    /// A photo, a document, a voice message, a contact: please do not send papers here.
    AttachmentText = "unknown.attachment", Message;
    /// Many messages at once: they are read, one after the other.
    SlowDown = "unknown.slow_down", Message;
    /// Something broke on our side: people who can help.
    BrokenText = "broken.text", Message;
    /// A button of older content.
    StaleAlert = "stale.alert", Alert;
    /// Back.
    BackButton = "button.back", Button;
    /// Start: the main menu.
    MenuButton = "button.menu", Button;
    /// Danger.
    DangerButton = "button.danger", Button;
    /// Hide this chat.
    HideButton = "button.hide", Button;
    /// Talk to a consultant.
    ConsultButton = "button.consult", Button;
    /// Talk to a consultant now.
    ConsultNowButton = "button.consult_now", Button;
    /// Help lines of my country.
    LinesButton = "button.lines", Button;
    /// Leaflet and stickers.
    LeafletButton = "button.leaflet", Button;
    /// Send the leaflet again.
    LeafletSendButton = "button.leaflet_send", Button;
    /// The sticker pack.
    StickersButton = "button.stickers", Button;
    /// Feedback or complaint.
    FeedbackButton = "button.feedback", Button;
    /// The bot is of use.
    FeedbackGoodButton = "button.feedback_good", Button;
    /// The bot is of no use.
    FeedbackBadButton = "button.feedback_bad", Button;
    /// Language.
    LanguageButton = "button.language", Button;
    /// Country.
    CountryButton = "button.country", Button;
    /// Choose another country.
    OtherCountryButton = "button.other_country", Button;
    /// All countries, by letter.
    AllCountriesButton = "button.all_countries", Button;
    /// My country is not listed; or: do not say.
    NoCountryButton = "button.no_country", Button;
    /// My data.
    DataButton = "button.data", Button;
    /// Privacy.
    PrivacyButton = "button.privacy", Button;
    /// Forget me.
    ForgetButton = "button.forget", Button;
    /// Yes, forget me.
    ForgetYesButton = "button.forget_yes", Button;
    /// It helped.
    HelpedYesButton = "button.helped_yes", Button;
    /// It did not help.
    HelpedNoButton = "button.helped_no", Button;
    /// Prefer not to say.
    PreferNotButton = "button.prefer_not", Button;
    /// No questions, please.
    SkipAllButton = "button.skip_all", Button;
    /// Next page.
    NextButton = "button.next", Button;
    /// Previous page.
    PreviousButton = "button.previous", Button;
    /// I need help: after words of distress.
    NeedHelpButton = "button.need_help", Button;
    /// You misunderstood me: after words of distress.
    MisreadButton = "button.misread", Button;
    /// The bot's name: neutral.
    ProfileName = "profile.name", Button;
    /// Shown before START: what this is, neutral.
    ProfileDescription = "profile.description", Alert;
    /// Shown on the bot's card and in links: neutral.
    ProfileShort = "profile.short", Word;
    /// `/danger`
    CommandDanger = "command.danger", Word;
    /// `/menu`
    CommandMenu = "command.menu", Word;
    /// `/lines`
    CommandLines = "command.lines", Word;
    /// `/leaflet`
    CommandLeaflet = "command.leaflet", Word;
    /// `/hide`
    CommandHide = "command.hide", Word;
    /// `/lang`
    CommandLanguage = "command.lang", Word;
    /// `/mydata`
    CommandData = "command.mydata", Word;
    /// `/privacy`
    CommandPrivacy = "command.privacy", Word;
    /// `/forget`
    CommandForget = "command.forget", Word;

    /// A date in words.
    CalendarDate = "calendar.date", Word, [Day, Month, Year];
    /// January, as it stands in a date.
    Month01 = "calendar.months.m01", Word;
    /// February.
    Month02 = "calendar.months.m02", Word;
    /// March.
    Month03 = "calendar.months.m03", Word;
    /// April.
    Month04 = "calendar.months.m04", Word;
    /// May.
    Month05 = "calendar.months.m05", Word;
    /// June.
    Month06 = "calendar.months.m06", Word;
    /// July.
    Month07 = "calendar.months.m07", Word;
    /// August.
    Month08 = "calendar.months.m08", Word;
    /// September.
    Month09 = "calendar.months.m09", Word;
    /// October.
    Month10 = "calendar.months.m10", Word;
    /// November.
    Month11 = "calendar.months.m11", Word;
    /// December.
    Month12 = "calendar.months.m12", Word;

    /// Just asked for: what is it about? Choose, or simply write.
    CaseSubject = "case.subject", Message;
    /// The subject has been noted; write your question.
    CaseSubjectNoted = "case.subject_noted", Message;
    /// Asked for a consultant: received; place in the queue.
    CaseWaiting = "case.waiting", Message, [N];
    /// Asked for out of hours: received, when they are back, help lines meanwhile.
    CaseOutOfHours = "case.out_of_hours", Message, [Hours, Emergency];
    /// A consultant has joined, by alias. Comes unasked.
    CaseTaken = "case.taken", Message, [Alias];
    /// A consultant without an alias has joined. Comes unasked.
    CaseTakenUnnamed = "case.taken_unnamed", Message;
    /// The consultant had to give the conversation back; it waits for another. Comes unasked.
    CaseReleased = "case.released", Message;
    /// Nobody has answered for long: said as it is, with help lines. Comes unasked.
    CaseStillWaiting = "case.still_waiting", Message, [Emergency];
    /// The consultants' room cannot be reached: nothing is lost, but call meanwhile. Comes unasked.
    CaseDeskAway = "case.desk_away", Message, [Emergency];
    /// The page of an open conversation: it waits; place in the queue.
    CasePageWaiting = "case.page_waiting", Message, [N];
    /// The page of an open conversation: a consultant has it. Write here.
    CasePageTaken = "case.page_taken", Message;
    /// Before the person ends the conversation.
    CaseEndConfirm = "case.end_confirm", Message;
    /// The person ended the conversation.
    CaseEnded = "case.ended", Message, [N];
    /// The consultant closed the conversation: rate it; write again within N days to go on. Comes unasked.
    CaseClosed = "case.closed", Message, [N];
    /// Closed because nobody wrote for long. Comes unasked.
    CaseClosedBySilence = "case.closed_by_silence", Message, [N];
    /// It will be closed in N hours if nobody writes. Comes unasked.
    CaseSilenceWarning = "case.silence_warning", Message, [N];
    /// After the rating.
    CaseRated = "case.rated", Message;
    /// The closed conversation goes on.
    CaseReopened = "case.reopened", Message;
    /// This kind of message (a poll, a game ...) cannot be passed on: say it in words.
    CaseCannotPass = "case.cannot_pass", Message;
    /// An edit of a message that is not with the consultants (any more): write it again.
    CaseEditLost = "case.edit_lost", Message;
    /// A photo or a document: it may show papers. Pass it on, or take it back? May come unasked.
    CaseMediaAsk = "case.media_ask", Message;
    /// A contact: somebody's number. Pass it on, or take it back?
    CaseContactAsk = "case.contact_ask", Message;
    /// It is passed on.
    CaseMediaSent = "case.media_sent", Message;
    /// It was not passed on and is removed from this chat.
    CaseMediaDropped = "case.media_dropped", Message;
    /// Discreet: something came. Nothing else may stand here. Comes unasked.
    CaseNewReply = "case.new_reply", Message;
    /// Discreet: above the button that takes the opened reply away again.
    CaseReplyOpened = "case.reply_opened", Message;
    /// Discreet: the reply is gone from this chat.
    CaseReplyHidden = "case.reply_hidden", Message;
    /// "My phone may be seen": what it does, and whether it is on.
    DiscreetText = "discreet.text", Message, [Choice];
    /// On.
    DiscreetOn = "discreet.on", Word;
    /// Off.
    DiscreetOff = "discreet.off", Word;
    /// Complaint about a consultant or helper: who reads it (never those it is about), what happens,
    /// that reporting costs no help, within how many days it is answered.
    ComplaintText = "complaint.text", Message, [N];
    /// No inbox for complaints is connected: the outside bodies below.
    ComplaintOutside = "complaint.outside", Message;
    /// From now on what is written goes to the complaints inbox until it is ended.
    ComplaintOpen = "complaint.open", Message;
    /// The complaint is ended; it is answered here within N working days.
    ComplaintDone = "complaint.done", Message, [N];
    /// Those who look into complaints have answered; how to write back. It comes unasked.
    ComplaintAnswered = "complaint.answered", Message;
    /// They have closed it; within N days more can be added. It comes unasked.
    ComplaintClosed = "complaint.closed", Message, [N];
    /// My data: a conversation is open, or was closed lately and can be reopened.
    DataCase = "data.case", Message;
    /// My data: whether replies are shown discreetly.
    DataDiscreet = "data.discreet", Message, [Choice];
    /// My data: which campaign brought the person.
    DataSource = "data.source", Message, [Choice];

    /// No subject; just write.
    SkipSubjectButton = "button.skip_subject", Button;
    /// The conversation.
    CaseButton = "button.case", Button;
    /// End the conversation.
    EndCaseButton = "button.end_case", Button;
    /// Yes, end it.
    EndCaseYesButton = "button.end_case_yes", Button;
    /// The conversation was of use.
    RateGoodButton = "button.rate_good", Button;
    /// It was of some use.
    RateFairButton = "button.rate_fair", Button;
    /// It was of no use.
    RateBadButton = "button.rate_bad", Button;
    /// Pass it on.
    SendItButton = "button.send_it", Button;
    /// Take it back.
    DropItButton = "button.drop_it", Button;
    /// Show the reply.
    OpenReplyButton = "button.open_reply", Button;
    /// Take the reply away again.
    HideReplyButton = "button.hide_reply", Button;
    /// My phone may be seen by others.
    DiscreetButton = "button.discreet", Button;
    /// Switch it on.
    DiscreetOnButton = "button.discreet_on", Button;
    /// Switch it off.
    DiscreetOffButton = "button.discreet_off", Button;
    /// About a consultant or helper.
    ComplaintButton = "button.complaint", Button;
    /// Write the complaint here.
    ComplaintWriteButton = "button.complaint_write", Button;
    /// The complaint is complete.
    ComplaintDoneButton = "button.complaint_done", Button;
    /// `/consultant`
    CommandConsult = "command.consultant", Word;

    // The consultants' side, in the language of their desk. Telegram shows it in their group.
    DeskCardTitle = "desk.card.title", Message, [Code];
    DeskCardComplaint = "desk.card.complaint", Message, [Code];
    DeskCardPerson = "desk.card.person", Message, [Language, Country];
    DeskCardUnder18 = "desk.card.under_18", Message;
    DeskCardSubject = "desk.card.subject", Message, [Choice];
    DeskCardRead = "desk.card.read", Message;
    DeskCardSince = "desk.card.since", Message, [Time];
    DeskCardHolder = "desk.card.holder", Message, [Alias];
    DeskCardLeft = "desk.card.left", Message;
    DeskCardDiscreet = "desk.card.discreet", Message;
    DeskCardUnreachable = "desk.card.unreachable", Message;
    DeskCardHow = "desk.card.how", Message;
    DeskCardHowReplyOnly = "desk.card.how_reply_only", Message;
    DeskCardClosed = "desk.card.closed", Message, [Choice];
    DeskCardRated = "desk.card.rated", Message, [Choice];

    DeskStateWaiting = "desk.state.waiting", Word;
    DeskStateUrgent = "desk.state.urgent", Word;
    DeskStateSince = "desk.state.since", Word, [Time];
    DeskStateTaken = "desk.state.taken", Word;
    DeskStateAnswered = "desk.state.answered", Word;
    DeskStateClosed = "desk.state.closed", Word;
    DeskByConsultant = "desk.state.by_consultant", Word;
    DeskByPerson = "desk.state.by_person", Word;
    DeskBySilence = "desk.state.by_silence", Word;
    DeskNoCountry = "desk.state.no_country", Word;
    DeskSomebody = "desk.state.somebody", Word;

    DeskTakeButton = "desk.button.take", Button;
    DeskReleaseButton = "desk.button.release", Button;
    DeskHandOverButton = "desk.button.hand_over", Button;
    DeskTemplatesButton = "desk.button.templates", Button;
    DeskFaqButton = "desk.button.faq", Button;
    DeskLeafletButton = "desk.button.leaflet", Button;
    DeskLinesButton = "desk.button.lines", Button;
    DeskUrgentButton = "desk.button.urgent", Button;
    DeskCalmButton = "desk.button.calm", Button;
    DeskCloseButton = "desk.button.close", Button;
    DeskReopenButton = "desk.button.reopen", Button;
    DeskCorrectButton = "desk.button.correct", Button;
    DeskBackButton = "desk.button.back", Button;
    DeskOutcomeButton = "desk.button.outcome", Button;
    DeskReferralButton = "desk.button.referral", Button;
    DeskFinishButton = "desk.button.finish", Button;
    DeskSendButton = "desk.button.send", Button;
    DeskOnButton = "desk.button.on_duty", Button;
    DeskOffButton = "desk.button.off_duty", Button;
    DeskMoreButton = "desk.button.more", Button;

    DeskPickSubject = "desk.pick.subject", Message;
    DeskPickOutcome = "desk.pick.outcome", Message;
    DeskPickReferral = "desk.pick.referral", Message;
    DeskPickTemplate = "desk.pick.template", Message;
    DeskPickBranch = "desk.pick.branch", Message;
    DeskPickAnswer = "desk.pick.answer", Message;
    DeskPickSend = "desk.pick.send", Message, [Language];
    DeskPickUnreviewed = "desk.pick.unreviewed", Message;
    DeskPickColleague = "desk.pick.colleague", Message;
    DeskNobodyElse = "desk.pick.nobody_else", Message;
    DeskFound = "desk.pick.found", Message;
    DeskFoundNothing = "desk.pick.found_nothing", Message;

    DeskNotTaken = "desk.refused.not_taken", Message;
    DeskReplyOnly = "desk.refused.reply_only", Message;
    DeskAnonymous = "desk.refused.anonymous", Message;
    DeskKind = "desk.refused.kind", Message;
    DeskContact = "desk.refused.contact", Message;
    DeskMention = "desk.refused.mention", Message;
    DeskIsClosed = "desk.refused.closed", Message, [N];
    DeskIsOver = "desk.refused.over", Message;
    DeskNotHere = "desk.refused.not_here", Message;
    DeskUnknownCommand = "desk.refused.unknown_command", Message;
    DeskUnsendHow = "desk.refused.unsend_how", Message;
    DeskUnsendNot = "desk.refused.unsend_not", Message;
    DeskAliasBad = "desk.refused.alias_bad", Message;
    DeskAliasTaken = "desk.refused.alias_taken", Message;
    DeskNoSuchCase = "desk.refused.no_such_case", Message;

    DeskUnreachable = "desk.failed.unreachable", Message;
    DeskCannotCopy = "desk.failed.cannot_copy", Message;
    DeskGone = "desk.failed.gone", Message;
    DeskPartly = "desk.failed.partly", Message, [N];
    DeskFailed = "desk.failed.other", Message;

    DeskRepeated = "desk.said.repeated", Message;
    DeskUnsent = "desk.said.unsent", Message;
    DeskPersonLeft = "desk.said.person_left", Message;
    DeskPersonBack = "desk.said.person_back", Message;
    DeskPersonEnded = "desk.said.person_ended", Message;
    DeskPersonTried = "desk.said.person_tried", Message;
    DeskPersonReacted = "desk.said.person_reacted", Message;
    DeskPersonPartly = "desk.said.person_partly", Message, [N];
    DeskEditLost = "desk.said.edit_lost", Message;
    DeskPersonUrgent = "desk.said.person_urgent", Message;
    DeskOnCard = "desk.said.on_card", Message;
    DeskHanded = "desk.said.handed", Message, [Choice];
    DeskHandedTo = "desk.said.handed_to", Message, [Alias];
    DeskMovedHere = "desk.said.moved_here", Message, [Desk];
    DeskReleased = "desk.said.released", Message;
    DeskReopened = "desk.said.reopened", Message;
    DeskSilenceWarned = "desk.said.silence_warned", Message, [N];
    DeskRemade = "desk.said.remade", Message;
    DeskClosedByHand = "desk.said.closed_by_hand", Message;
    DeskForgotten = "desk.said.forgotten", Message, [Code];
    DeskTooOld = "desk.said.too_old", Message, [Code];
    DeskHistory = "desk.said.history", Message;
    DeskBlocked = "desk.said.blocked", Message, [Code, N];
    DeskUnblocked = "desk.said.unblocked", Message, [Code];
    DeskBlockedList = "desk.said.blocked_list", Message;
    DeskBlockedNobody = "desk.said.blocked_nobody", Message;
    DeskAliasSet = "desk.said.alias_set", Message, [Alias];
    DeskHelp = "desk.said.help", Message;

    // What was done in a case, as it stands in its history.
    DeskActOpened = "desk.act.opened", Word;
    DeskActTaken = "desk.act.taken", Word;
    DeskActReleased = "desk.act.released", Word;
    DeskActHandedOver = "desk.act.handed_over", Word;
    DeskActMoved = "desk.act.moved", Word;
    DeskActUrgent = "desk.act.urgent", Word;
    DeskActCalm = "desk.act.calm", Word;
    DeskActClosed = "desk.act.closed", Word;
    DeskActCorrected = "desk.act.corrected", Word;
    DeskActReopened = "desk.act.reopened", Word;
    DeskActBlocked = "desk.act.blocked", Word;

    DeskTakenAlert = "desk.alert.taken", Alert;
    DeskTakenUnnamedAlert = "desk.alert.taken_unnamed", Alert;
    DeskTakenByAlert = "desk.alert.taken_by", Alert, [Alias];
    DeskTakeFirstAlert = "desk.alert.take_first", Alert;
    DeskSubjectAlert = "desk.alert.subject", Alert;
    DeskStaleAlert = "desk.alert.stale", Alert;
    DeskSentAlert = "desk.alert.sent", Alert;
    DeskOnAlert = "desk.alert.on_duty", Alert;
    DeskOffAlert = "desk.alert.off_duty", Alert, [N];
    DeskClosedAlert = "desk.alert.closed", Alert;
    DeskUnreachableAlert = "desk.alert.unreachable", Alert;

    DeskUrgentCall = "desk.call.urgent", Message, [Code];
    DeskUnansweredCall = "desk.call.unanswered", Message, [Code, N];
    DeskLouderCall = "desk.call.louder", Message, [Code, N];
    /// To the staff: a desk's group cannot be reached, and what to do.
    DeskLostCall = "desk.call.lost", Message, [Desk];
    DeskBrokenCall = "desk.call.broken", Message, [Number];

    DeskBoardTitle = "desk.board.title", Message;
    DeskBoardNone = "desk.board.none", Message;
    DeskBoardMore = "desk.board.more", Message, [N];
    DeskBoardOnDuty = "desk.board.on_duty", Message;
    DeskBoardNobody = "desk.board.nobody", Message;
    DeskBoardOutOfHours = "desk.board.out_of_hours", Message, [Hours];

    DeskSetUpUnknown = "desk.set_up.unknown", Message, [Number];
    DeskSetUpReady = "desk.set_up.ready", Message;
    DeskSetUpMissing = "desk.set_up.missing", Message;
    DeskNeedsAdmin = "desk.set_up.admin", Message;
    DeskNeedsForum = "desk.set_up.forum", Message;
    DeskNeedsTopics = "desk.set_up.topics", Message;
    DeskNeedsDelete = "desk.set_up.delete", Message;
    DeskNeedsPin = "desk.set_up.pin", Message;
}
