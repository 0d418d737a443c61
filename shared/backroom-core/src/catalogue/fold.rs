//! The form in which names are compared.

use super::singular::singular;

/// The form in which names are compared: lower case without accents, single spaces, each word in the singular, and
/// sizes written one way: "2 Litres Coca-Cola" is "2l coca cola". Total, and the same again when folded again.
///
/// It is an identity, not a word for people: "cookies" and "cookie" are both "cooky".
pub fn fold(name: &str) -> String {
    let plain = plain(name);
    let mut folded = String::with_capacity(plain.len());
    let mut words = plain.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        let digits = word.trim_start_matches(|c: char| c.is_ascii_digit() || ".,/".contains(c));
        if digits.len() == word.len() {
            folded.push_str(&singular(word));
            continue;
        }
        // "2l", "2litre", or "2" before "litres".
        let (number, glued) = word.split_at(word.len() - digits.len());
        folded.push_str(number);
        if !glued.is_empty() {
            folded.push_str(size_symbol(glued).unwrap_or(glued));
        } else if let Some(symbol) = words.peek().copied().and_then(size_symbol) {
            folded.push_str(symbol);
            words.next();
        }
    }
    folded
}

/// Whether all words of what was said are in the name: "bread" is in "Brown bread".
pub(crate) fn has_words(name: &str, said: &str) -> bool {
    let (name, said) = (fold(name), fold(said));
    let mut words = said.split(' ');
    words.all(|word| name.split(' ').any(|own| own == word))
}

/// Lower case, no accents, and a space for whatever parts words. Between digits a point, a comma (which becomes a
/// point) and a slash stay: "1,5l", "195/65r15".
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut characters = name.chars().peekable();
    let mut after_digit = false;
    while let Some(character) = characters.next() {
        let before_digit = characters.peek().is_some_and(char::is_ascii_digit);
        match character {
            'a'..='z' | '0'..='9' => plain.push(character),
            'A'..='Z' => plain.push(character.to_ascii_lowercase()),
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => {}
            '&' => plain.push_str(" and "),
            '.' | '/' if after_digit && before_digit => plain.push(character),
            ',' if after_digit && before_digit => plain.push('.'),
            '%' if after_digit => plain.push('%'),
            _ if character.is_ascii() => plain.push(' '),
            _ => push_letters(character, &mut plain),
        }
        after_digit = character.is_ascii_digit();
    }
    plain
}

/// A character beyond ASCII: its letters without accents, nothing for a mark, or a space.
fn push_letters(character: char, plain: &mut String) {
    for lower in character.to_lowercase() {
        match lower {
            'à'..='å' | 'ā' | 'ă' | 'ą' => plain.push('a'),
            'ç' | 'ć' | 'č' => plain.push('c'),
            'ď' | 'đ' | 'ḓ' => plain.push('d'),
            'è'..='ë' | 'ē' | 'ę' | 'ě' => plain.push('e'),
            'ğ' => plain.push('g'),
            'ì'..='ï' | 'ī' | 'ı' => plain.push('i'),
            'ł' | 'ḽ' => plain.push('l'),
            'ñ' | 'ń' | 'ň' | 'ṅ' | 'ṋ' => plain.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => plain.push('o'),
            'ř' => plain.push('r'),
            'ś' | 'ş' | 'š' | 'ș' => plain.push('s'),
            'ţ' | 'ť' | 'ț' | 'ṱ' => plain.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => plain.push('u'),
            'ý' | 'ÿ' => plain.push('y'),
            'ź' | 'ż' | 'ž' => plain.push('z'),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ß' => plain.push_str("ss"),
            '½' => plain.push_str("1/2"),
            '¼' => plain.push_str("1/4"),
            '¾' => plain.push_str("3/4"),
            // Written apart from its letter, an accent; and the marks that change the direction or join.
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
            '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => {}
            '\u{ff10}'..='\u{ff19}' | '\u{ff41}'..='\u{ff5a}' => {
                // Full-width forms lie a fixed distance from ASCII.
                plain.extend(char::from_u32(lower as u32 - 0xfee0));
            }
            // Spaces, quotes, dashes, bullets; an emoji stays, for it may be all the name there is.
            '\u{80}'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' => {
                plain.push(' ')
            }
            '\u{bb}' | '¿' | '×' | '÷' | '\u{2000}'..='\u{205f}' | '\u{3000}'..='\u{303f}' => {
                plain.push(' ')
            }
            _ if lower.is_whitespace() || lower.is_control() => plain.push(' '),
            _ => plain.push(lower),
        }
    }
}

/// The one way to write the unit of a size in a name: "500 grams" is "500g", "12 volt" is "12v".
fn size_symbol(word: &str) -> Option<&'static str> {
    Some(match word {
        "mg" | "milligram" | "milligrams" => "mg",
        "g" | "gm" | "gms" | "gr" | "gram" | "grams" | "gramme" | "grammes" => "g",
        "kg" | "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" | "kilogramme" => "kg",
        "oz" | "ounce" | "ounces" => "oz",
        "lb" | "lbs" | "pound" | "pounds" => "lb",
        "ml" | "mls" | "mil" | "millilitre" | "millilitres" | "milliliter" | "milliliters" => "ml",
        "cl" | "centilitre" | "centilitres" => "cl",
        "l" | "lt" | "lts" | "ltr" | "ltrs" | "litre" | "litres" | "liter" | "liters" => "l",
        "mm" | "millimetre" | "millimetres" | "millimeter" | "millimeters" => "mm",
        "cm" | "centimetre" | "centimetres" | "centimeter" | "centimeters" => "cm",
        "m" | "mtr" | "mtrs" | "metre" | "metres" | "meter" | "meters" => "m",
        "inch" | "inches" => "inch",
        "ft" | "foot" | "feet" => "ft",
        "v" | "volt" | "volts" => "v",
        "w" | "watt" | "watts" => "w",
        "kw" | "kilowatt" | "kilowatts" => "kw",
        "kwh" => "kwh",
        "a" | "amp" | "amps" | "ampere" => "a",
        "ah" => "ah",
        "mah" => "mah",
        "hp" => "hp",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, folded: &str) {
        assert_eq!(fold(name), folded, "{name}");
        assert_eq!(fold(folded), folded, "{name} folded twice");
    }

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        check("", "");
        check("  Coke ", "coke");
        check("Coca-Cola", "coca cola");
        check("COCA  COLA", "coca cola");
        check("crème brûlée", "creme brulee");
        check("jalapen\u{303}o", "jalapeno");
        check("Kellogg's", "kellogg");
        check("Kellogg’s", "kellogg");
        check("salt & vinegar", "salt and vinegar");
        check("ＣＯＫＥ", "coke");
        check("\u{200f}coke\u{200e}", "coke");
        check("İstanbul", "istanbul");
        check("मैदा 🍞", "मैदा 🍞");
        check("❤️ “chips” • ×", "❤ chip");
        check("- – —", "");
    }

    #[test]
    fn plural_and_singular_are_one() {
        for (plural, singular) in [
            ("cokes", "coke"),
            ("tomatoes", "tomato"),
            ("potatos", "potato"),
            ("loaves", "loaf"),
            ("bay leaves", "bay leaf"),
            ("batteries", "battery"),
            ("cookies", "cookie"),
            ("pies", "pie"),
            ("shoes", "shoe"),
            ("glasses", "glass"),
            ("peaches", "peach"),
            ("quiches", "quiche"),
            ("boxes", "box"),
            ("cheeses", "cheese"),
            ("buses", "bus"),
            ("lenses", "lens"),
            ("prizes", "prize"),
            ("olives", "olive"),
            ("gloves", "glove"),
            ("knives", "knife"),
            ("kiwis", "kiwi"),
            ("chillies", "chilli"),
            ("mice", "mouse"),
            ("bakkies", "bakkie"),
            ("tamaties", "tamatie"),
            ("eiers", "eier"),
            ("brake pads front", "brake pad front"),
            ("avocadoes", "avocado"),
        ] {
            assert_eq!(fold(plural), fold(singular), "{plural}");
            check(plural, &fold(singular));
        }
        for same in [
            "glass",
            "bus",
            "gas",
            "asparagus",
            "couscous",
            "canvas",
            "chassis",
            "lens",
            "hummus",
            "swiss",
        ] {
            check(same, same);
        }
    }

    #[test]
    fn different_things_stay_apart() {
        let names = [
            "ham",
            "hammer",
            "rice",
            "licorice",
            "coke",
            "cake",
            "glass",
            "glasses case",
            "pea",
            "pear",
            "bean",
            "beans tin",
            "oil",
            "olive",
            "battery",
            "batter",
            "leaf",
            "leave",
            "cooky cutter",
        ];
        let mut folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
        folded.sort();
        folded.dedup();
        assert_eq!(folded.len(), names.len());
    }

    #[test]
    fn sizes_are_written_one_way() {
        check("2l coke", "2l coke");
        check("2 l coke", "2l coke");
        check("2 litre coke", "2l coke");
        check("2Lt Coke", "2l coke");
        check("coke 2 Litres", "coke 2l");
        check("coke 330 ml", "coke 330ml");
        check("1,5 l milk", "1.5l milk");
        check("10 mm bolts", "10mm bolt");
        check("12 volt battery", "12v battery");
        check("550 watt panels", "550w panel");
        check("195/65R15", "195/65r15");
        check("5W-30", "5w 30");
        check("2% milk", "2% milk");
        check("7 up", "7 up");
        check("size 10 safety boots", "size 10 safety boot");
        check("½ inch nail", "1/2inch nail");
    }
}
