// aws4: the signer of many programs for Node.

import aws4 from "aws4";
import { Unsupported, bodyOf, joined, serve, split } from "./loop.mjs";

function signed({ request, context, operation }) {
  const { rules } = context;
  const s3 = context.service === "s3";
  if (s3 === rules.normalize_path || s3 !== rules.payload_hash_header || (s3 && rules.double_encode_path)) {
    throw new Unsupported("it has rules by the service's name");
  }
  if (rules.session_token_parameter !== "X-Amz-Security-Token" || !rules.session_token_signed) {
    throw new Unsupported("a token is always X-Amz-Security-Token, and signed");
  }
  if (context.payload_hash && !rules.payload_hash_header) {
    throw new Unsupported("a payload hash is stated by x-amz-content-sha256 alone");
  }
  const { scheme, host, path, query } = split(request.url);
  const date = context.signing_time.replace(/[-:]/g, "");
  const headers = { host, ...joined(request.headers) };
  if (context.payload_hash) headers["x-amz-content-sha256"] = context.payload_hash;
  const signQuery = operation === "presign";
  const parameters = [query, ...(signQuery ? [`X-Amz-Date=${date}`, `X-Amz-Expires=${context.expires_in}`] : [])];
  if (!signQuery) headers["x-amz-date"] = date;
  const target = parameters.filter(Boolean).join("&");
  const signer = new aws4.RequestSigner(
    {
      method: request.method,
      service: context.service,
      region: context.region,
      host,
      path: target ? `${path}?${target}` : path,
      headers,
      body: bodyOf(request),
      signQuery,
      doNotEncodePath: !rules.double_encode_path,
      extraHeadersToInclude: { range: true },
    },
    {
      accessKeyId: context.access_key_id,
      secretAccessKey: context.secret_access_key,
      sessionToken: context.session_token,
    },
  );
  // Before it signs: afterwards the query holds the signature.
  const texts = { canonical_request: signer.canonicalString(), string_to_sign: signer.stringToSign() };
  const done = signer.sign();
  const emitted = signQuery ? { url: `${scheme}://${host}${done.path}` } : { headers: entries(done.headers) };
  return { ...texts, ...emitted };
}

const entries = (headers) => Object.entries(headers).map(([name, value]) => [name, String(value)]);

await serve({ presign: signed, sign: signed });
