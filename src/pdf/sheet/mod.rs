//! Sheets: what a checklist and a pack look like on paper.

mod checklist;
mod code;
mod ladder;
mod letter;
mod log;
mod pack;
mod sector;
mod ticks;

pub(super) use checklist::section as checklist;
pub(super) use pack::sections as pack;
pub(super) use sector::sections as sector;
