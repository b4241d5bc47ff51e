//! Where everything of a chart stands: title, legend, bars, words. Lengths are in the SVG's own
//! unit, a pixel of a screen; whole numbers, so that lines are sharp.

use super::{Chart, Column, Kind, Mark, PATTERNS};
use crate::drawing::{width, wrap};

/// Of every chart.
pub(super) const WIDTH: u32 = 760;
const LEFT: u32 = 24;
const RIGHT: u32 = WIDTH - LEFT;
/// Between the edge and the title.
const TOP: u32 = 20;
const TITLE: u32 = 22;
const TEXT: u32 = 14;
const SMALL: u32 = 12;
/// Room for the labels of bars.
const LABELS: u32 = 250;
/// Room behind the longest bar for its words.
const BEHIND: u32 = 130;
const BAR: u32 = 22;
/// Of columns, without their words.
const COLUMNS: u32 = 280;
/// Room for the numbers of the axis.
const AXIS: u32 = 56;

/// A rectangle; its look is a class of the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rect {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
    /// Which pattern.
    pub part: usize,
}

/// A line from left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub x: u32,
    pub to: u32,
    pub y: u32,
    /// Whether it is the ground that bars stand on.
    pub ground: bool,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub x: u32,
    pub y: u32,
    pub size: u32,
    /// `start`, `middle`, `end`.
    pub anchor: &'static str,
    /// From below upwards.
    pub upright: bool,
    pub text: String,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub rects: Vec<Rect>,
    pub lines: Vec<Line>,
    pub words: Vec<Words>,
    /// Down to where it is filled.
    y: u32,
}

/// The layout of a chart.
pub(super) fn of(chart: &Chart) -> Layout {
    let mut layout = Layout {
        y: TOP,
        ..Layout::default()
    };
    layout.paragraph(&chart.title, TITLE, 3);
    layout.paragraph(&chart.subtitle, TEXT, 4);
    layout.y += 12;
    match &chart.kind {
        Kind::Bars(bars) => layout.bars(bars),
        Kind::Columns {
            parts,
            columns,
            marks,
        } => {
            layout.legend(parts);
            layout.columns(columns, marks);
        }
    }
    layout.y += 8;
    layout.paragraph(&chart.footnote, SMALL, 4);
    layout
}

impl Layout {
    /// The height of the whole.
    pub fn height(&self) -> u32 {
        self.y + TOP
    }

    fn say(&mut self, text: &str, (x, y): (u32, u32), size: u32, anchor: &'static str) {
        if !text.is_empty() {
            self.words.push(Words {
                x,
                y,
                size,
                anchor,
                upright: false,
                text: text.to_owned(),
            });
        }
    }

    /// A text over the whole width.
    fn paragraph(&mut self, text: &str, size: u32, lines: usize) {
        if text.is_empty() {
            return;
        }
        for line in wrap(text, size, RIGHT - LEFT, lines) {
            self.y += size;
            self.say(&line, (LEFT, self.y), size, "start");
            self.y += size * 4 / 10;
        }
    }

    fn bars(&mut self, bars: &[super::Bar]) {
        let longest = bars.iter().filter_map(|bar| bar.value).max().unwrap_or(0);
        let from = LEFT + LABELS + 12;
        let room = RIGHT - BEHIND - from;
        for bar in bars {
            let labels = wrap(&bar.label, TEXT, LABELS, 2);
            let lines = u32::try_from(labels.len()).unwrap_or(1);
            let height = BAR.max(lines * (TEXT + 3)) + 8;
            let middle = self.y + height / 2;
            let first = middle + 5 - (lines - 1) * (TEXT + 3) / 2;
            for (at, label) in (0..).zip(&labels) {
                let y = first + at * (TEXT + 3);
                self.say(label, (LEFT + LABELS, y), TEXT, "end");
            }
            let width = bar.value.map_or(0, |value| part_of(value, longest, room));
            if width > 0 {
                self.rects.push(Rect {
                    x: from,
                    y: middle - BAR / 2,
                    width,
                    height: BAR,
                    part: 0,
                });
            }
            self.say(&bar.text, (from + width + 8, middle + 5), TEXT, "start");
            self.y += height;
        }
    }

    /// The parts with their patterns.
    fn legend(&mut self, parts: &[String]) {
        let mut x = LEFT;
        self.y += TEXT;
        for (part, name) in parts.iter().take(PATTERNS).enumerate() {
            let room = 30 + width(name, TEXT) + 22;
            if x > LEFT && x + room > RIGHT {
                x = LEFT;
                self.y += TEXT + 10;
            }
            self.rects.push(Rect {
                x,
                y: self.y - TEXT + 1,
                width: 22,
                height: TEXT,
                part,
            });
            self.say(name, (x + 30, self.y), TEXT, "start");
            x += room;
        }
        self.y += 34;
    }

    fn columns(&mut self, columns: &[Column], marks: &[Mark]) {
        let top = marks.last().map_or(1, |mark| mark.value).max(1);
        let ground = self.y + COLUMNS;
        let from = LEFT + AXIS;
        for mark in marks {
            let y = ground - part_of(mark.value, top, COLUMNS);
            self.lines.push(Line {
                x: from,
                to: RIGHT,
                y,
                ground: mark.value == 0,
            });
            self.say(&mark.text, (from - 8, y + 4), SMALL, "end");
        }
        let slot = (RIGHT - from) / u32::try_from(columns.len()).unwrap_or(1).max(1);
        let width = (slot * 6 / 10).clamp(8, 70);
        for (at, column) in (0..).zip(columns) {
            let middle = from + slot * at + slot / 2;
            let mut y = ground;
            for (part, value) in column.parts.iter().enumerate() {
                let height = value.map_or(0, |value| part_of(value, top, COLUMNS));
                y = y.saturating_sub(height);
                if height > 0 {
                    self.rects.push(Rect {
                        x: middle - width / 2,
                        y,
                        width,
                        height,
                        part,
                    });
                }
            }
            self.above(&column.text, middle, y, slot);
            for (line, label) in (0..).zip(wrap(&column.label, SMALL, slot, 2)) {
                let y = ground + 18 + line * (SMALL + 3);
                self.say(&label, (middle, y), SMALL, "middle");
            }
        }
        self.y = ground + 40;
    }

    /// Words above a column; from below upwards where they are too wide for it.
    fn above(&mut self, text: &str, middle: u32, y: u32, slot: u32) {
        let upright = width(text, SMALL) + 4 > slot;
        let (x, y) = if upright {
            (middle + 4, y - 8)
        } else {
            (middle, y - 6)
        };
        let anchor = if upright { "start" } else { "middle" };
        self.say(text, (x, y), SMALL, anchor);
        if let Some(words) = self.words.last_mut() {
            words.upright = upright;
        }
    }
}

/// The share of `room` that `value` has of `whole`; at least a line if it is anything at all.
fn part_of(value: u64, whole: u64, room: u32) -> u32 {
    if value == 0 || whole == 0 {
        return 0;
    }
    let length = u128::from(value) * u128::from(room) / u128::from(whole);
    u32::try_from(length).unwrap_or(room).clamp(1, room)
}
