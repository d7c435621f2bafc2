//! For tests: whether a value fits a schema.

use serde_json::{Map, Value};

/// The words of draft 7 that the schemas use. (A whole validator would be a dependency that switches on
/// features of the search engine's.)
pub(super) fn validate(schema: &Value, value: &Value, at: &str, errors: &mut Vec<String>) {
    let fits = |schema: &Value, value: &Value| {
        let mut errors = Vec::new();
        validate(schema, value, "", &mut errors);
        errors.is_empty()
    };
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "type" if rule == "integer" && value.is_i64() => {}
            "type" if rule == type_of(value) => {}
            "type" => errors.push(format!("{at}: no {rule}")),
            "enum" if !rule.as_array().unwrap().contains(value) => {
                errors.push(format!("{at}: not one of {rule}"))
            }
            "const" if rule != value => errors.push(format!("{at}: not {rule}")),
            "required" => {
                let missing = rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(Value::as_str)
                    .filter(|k| value.get(k).is_none());
                errors.extend(missing.map(|k| format!("{at}: no {k}")));
            }
            "properties" => {
                for (key, inner) in rule.as_object().unwrap() {
                    if let Some(inside) = value.get(key) {
                        validate(inner, inside, &format!("{at}/{key}"), errors);
                    }
                }
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object);
                for (key, inside) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|k| k.contains_key(key)) {
                        continue;
                    }
                    match rule {
                        Value::Bool(false) => errors.push(format!("{at}: unknown {key}")),
                        inner => validate(inner, inside, &format!("{at}/{key}"), errors),
                    }
                }
            }
            "items" => {
                for (i, inside) in value.as_array().into_iter().flatten().enumerate() {
                    validate(rule, inside, &format!("{at}/{i}"), errors);
                }
            }
            "dependencies" => {
                for (key, needs) in rule.as_object().unwrap().iter().filter(|(k, _)| value.get(k).is_some()) {
                    let missing = needs
                        .as_array()
                        .unwrap()
                        .iter()
                        .filter_map(Value::as_str)
                        .filter(|k| value.get(k).is_none());
                    errors.extend(missing.map(|k| format!("{at}: no {k} with {key}")));
                }
            }
            "allOf" => rule.as_array().unwrap().iter().for_each(|s| validate(s, value, at, errors)),
            "anyOf" if !rule.as_array().unwrap().iter().any(|s| fits(s, value)) => {
                errors.push(format!("{at}: none of {rule}"))
            }
            "not" if fits(rule, value) => errors.push(format!("{at}: fits {rule}")),
            "if" if fits(rule, value) => validate(&schema["then"], value, at, errors),
            "minimum" if value.as_i64() < rule.as_i64() => errors.push(format!("{at}: less than {rule}")),
            "maximum" if value.as_i64() > rule.as_i64() => errors.push(format!("{at}: more than {rule}")),
            "minLength" if value.as_str().is_some_and(str::is_empty) => errors.push(format!("{at}: empty")),
            "minProperties" if value.as_object().is_some_and(Map::is_empty) => {
                errors.push(format!("{at}: empty"))
            }
            "pattern" => {
                let pattern = regex::Regex::new(rule.as_str().unwrap()).unwrap();
                if !value.as_str().is_some_and(|v| pattern.is_match(v)) {
                    errors.push(format!("{at}: does not match {rule}"));
                }
            }
            "enum" | "const" | "anyOf" | "not" | "if" | "then" | "minimum" | "maximum" | "minLength"
            | "minProperties" | "description" | "format" | "$schema" => {}
            other => panic!("the schemas use `{other}`, which this test does not know"),
        }
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
