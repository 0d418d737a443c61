//! A shop that stocks the right items among many others.

use backroom_core::catalogue::{Catalogue, fold};
use backroom_core::ids::ItemId;

/// The distinct names of the gold items.
pub(crate) struct Names(Vec<String>);

impl Names {
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut distinct: Vec<(String, String)> =
            names.map(|name| (fold(name), name.to_owned())).collect();
        distinct.sort();
        distinct.dedup_by(|next, one| next.0 == one.0);
        Self(distinct.into_iter().map(|(_, name)| name).collect())
    }

    /// A shop of so many items: the right ones, and others drawn the same way for the same seed.
    pub(crate) fn shop(&self, right: &[&str], size: usize, seed: u64) -> Catalogue {
        let mut stocked: Vec<(String, &str)> =
            right.iter().map(|name| (fold(name), *name)).collect();
        // SplitMix64: any well-mixed sequence does.
        let mut state = seed;
        while stocked.len() < size.min(self.0.len()) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let name = &self.0[((mixed ^ (mixed >> 31)) % self.0.len() as u64) as usize];
            stocked.push((fold(name), name));
            if stocked.len() == size {
                stocked.sort();
                stocked.dedup_by(|next, one| next.0 == one.0);
            }
        }
        let items = stocked
            .into_iter()
            .map(|(id, name)| (ItemId::new(id), name, [] as [&str; 0]));
        Catalogue::new(items)
    }
}
