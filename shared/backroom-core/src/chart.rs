//! [`Chart`]: a picture of a report, as SVG. What it shows is counted by [`crate::usage`]; what turns it into pixels is
//! not pure, and lives elsewhere.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// Width of the picture, in pixels.
const WIDTH: u32 = 1000;
/// Space around everything.
const MARGIN: u32 = 48;
/// Where bars begin: before it stands what they are of.
const BARS_AT: u32 = 330;
/// Where the longest bar ends: behind it stands how much it is.
const BARS_END: u32 = 780;
/// From one bar to the next.
const BAR_STEP: u32 = 56;
/// Height of a bar.
const BAR: u32 = 34;
/// Height of the highest column.
const COLUMN: u32 = 190;
/// The most of a name that is written beside a bar, in characters.
const LABEL_MOST: usize = 17;

/// A picture of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// What it is of.
    pub title: String,
    /// What stands over the columns.
    pub columns_title: String,
    /// A column for each day.
    pub columns: Vec<Mark>,
    /// What stands over the bars.
    pub bars_title: String,
    /// A bar for each thing.
    pub bars: Vec<Mark>,
}

/// A bar or a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What it is of.
    pub label: String,
    /// How much, in words; empty where that is not written.
    pub value: String,
    /// How much, beside its neighbours.
    pub size: i64,
}

impl Chart {
    /// The picture, a thousand pixels wide. Words in it are escaped; its font is for who draws it to choose.
    pub fn svg(&self) -> String {
        let mut body = String::new();
        let mut y = MARGIN + 34;
        text(&mut body, (MARGIN, y), "title", &self.title);
        y += 24;
        if !self.columns.is_empty() {
            y = self.draw_columns(&mut body, y);
        }
        if !self.bars.is_empty() {
            y = self.draw_bars(&mut body, y);
        }
        let height = y + MARGIN;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" fill=\"#17221e\">\
             <style>.title{{font-size:34px;font-weight:bold}}.over{{font-size:24px;fill:#5a6963}}\
             .label,.value{{font-size:25px}}.label{{text-anchor:end}}.value{{font-weight:bold}}\
             .day{{font-size:18px;fill:#5a6963;text-anchor:middle}}</style>\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>{body}</svg>"
        )
    }

    fn draw_columns(&self, body: &mut String, top: u32) -> u32 {
        let y = top + 36;
        text(body, (MARGIN, y), "over", &self.columns_title);
        let base = y + 24 + COLUMN;
        let number = u32::try_from(self.columns.len()).unwrap_or(u32::MAX);
        // A quarter of each step is the space between two columns; behind the last there is none.
        let step = (WIDTH - 2 * MARGIN) * 4 / (4 * number).saturating_sub(1).max(1);
        let width = (step * 3 / 4).max(1);
        for (at, column) in (0..).zip(&self.columns) {
            let x = MARGIN + at * step;
            let height = length(column, &self.columns, COLUMN);
            rect(body, (x, base - height), (width, height), "#3aa384");
            text(body, (x + width / 2, base + 26), "day", &column.label);
        }
        let _ = write!(
            body,
            "<rect x=\"{MARGIN}\" y=\"{base}\" width=\"{}\" height=\"2\" fill=\"#d5dcd6\"/>",
            WIDTH - 2 * MARGIN
        );
        base + 40
    }

    fn draw_bars(&self, body: &mut String, top: u32) -> u32 {
        let mut y = top + 36;
        text(body, (MARGIN, y), "over", &self.bars_title);
        y += 20;
        for bar in &self.bars {
            let length = length(bar, &self.bars, BARS_END - BARS_AT);
            let words = y + BAR - 9;
            text(body, (BARS_AT - 16, words), "label", &short(&bar.label));
            rect(body, (BARS_AT, y), (length, BAR), "#0d6b5a");
            text(body, (BARS_AT + length + 14, words), "value", &bar.value);
            y += BAR_STEP;
        }
        y - BAR_STEP + BAR
    }
}

/// In pixels; what there is some of is seen.
fn length(mark: &Mark, all: &[Mark], longest: u32) -> u32 {
    let most = all.iter().map(|mark| mark.size).max().unwrap_or(0).max(1);
    let size = mark.size.max(0);
    let pixels = i128::from(size) * i128::from(longest) / i128::from(most);
    let pixels = u32::try_from(pixels).unwrap_or(longest);
    if size > 0 { pixels.max(3) } else { 0 }
}

fn rect(body: &mut String, (x, y): (u32, u32), (width, height): (u32, u32), fill: &str) {
    let _ = write!(
        body,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\" fill=\"{fill}\"/>"
    );
}

fn text(body: &mut String, (x, y): (u32, u32), class: &str, words: &str) {
    let _ = write!(body, "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">");
    for character in words.chars() {
        match character {
            '&' => body.push_str("&amp;"),
            '<' => body.push_str("&lt;"),
            '>' => body.push_str("&gt;"),
            // XML has no way to write them.
            character if character.is_control() => body.push(' '),
            character => body.push(character),
        }
    }
    body.push_str("</text>");
}

fn short(label: &str) -> String {
    if label.chars().count() <= LABEL_MOST {
        return label.to_owned();
    }
    let kept: String = label.chars().take(LABEL_MOST - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(label: &str, size: i64) -> Mark {
        Mark {
            label: label.to_owned(),
            value: size.to_string(),
            size,
        }
    }

    #[test]
    fn the_longest_bar_is_as_long_as_can_be_and_the_others_are_as_long_as_they_should() {
        let all = [
            mark("coke", 200),
            mark("bread", 100),
            mark("salt", 1),
            mark("milk", 0),
        ];
        let lengths = all.each_ref().map(|mark| length(mark, &all, 450));
        assert_eq!(lengths, [450, 225, 3, 0]);
    }

    #[test]
    fn words_in_a_chart_are_only_words() {
        let chart = Chart {
            title: "Joe & Sons </text><script>".to_owned(),
            bars: vec![mark("a very long name of an item", 3)],
            ..Chart::default()
        };
        let svg = chart.svg();
        assert!(
            svg.contains("Joe &amp; Sons &lt;/text&gt;&lt;script&gt;"),
            "{svg}"
        );
        assert!(svg.contains(">a very long name…</text>"), "{svg}");
    }
}
