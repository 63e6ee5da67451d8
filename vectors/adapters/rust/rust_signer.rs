//! aws-sigv4: the signer of AWS's SDK for Rust.

mod question;

use std::io;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SignableBody, SignableRequest,
    SignatureLocation, SigningParams, SigningSettings, sign,
};
use aws_sigv4::sign::{v4, v4a};
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::base64;
use bytes::Bytes;
use question::{Or, body_of, encoded, hex, number, pairs, serve, text, time_of, unsupported};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    serve(|question| match text(&question["operation"])? {
        "presign" | "presign-asymmetric" => presigned(question),
        "sign" | "sign-asymmetric" => header_signed(question),
        "chunks" => chunks(question),
        "signing-key" => signing_key(&question["context"]),
        "key-pair" => key_pair(&question["context"]),
        "post-policy" => post_policy(question),
        other => unsupported(format!("no operation {other}")),
    })
}

fn presigned(question: &Value) -> Or<Value> {
    let (request, signature) = signed(question, SignatureLocation::QueryParams)?;
    Ok(json!({"url": request.uri().to_string(), "signature": signature}))
}

fn header_signed(question: &Value) -> Or<Value> {
    let (request, signature) = signed(question, SignatureLocation::Headers)?;
    let mut headers = vec![];
    for (name, value) in request.headers() {
        headers.push(json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]));
    }
    Ok(json!({"headers": headers, "signature": signature}))
}

/// The request as a client has it, with what signing adds, and the signature.
fn signed(question: &Value, location: SignatureLocation) -> Or<(http::Request<()>, String)> {
    let (given, context) = (&question["request"], &question["context"]);
    let (method, url) = (text(&given["method"])?, encoded(text(&given["url"])?));
    let (headers, body) = (pairs(&given["headers"])?, body_of(given)?);
    let mut request = http::Request::builder().method(method).uri(&url);
    for (name, value) in &headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(())?;
    let payload = payload(&body, &headers, context, location);
    let signable = SignableRequest::new(method, url, headers.into_iter(), payload)?;
    let identity = identity(context)?;
    let (settings, time) = (settings(context, location)?, time_of(&context["signing_time"])?);
    let service = text(&context["service"])?;
    let params: SigningParams = if let Some(regions) = context["region_set"].as_str() {
        let params = v4a::SigningParams::builder().identity(&identity).region_set(regions);
        params.name(service).time(time).settings(settings).build()?.into()
    } else {
        let region = text(&context["region"])?;
        let params = v4::SigningParams::builder().identity(&identity).region(region);
        params.name(service).time(time).settings(settings).build()?.into()
    };
    let (instructions, signature) = sign(signable, &params)?.into_parts();
    instructions.apply_to_request_http1x(&mut request);
    Ok((request, signature))
}

fn settings(context: &Value, location: SignatureLocation) -> Or<SigningSettings> {
    let rules = &context["rules"];
    let mut settings = SigningSettings::default();
    settings.signature_location = location;
    settings.uri_path_normalization_mode = (rules["normalize_path"] == true).into();
    if rules["double_encode_path"] == false {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
    }
    if rules["payload_hash_header"] == true {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    if rules["session_token_signed"] == false {
        settings.session_token_mode = SessionTokenMode::Exclude;
    }
    let presigned = location == SignatureLocation::QueryParams;
    if rules["session_token_parameter"] == "X-Amz-S3session-Token" {
        let name = if presigned { "X-Amz-S3session-Token" } else { "x-amz-s3session-token" };
        settings.session_token_name_override = Some(name);
    }
    if presigned {
        settings.expires_in = Some(Duration::from_secs(number(&context["expires_in"])?));
    }
    Ok(settings)
}

fn payload<'a>(
    body: &'a [u8],
    headers: &[(&str, &str)],
    context: &Value,
    location: SignatureLocation,
) -> SignableBody<'a> {
    let mut headers = headers.iter();
    let header = headers.find(|(name, _)| name.eq_ignore_ascii_case("x-amz-content-sha256"));
    let signed = match location {
        SignatureLocation::QueryParams => context["rules"]["unsigned_payload"] == false,
        _ => context["rules"]["payload_signed"] == true,
    };
    match context["payload_hash"].as_str().or(header.map(|(_, value)| *value)) {
        Some(hash) => SignableBody::Precomputed(hash.to_owned()),
        None if signed => SignableBody::Bytes(body),
        None => SignableBody::UnsignedPayload,
    }
}

/// The first signature, and those of the chunks and the trailers. To frame them is its caller's.
fn chunks(question: &Value) -> Or<Value> {
    let mut said = header_signed(question)?;
    let (given, context) = (&question["request"], &question["context"]);
    if context["payload_hash"] == "STREAMING-UNSIGNED-PAYLOAD-TRAILER" {
        return Ok(said);
    }
    let (region, service) = (text(&context["region"])?, text(&context["service"])?);
    let (identity, time) = (identity(context)?, time_of(&context["signing_time"])?);
    let params = v4::SigningParams::builder().identity(&identity).region(region);
    let params = params.name(service).time(time).settings(()).build()?;
    let (body, size) = (body_of(given)?, number(&context["chunk_size"])?);
    let mut running = text(&said["signature"])?.to_owned();
    let mut signatures = vec![];
    for chunk in body.chunks(size as usize).chain([&[][..]]) {
        let chunk = Bytes::copy_from_slice(chunk);
        running = v4::sign_chunk(&chunk, &running, &params)?.signature().to_owned();
        signatures.push(json!({"signature": running}));
    }
    said["chunks"] = signatures.into();
    if !given["trailers"].is_null() {
        let mut trailers = Headers::new();
        for (name, value) in pairs(&given["trailers"])? {
            trailers.try_append(name.to_owned(), value.to_owned())?;
        }
        let signed = v4::sign_trailer(&trailers, &running, &params)?;
        said["trailer"] = json!({"signature": signed.signature()});
    }
    Ok(said)
}

fn signing_key(context: &Value) -> Or<Value> {
    let date = text(&context["date"])?;
    if date.len() != "YYYYMMDD".len() {
        return unsupported("a date is a SystemTime to it");
    }
    let midnight = format!("{}-{}-{}T00:00:00Z", &date[..4], &date[4..6], &date[6..]);
    Ok(json!({"signing_key": hex(key(context, time_of(&midnight.into())?)?)}))
}

fn key_pair(context: &Value) -> Or<Value> {
    let (id, secret) = (text(&context["access_key_id"])?, text(&context["secret_access_key"])?);
    Ok(json!({"private_key": hex(v4a::generate_signing_key(id, secret))}))
}

fn post_policy(question: &Value) -> Or<Value> {
    let context = &question["context"];
    let to_sign = base64::encode(text(&question["policy"])?);
    let key = key(context, time_of(&context["signing_time"])?)?;
    let signature = v4::calculate_signature(key, to_sign.as_bytes());
    Ok(json!({"string_to_sign": to_sign, "signature": signature}))
}

fn key(context: &Value, time: SystemTime) -> Or<impl AsRef<[u8]>> {
    let (region, service) = (text(&context["region"])?, text(&context["service"])?);
    Ok(v4::generate_signing_key(text(&context["secret_access_key"])?, time, region, service))
}

fn identity(context: &Value) -> Or<Identity> {
    let (id, secret) = (text(&context["access_key_id"])?, text(&context["secret_access_key"])?);
    let token = context["session_token"].as_str().filter(|token| !token.is_empty());
    Ok(Credentials::new(id, secret, token.map(str::to_owned), None, "question").into())
}
