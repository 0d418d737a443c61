//! A bar on the terminal, if there is one: how many businesses are done, and how many records were read.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

/// How wide the bar is.
const WIDTH: usize = 30;
/// How often it is drawn at the most.
const EVERY: Duration = Duration::from_millis(100);

/// Draws itself on standard error, and is gone when it is dropped.
pub(crate) struct Progress {
    of: usize,
    done: usize,
    records: usize,
    /// `None` where nobody looks.
    drawn: Option<Instant>,
}

impl Progress {
    /// Whether there is a terminal to see it.
    pub(crate) fn is_seen() -> bool {
        stderr().is_terminal()
    }

    /// For so many businesses.
    pub(crate) fn of(businesses: usize) -> Self {
        Self {
            of: businesses,
            done: 0,
            records: 0,
            drawn: Self::is_seen().then(Instant::now),
        }
    }

    /// More records were read.
    pub(crate) fn read(&mut self, records: usize) {
        self.records += records;
        if self.drawn.is_some_and(|drawn| drawn.elapsed() >= EVERY) {
            self.drawn = Some(Instant::now());
            draw(&self.line());
        }
    }

    /// A business is done; what is printed about it comes in place of the bar.
    pub(crate) fn next_business(&mut self) {
        self.done += 1;
        self.clear();
    }

    fn line(&self) -> String {
        let full = WIDTH * self.done.min(self.of) / self.of.max(1);
        format!(
            "[{}{}] {} of {} businesses, {} records",
            "#".repeat(full),
            "-".repeat(WIDTH - full),
            self.done,
            self.of,
            self.records
        )
    }

    fn clear(&self) {
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
    fn the_bar_grows_with_the_businesses() {
        let mut progress = Progress {
            of: 3,
            done: 0,
            records: 0,
            drawn: None,
        };
        progress.read(1_200);
        progress.next_business();
        assert_eq!(
            progress.line(),
            "[##########--------------------] 1 of 3 businesses, 1200 records"
        );
        progress.of = 0;
        assert!(progress.line().starts_with("[---"), "nobody counted");
    }
}
