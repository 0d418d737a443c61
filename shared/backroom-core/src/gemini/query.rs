//! Which of our questions about stock a model means: the same few, whether it reads a message or chooses an answer.

use serde::{Deserialize, Serialize};

use super::GeminiAnswerError;
use crate::expiry::{SOON_DAYS, Within};
use crate::intent::{Action, Period, Query};

/// The kinds of [`Query`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ask {
    Check,
    List,
    Low,
    Reorder,
    History,
    Sales,
    Profit,
    Report,
    Trends,
    Value,
    Prices,
    Alerts,
    Price,
    Cost,
    Expiring,
    Owes,
}

/// What each is, as models are told.
pub(super) const MEANINGS: &str = "\
check: how many of something there is; put the things in names.
list: everything in stock. low: what is running out. alerts: at what level each thing is to be told as low. reorder: what to buy, and from whom.
history: what happened to the stock, movement by movement; names may hold one thing, action and period if said.
sales: what was sold, how much of each thing and for how much. profit: what was earned. period if said.
report: how the business did in all. period if said.
trends: what sells more or less than before, the busiest day, how much to order for two weeks.
value: what the stock is worth. price: what the one thing in names sells for. prices: what everything sells for. cost: what it cost the shop.
expiring: what expires soon, or when the one thing in names does; period if said.
owes: who owes the shop money, or what the one person in names owes.";

impl Ask {
    /// The query, with those of the words that belong to it.
    pub(super) fn query(
        self,
        mut names: Vec<String>,
        action: Option<Action>,
        period: Option<Period>,
    ) -> Result<Query, GeminiAnswerError> {
        let period = period.unwrap_or(Period::Latest);
        Ok(match self {
            Self::Check if names.is_empty() => return Err(GeminiAnswerError::Empty),
            Self::Check => Query::Check { names },
            Self::List => Query::List,
            Self::Low => Query::Low,
            Self::Reorder => Query::Reorder,
            // Of several things: everything, and they are among it.
            Self::History => Query::History {
                name: names.pop().filter(|_| names.is_empty()),
                action,
                period,
            },
            Self::Sales => Query::Sales(period),
            Self::Profit => Query::Profit(period),
            Self::Report => Query::Report(period),
            Self::Trends => Query::Trends,
            Self::Value => Query::Value,
            Self::Prices => Query::Prices,
            Self::Alerts => Query::Alerts,
            Self::Price => match names.pop() {
                Some(name) if names.is_empty() => Query::Price { name },
                Some(_) | None => return Err(GeminiAnswerError::Empty),
            },
            Self::Cost => match names.pop() {
                Some(name) if names.is_empty() => Query::Cost { name },
                Some(_) | None => return Err(GeminiAnswerError::Empty),
            },
            Self::Owes => Query::Owes(names.pop().filter(|_| names.is_empty())),
            Self::Expiring => Query::Expiring {
                name: names.pop().filter(|_| names.is_empty()),
                within: match period {
                    Period::Today => Within::Days(0),
                    Period::Week => Within::Week,
                    Period::Month => Within::Month,
                    Period::Yesterday
                    | Period::LastWeek
                    | Period::LastMonth
                    | Period::Named(_)
                    | Period::On(_)
                    | Period::In(_) => Within::Past,
                    Period::Latest => Within::Days(SOON_DAYS),
                },
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new kind of query does not compile here: it is to be among those that a model may mean.
    fn kind(query: &Query) -> Ask {
        match query {
            Query::Check { .. } => Ask::Check,
            Query::List => Ask::List,
            Query::Low => Ask::Low,
            Query::Reorder => Ask::Reorder,
            Query::History { .. } => Ask::History,
            Query::Sales(_) => Ask::Sales,
            Query::Profit(_) => Ask::Profit,
            Query::Report(_) | Query::Unsold(_) => Ask::Report,
            Query::Trends => Ask::Trends,
            Query::Value => Ask::Value,
            Query::Prices => Ask::Prices,
            Query::Alerts => Ask::Alerts,
            Query::Price { .. } => Ask::Price,
            Query::Cost { .. } => Ask::Cost,
            Query::Expiring { .. } => Ask::Expiring,
            Query::Owes(_) | Query::Account(_) => Ask::Owes,
        }
    }

    #[test]
    fn each_kind_makes_its_query_and_models_are_told_of_it() {
        for ask in [
            Ask::Check,
            Ask::List,
            Ask::Low,
            Ask::Reorder,
            Ask::History,
            Ask::Sales,
            Ask::Profit,
            Ask::Report,
            Ask::Trends,
            Ask::Value,
            Ask::Prices,
            Ask::Alerts,
            Ask::Price,
            Ask::Cost,
            Ask::Expiring,
            Ask::Owes,
        ] {
            let query = ask.query(vec!["coke".into()], None, None).unwrap();
            assert_eq!(kind(&query), ask);
            let word = serde_json::to_value(ask).unwrap();
            let told = format!("{}:", word.as_str().unwrap());
            assert!(MEANINGS.contains(&told), "{told}");
        }
    }
}
