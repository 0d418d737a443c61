//! "bread from albany", "supplier of bread is albany", "supplier bread albany", "no supplier bread".

use super::name;
use crate::intent::{Intent, Note, Noted};
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;

/// Who something comes from.
pub(super) fn supplier(scan: Scan<'_>) -> Option<Intent> {
    let says = Flags::NO_SUPPLIER
        .or(Flags::SUPPLIER_OF)
        .or(Flags::COMES_FROM);
    if !scan.any(says) {
        return None;
    }
    let note = |name: String, what| Some(Intent::Note(vec![Note { name, what }]));
    let rest = scan.part(1, scan.len());
    if scan.is(0, Flags::NO_SUPPLIER) {
        return note(name(rest)?, Noted::NoSupplier);
    }
    if !goods(rest) {
        return None;
    }
    if scan.is(0, Flags::SUPPLIER_OF) {
        let between = (1..rest.len())
            .find(|at| rest.is(*at, Flags::BE) || rest.mark(*at, b':') || rest.mark(*at, b'='));
        let Some(at) = between else {
            return note(several_words(name(rest)?)?, Noted::SupplierBehind);
        };
        let supplier = name(rest.part(at + 1, rest.len()))?;
        return note(name(rest.part(0, at))?, Noted::Supplier(supplier));
    }
    let supplied = usize::from(scan.is(0, Flags::SUPPLIED));
    let at = (supplied + 1..scan.len()).find(|at| scan.is(*at, Flags::COMES_FROM))?;
    if !goods(scan.part(supplied, at)) {
        return None;
    }
    let supplier = name(scan.part(at + 1, scan.len()))?;
    note(name(scan.part(supplied, at))?, Noted::Supplier(supplier))
}

fn several_words(name: String) -> Option<String> {
    name.contains(' ').then_some(name)
}

/// No numbers, nothing that moves stock, no talk.
fn goods(scan: Scan<'_>) -> bool {
    let talk = Flags::PERSON
        .or(Flags::OWN)
        .or(Flags::NEGATIVE)
        .or(Flags::FUTURE)
        .or(Flags::WISH)
        .or(Flags::CONDITION)
        .or(Flags::ORDER)
        .or(Flags::ABSTRACT)
        .or(Flags::RETURN)
        .or(Flags::TIME);
    (0..scan.len()).all(|at| {
        let token = scan.get(at);
        let moves = token.sense.verb.is_some() && !token.sense.is_unit();
        !moves && !token.is(talk) && token.number().is_none() && !scan.mark(at, b'?')
    })
}
