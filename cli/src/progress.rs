//! A bar on the terminal, if there is one: how much of the work is done, and how much was read for it.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

/// How wide the bar is.
const WIDTH: usize = 30;
/// How often it is drawn at the most.
const EVERY: Duration = Duration::from_millis(100);

/// Draws itself on standard error, and is gone when it is dropped.
pub(crate) struct Progress {
    /// Of what there are so many.
    noun: &'static str,
    of: usize,
    done: usize,
    /// Records read; not told where there are none.
    records: usize,
    /// `None` where nobody looks.
    drawn: Option<Instant>,
}

impl Progress {
    /// Whether there is a terminal to see it.
    pub(crate) fn is_seen() -> bool {
        stderr().is_terminal()
    }

    /// For so many of these.
    pub(crate) fn of(of: usize, noun: &'static str) -> Self {
        Self {
            noun,
            of,
            done: 0,
            records: 0,
            drawn: Self::is_seen().then(Instant::now),
        }
    }

    /// More records were read.
    pub(crate) fn read(&mut self, records: usize) {
        self.records += records;
        self.show();
    }

    /// So many more are done.
    pub(crate) fn done(&mut self, more: usize) {
        self.done += more;
        self.show();
    }

    fn show(&mut self) {
        if self.drawn.is_some_and(|drawn| drawn.elapsed() >= EVERY) {
            self.drawn = Some(Instant::now());
            draw(&self.line());
        }
    }

    /// One is done; what is printed about it comes in place of the bar.
    pub(crate) fn next(&mut self) {
        self.done += 1;
        self.clear();
    }

    fn line(&self) -> String {
        let full = WIDTH * self.done.min(self.of) / self.of.max(1);
        let records = match self.records {
            0 => String::new(),
            records => format!(", {records} records"),
        };
        format!(
            "[{}{}] {} of {} {}{records}",
            "#".repeat(full),
            "-".repeat(WIDTH - full),
            self.done,
            self.of,
            self.noun
        )
    }

    /// Makes room for something else.
    pub(crate) fn clear(&self) {
        if self.drawn.is_some() {
            draw("");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// In place of what was drawn before.
fn draw(line: &str) {
    // Without a bar the command does as well.
    let _ = write!(stderr(), "\r\x1b[2K{line}");
    let _ = stderr().flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_grows_with_the_work() {
        let mut progress = Progress {
            noun: "businesses",
            of: 3,
            done: 0,
            records: 0,
            drawn: None,
        };
        progress.read(1_200);
        progress.next();
        assert_eq!(
            progress.line(),
            "[##########--------------------] 1 of 3 businesses, 1200 records"
        );
        progress.records = 0;
        progress.done(1);
        assert!(progress.line().ends_with("] 2 of 3 businesses"));
        progress.of = 0;
        assert!(progress.line().starts_with("[---"), "nobody counted");
    }
}
