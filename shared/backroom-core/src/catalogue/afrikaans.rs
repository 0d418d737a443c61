//! Afrikaans plurals: "pype" are a pyp, "sakke" a sak. Only asked about a word that no name of the shop has, and only believed
//! where one has the other number.

/// The singulars that this may be the plural of.
pub(super) fn singulars(word: &str) -> impl Iterator<Item = String> {
    let stem = word.strip_suffix('e').unwrap_or_default();
    let ends: Vec<char> = stem.chars().rev().take(2).collect();
    let consonant = |at: usize| ends.get(at).is_some_and(|end| is_consonant(*end));
    let doubled = consonant(0) && ends.first() == ends.get(1);
    let closed = consonant(0) && (consonant(1) || ends.get(1) == Some(&'y'));
    let long = stem.chars().count() > 2;
    let forms = [
        // "sakke": sak; "planke": plank, "pype": pyp.
        (doubled && long).then(|| stem[..stem.len() - 1].to_owned()),
        (closed && !doubled && long).then(|| stem.to_owned()),
        // "kwaste": kwas; "skroewe": skroef; "elmboë", folded to "elmbo": elmboog.
        word.strip_suffix("ste").map(|stem| format!("{stem}s")),
        word.strip_suffix("we").map(|stem| format!("{stem}f")),
        word.strip_suffix('o').map(|stem| format!("{stem}oog")),
    ];
    forms.into_iter().flatten()
}

/// The plurals that this may be the singular of.
pub(super) fn plurals(word: &str) -> impl Iterator<Item = String> {
    let last = word.chars().next_back().filter(|last| is_consonant(*last));
    let doubled = last.map(|last| format!("{word}{last}e"));
    let plain = last.map(|_| format!("{word}e"));
    let forms = [
        doubled,
        plain,
        word.strip_suffix('s').map(|stem| format!("{stem}ste")),
        word.strip_suffix('f').map(|stem| format!("{stem}we")),
        word.strip_suffix("oog").map(|stem| format!("{stem}o")),
    ];
    let plural = move |form: &String| singulars(form).any(|singular| singular == word);
    forms.into_iter().flatten().filter(plural)
}

fn is_consonant(letter: char) -> bool {
    letter.is_ascii_lowercase() && !"aeiouy".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_the_number_of_the_other() {
        for (plural, singular) in [
            ("pype", "pyp"),
            ("sakke", "sak"),
            ("planke", "plank"),
            ("kwaste", "kwas"),
            ("skroewe", "skroef"),
            ("elmbo", "elmboog"),
            ("blokke", "blok"),
        ] {
            assert!(singulars(plural).any(|one| one == singular), "{plural}");
            assert!(plurals(singular).any(|many| many == plural), "{singular}");
        }
        for (word, other) in [("tape", "tap"), ("pine", "pin"), ("cane", "can")] {
            assert!(!singulars(word).any(|one| one == other), "{word}");
            assert!(!plurals(other).any(|many| many == word), "{other}");
        }
    }
}
