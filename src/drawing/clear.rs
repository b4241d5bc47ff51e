//! Pictures without a ground: what lies below shows through.

use resvg::tiny_skia::{Pixmap, Transform};

use super::{NotDrawn, tree};

/// An SVG as PNG on nothing, in its own size.
///
/// # Errors
/// [`NotDrawn`].
pub fn png_on_nothing(svg: &str) -> Result<Vec<u8>, NotDrawn> {
    let tree = tree(svg)?;
    let size = tree.size().to_int_size();
    let (width, height) = (size.width(), size.height());
    let mut picture = Pixmap::new(width, height).ok_or(NotDrawn::Size(width, height))?;
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    picture
        .encode_png()
        .map_err(|error| NotDrawn::Unwritten(error.to_string()))
}
