//! One question a line, one answer a line, and what the questions hold.

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::time::SystemTime;

use aws_smithy_types::base64;
use aws_smithy_types::date_time::{DateTime, Format};
use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::{Value, json};

/// The signer's refusal, or why it has no way to be asked something.
pub enum Instead {
    Error(String),
    Unsupported(String),
}

pub type Or<T> = Result<T, Instead>;

impl<E: Error> From<E> for Instead {
    fn from(error: E) -> Self {
        let source = error.source().map(|source| format!(": {source}"));
        Self::Error(format!("{error}{}", source.unwrap_or_default()))
    }
}

/// Answer the questions on standard input.
pub fn serve(answer: impl Fn(&Value) -> Or<Value>) -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let mut said = answer(&question).unwrap_or_else(|instead| match instead {
            Instead::Error(why) => json!({"error": why}),
            Instead::Unsupported(why) => json!({"unsupported": why}),
        });
        said["id"] = question["id"].clone();
        writeln!(io::stdout(), "{said}")?;
    }
    Ok(())
}

pub fn unsupported<T>(why: impl Into<String>) -> Or<T> {
    Err(Instead::Unsupported(why.into()))
}

pub fn text(value: &Value) -> Or<&str> {
    value.as_str().map_or_else(|| unsupported(format!("no text is {value}")), Ok)
}

pub fn number(value: &Value) -> Or<u64> {
    value.as_u64().map_or_else(|| unsupported(format!("no u64 is {value}")), Ok)
}

pub fn pairs(value: &Value) -> Or<Vec<(&str, &str)>> {
    let pairs = value.as_array().into_iter().flatten();
    pairs.map(|pair| Ok((text(&pair[0])?, text(&pair[1])?))).collect()
}

/// The bytes of a request's body; none where it has none.
pub fn body_of(request: &Value) -> Or<Vec<u8>> {
    let body = &request["body"];
    if let Some(encoded) = body["base64"].as_str() {
        return Ok(base64::decode(encoded)?);
    }
    let times = body["times"].as_u64().unwrap_or(1) as usize;
    Ok(body["text"].as_str().unwrap_or_default().repeat(times).into_bytes())
}

pub fn time_of(value: &Value) -> Or<SystemTime> {
    Ok(DateTime::from_str(text(value)?, Format::DateTime)?.try_into()?)
}

/// What no client sends raw, beside all that is not ASCII.
const RAW: &AsciiSet = &{
    let brackets = AsciiSet::EMPTY.add(b'<').add(b'>').add(b'{').add(b'}');
    brackets.add(b' ').add(b'"').add(b'\\').add(b'^').add(b'`').add(b'|')
};

/// A URL in its encoded form, which is what http::Uri takes.
pub fn encoded(url: &str) -> String {
    utf8_percent_encode(url, RAW).to_string()
}

pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
