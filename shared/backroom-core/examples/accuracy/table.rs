//! The table of the aims, and what was measured.

use std::error::Error;
use std::io::Write;

use crate::judge::Figures;
use crate::measure::Tally;

/// A set of labelled messages, and how many got which verdict.
pub(crate) struct Set {
    pub(crate) name: &'static str,
    pub(crate) messages: usize,
    pub(crate) tally: Tally,
}

/// Median and 99th percentile, in microseconds.
pub(crate) struct Times {
    pub(crate) parse: (f64, f64),
    pub(crate) resolve: (f64, f64),
}

/// All that was measured.
pub(crate) struct Counts {
    pub(crate) t1: Set,
    pub(crate) t2: Set,
    pub(crate) t3: Set,
    pub(crate) neg: Set,
    pub(crate) shop: Figures,
    pub(crate) times: Times,
}

impl Set {
    fn count(&self, begins: &str) -> u32 {
        let of_kind = |(kind, count): (&&str, &u32)| kind.starts_with(begins).then_some(*count);
        self.tally.iter().filter_map(of_kind).sum()
    }

    fn share(&self, begins: &str) -> f64 {
        percent(f64::from(self.count(begins)), self.messages)
    }
}

fn percent(count: f64, of: usize) -> f64 {
    100.0 * count / (of.max(1) as f64)
}

impl Counts {
    /// What is measured in hundredths of messages: the measure, its aim, and what it came to.
    fn percents(&self) -> [(&'static str, &'static str, f64); 8] {
        let shop = &self.shop;
        let right = percent(shop.right as f64, shop.all());
        let labelled = [&self.t1, &self.t2, &self.t3];
        let unsettled: u32 = labelled.iter().map(|set| set.count("for Gemini")).sum();
        let messages: usize = labelled.iter().map(|set| set.messages).sum();
        [
            (
                "T1: action, quantity, unit and name all right",
                ">= 99.5 %",
                self.t1.share("right"),
            ),
            (
                "T2: action, quantity and unit right",
                ">= 99 %",
                self.t2.share("action, quantity and unit right"),
            ),
            (
                "T2: name resolves to the right item among 300",
                ">= 97 %",
                self.t2.share("right"),
            ),
            (
                "T2: wrong lines, item, quantity, action or unit",
                "<= 0.3 %",
                self.t2.share("wrong"),
            ),
            (
                "T3: all lines of a message right",
                ">= 95 %",
                self.t3.share("right"),
            ),
            ("shop messages fully right", ">= 97 %", right),
            (
                "shop messages settled without Gemini",
                ">= 98 %",
                percent(shop.settled as f64, shop.ours),
            ),
            (
                "T1 to T3 settled without Gemini",
                ">= 98 %",
                percent(messages as f64 - f64::from(unsettled), messages),
            ),
        ]
    }

    pub(crate) fn print(&self, output: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let shop = &self.shop;
        let (parse, resolve) = (self.times.parse, self.times.resolve);
        writeln!(output, "{:<52} {:<12} measured", "measure", "aim")?;
        for (measure, aim, measured) in self.percents() {
            writeln!(output, "{measure:<52} {aim:<12} {measured:.2} %")?;
        }
        writeln!(
            output,
            "{:<52} {:<12} {}",
            "chatter that moves stock",
            "0",
            self.neg.count("WRONG")
        )?;
        writeln!(
            output,
            "{:<52} {:<12} {}",
            "shop messages written wrongly",
            "0",
            shop.wrong.len()
        )?;
        let micros = |measure: &str, aim: &str, (median, p99): (f64, f64)| {
            format!("{measure:<52} {aim:<12} {median:.2} µs, p99 {p99:.2} µs")
        };
        writeln!(
            output,
            "{}",
            micros("time per message, the grammar", "2, p99 10 µs", parse)
        )?;
        writeln!(
            output,
            "{}",
            micros("a text as a name among 1,000 items", "<= 50 µs", resolve)
        )?;
        writeln!(output)?;
        for set in [&self.t1, &self.t2, &self.t3, &self.neg] {
            writeln!(output, "{}: {} messages", set.name, set.messages)?;
            for (kind, count) in &set.tally {
                let share = percent(f64::from(*count), set.messages);
                writeln!(output, "  {kind:<34} {count:>6}  {share:>6.2} %")?;
            }
        }
        writeln!(output, "{}", shop.summary())?;
        Ok(())
    }
}
