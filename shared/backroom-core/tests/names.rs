//! What holds of any name at all.

use backroom_core::catalogue::fold;
use proptest::prelude::*;

proptest! {
    #[test]
    fn folding_twice_is_folding_once(name in "\\PC{0,40}") {
        let folded = fold(&name);
        prop_assert_eq!(fold(&folded), folded);
    }

    #[test]
    fn folding_shop_like_words_twice_is_folding_once(
        name in "([a-z]{1,4}(s|es|ies|ves|oes|xes|che|zzes|sses|ie|oe|se)?[ 0-9.,/'&-]{0,2}|[0-9]{1,3} ?(l|ml|litres|v|ft|kgs) ?){1,5}",
    ) {
        let folded = fold(&name);
        prop_assert_eq!(fold(&folded), folded);
    }

    #[test]
    fn a_folded_name_has_single_spaces_and_no_capitals(name in any::<String>()) {
        let folded = fold(&name);
        prop_assert!(!folded.contains("  ") && folded.trim() == folded);
        prop_assert_eq!(folded.to_lowercase(), folded);
    }
}
