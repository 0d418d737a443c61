//! Charts as pictures: PNG, with a font of our own, since a Lambda has none.

use backroom_core::chart::Chart;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Parts of DejaVu Sans: `fonts/LICENSE` says which.
const FONTS: [&[u8]; 2] = [
    include_bytes!("../fonts/DejaVuSans.ttf"),
    include_bytes!("../fonts/DejaVuSans-Bold.ttf"),
];

/// The chart as a PNG, some 40 KB; `None` if it can't be drawn, which is our mistake. Takes some 30 ms of CPU.
pub(crate) fn png(chart: &Chart) -> Option<Vec<u8>> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family("DejaVu Sans");
    let tree = Tree::from_str(&chart.svg(), &options).ok()?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
    pixels.encode_png().ok()
}

#[cfg(test)]
mod tests {
    use backroom_core::chart::Mark;

    use super::*;

    #[test]
    fn a_chart_is_drawn_with_its_letters() {
        let drawn = |title: &str| {
            let bar = Mark {
                label: "Coke".to_owned(),
                value: "R18.00".to_owned(),
                size: 1,
            };
            let chart = Chart {
                title: title.to_owned(),
                bars: vec![bar],
                ..Chart::default()
            };
            png(&chart).unwrap()
        };
        assert!(drawn("").starts_with(b"\x89PNG\r\n"));
        assert_ne!(drawn(""), drawn("Thandi\u{2019}s \u{20ac}"));
    }
}
