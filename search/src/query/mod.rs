//! A query's text becomes units, the units become scored clauses once the dictionary is known, and the
//! clauses give every page its score.

mod name;
mod near;
mod parse;
mod plan;
mod rank;
mod score;
mod syllables;

pub(crate) use name::name_key;
pub(crate) use near::is_near;
pub(crate) use parse::{Unit, is_vague_piece, parse};
#[cfg(test)]
pub(crate) use plan::Node;
pub(crate) use plan::{Clause, Dictionary, resolve_all, wanted};
pub(crate) use rank::{Named, Ranked, Ranking, rank};
pub(crate) use score::Statistics;
