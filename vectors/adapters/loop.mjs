// What every adapter in JavaScript shares: one question a line, one answer a line.

import { createInterface } from "node:readline";

// A signer that has no way to be asked something throws this.
export class Unsupported extends Error {}

// Answer the questions on standard input, each by the function for its operation.
export async function serve(operations) {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const question = JSON.parse(line);
    process.stdout.write(JSON.stringify({ id: question.id, ...(await answer(operations, question)) }) + "\n");
  }
}

async function answer(operations, question) {
  const operation = operations[question.operation];
  if (!operation) return { unsupported: `no operation ${question.operation}` };
  try {
    return await operation(question);
  } catch (error) {
    return error instanceof Unsupported ? { unsupported: error.message } : { error: String(error) };
  }
}

// A URL's parts as they are written, but for what no client sends raw: URL would resolve the path.
export function split(url) {
  const parts = /^([a-z]+):\/\/([^/?]*)([^?]*)\??(.*)$/i.exec(url);
  if (!parts) throw new Error("no URL");
  const [scheme, , path, query] = parts.slice(1);
  const { host } = new URL(url); // As a client sends it: in small letters, without the usual port.
  const encoded = (text) => encodeURI(text).replaceAll("%25", "%").replaceAll("%5B", "[").replaceAll("%5D", "]");
  return { scheme: scheme.toLowerCase(), host, path: encoded(path) || "/", query: encoded(query) };
}

// Whether a path is the same however often it is encoded.
export const isPlain = (path) => /^[A-Za-z0-9\-._~/]*$/.test(path);

// The headers as an object: a name that comes again has its values joined.
export function joined(headers) {
  const found = {};
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    found[lower] = lower in found ? `${found[lower].trim()},${value.trim()}` : value;
  }
  return found;
}

// The body's bytes; undefined where there is none.
export function bodyOf({ body }) {
  if (body === undefined) return undefined;
  return "base64" in body ? Buffer.from(body.base64, "base64") : Buffer.from(body.text);
}
