//! The search index of kb.
