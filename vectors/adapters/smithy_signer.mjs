// @smithy/signature-v4: the signer of AWS's SDK for JavaScript.

import { Readable } from "node:stream";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { buildQueryString, parseQueryString } from "@smithy/core/protocols";
import { Unsupported, bodyOf, isPlain, joined, serve, split } from "./loop.mjs";

// Notes the texts on their way.
class Signer extends SignatureV4 {
  createCanonicalRequest(...parts) {
    return (this.canonical_request = super.createCanonicalRequest(...parts));
  }

  async createStringToSign(...parts) {
    return (this.string_to_sign = await super.createStringToSign(...parts));
  }
}

function signerOf({ request, context }) {
  const { rules } = context;
  if (rules.double_encode_path !== rules.normalize_path && !isPlain(split(request.url).path)) {
    throw new Unsupported("it has one set of rules for S3's paths and one for the others'");
  }
  if (rules.session_token_parameter !== "X-Amz-Security-Token" || !rules.session_token_signed) {
    throw new Unsupported("a token is always X-Amz-Security-Token, and signed");
  }
  if (context.payload_hash && !rules.payload_hash_header) {
    throw new Unsupported("a payload hash is stated by x-amz-content-sha256 alone");
  }
  return new Signer({
    service: context.service,
    region: context.region,
    credentials: {
      accessKeyId: context.access_key_id,
      secretAccessKey: context.secret_access_key,
      sessionToken: context.session_token,
    },
    sha256: Sha256,
    uriEscapePath: rules.normalize_path,
    applyChecksum: rules.payload_hash_header,
  });
}

// What it is given for a payload that is not to be signed is a stream.
function requestOf({ request, context }, unsigned) {
  const { scheme, host, path, query } = split(request.url);
  const [hostname, port] = host.split(/:(?=\d*$)/);
  const headers = { host, ...joined(request.headers) };
  if (context.payload_hash) headers["x-amz-content-sha256"] = context.payload_hash;
  const body = unsigned ? new Readable() : bodyOf(request);
  return { method: request.method, protocol: `${scheme}:`, hostname, port, path, headers, body, query: parseQueryString(query) };
}

async function presign(question) {
  const { context } = question;
  const signer = signerOf(question);
  const request = requestOf(question, context.rules.unsigned_payload);
  const signed = await signer.presign(request, {
    expiresIn: context.expires_in,
    signingDate: new Date(context.signing_time),
    unhoistableHeaders: new Set(Object.keys(request.headers)),
  });
  const { scheme, host } = split(question.request.url);
  return {
    canonical_request: signer.canonical_request,
    string_to_sign: signer.string_to_sign,
    url: `${scheme}://${host}${signed.path}?${buildQueryString(signed.query)}`,
  };
}

async function sign(question) {
  const { context } = question;
  const signer = signerOf(question);
  const request = requestOf(question, !context.rules.payload_signed);
  const signed = await signer.sign(request, { signingDate: new Date(context.signing_time) });
  return {
    canonical_request: signer.canonical_request,
    string_to_sign: signer.string_to_sign,
    headers: Object.entries(signed.headers),
  };
}

await serve({ presign, sign });
