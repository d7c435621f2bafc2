//! Pictures that stand for a page where it is linked.

use serde::Serialize;

/// What a picture shows; an empty text leaves its place empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PictureView {
    /// Language of the words.
    pub lang: String,
    /// Name of the site.
    pub site: String,
    /// One character for the seal.
    pub seal: String,
    /// Title, in pieces between which a line may break.
    pub title: Vec<String>,
    /// In the upper right corner: the sector.
    pub corner: String,
    /// Before the text: today.
    pub label: String,
    /// The act for today, or what the site is.
    pub text: String,
    /// At the foot, left: country and date of the last review.
    pub left: String,
    /// At the foot, right: address.
    pub right: String,
}
