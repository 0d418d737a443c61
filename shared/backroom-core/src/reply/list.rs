//! What is said about a list that is put in at once, pasted or as a file.

use super::{Reply, echo, title};
use crate::import::{Beside, Fault};

/// How many lines at fault are told.
const TOLD: usize = 5;

/// Something is there twice: nobody knows which of the two is meant.
pub fn twice(name: &str) -> Reply {
    Reply::text(format!(
        "{} is in your list twice. Send the list again with one of them. Nothing was changed.",
        title(name)
    ))
}

/// What becomes of what a list says beside the numbers; only who sets prices can have it noted.
pub(super) fn beside(said: &[(String, Beside)], may_note: bool) -> String {
    let (mut prices, mut levels, mut suppliers) = (false, false, false);
    for (_, beside) in said {
        prices |= beside.price.is_some();
        levels |= beside.alert.is_some();
        suppliers |= beside.supplier.is_some();
    }
    let named = [
        (prices, "prices"),
        (levels, "reorder levels"),
        (suppliers, "suppliers"),
    ];
    let named: Vec<&str> = named
        .into_iter()
        .filter_map(|(is, name)| is.then_some(name))
        .collect();
    let named = match named.as_slice() {
        [] => return String::new(),
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        one => one.concat(),
    };
    if may_note {
        format!("Their {named} go in too. ")
    } else {
        format!("Their {named} are left out: only the owner or a manager can set those. ")
    }
}

/// Lines that can't be taken, with their numbers.
pub fn at_fault(file: &str, faults: &[(u64, Fault)]) -> Reply {
    let lines = faults.iter().take(TOLD);
    let lines: Vec<String> = lines
        .map(|(line, fault)| format!("• line {line}: {fault}"))
        .collect();
    let more = match faults.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!("\nand {more} more lines."),
    };
    Reply::list(
        &format!("I can't put in {} as it is:", echo(file)),
        &lines,
        &format!("{more}\nMend that and send it again. Nothing was changed."),
    )
}

/// A table without a column for names or one for numbers, or with nothing below it.
pub fn no_columns(file: &str) -> Reply {
    Reply::text(format!(
        "I can't find items in {}. The first line has to say which column is which, for example: Item, Quantity, Unit. \
         Nothing was changed.",
        echo(file)
    ))
}

/// A workbook, which is not read here.
pub fn workbook() -> Reply {
    Reply::text(
        "I can't read Excel files here. Save it as CSV (in Google Sheets: File, Download, CSV) and send me that, or paste \
         the list: paste my list",
    )
}

/// A file that is too large for a chat.
pub fn too_large() -> Reply {
    Reply::text(
        "That file is too large for here. Send me 50 items at a time, or ask whoever gave you this number to put in all \
         of it. Nothing was changed.",
    )
}

/// WhatsApp no longer has the file, or did not give it.
pub fn gone() -> Reply {
    Reply::text("I couldn't get that file. Please send it again. Nothing was changed.")
}
