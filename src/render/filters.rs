//! Filters that templates may use besides the engine's own.

use tera::{Kwargs, State, Tera, TeraResult};

/// Registers all filters.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("fill", fill);
}

/// `{{ text | fill(n=3) }}`: replaces `{n}` in an interface text.
fn fill(text: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let mut out = text.to_owned();
    for (key, value) in kwargs.iter() {
        out = out.replace(&format!("{{{key}}}"), &value.to_string());
    }
    Ok(out)
}
