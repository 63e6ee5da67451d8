// Uploads from a web page, with what your server signs and hands to it as JSON.

// request: {url, method, headers}, as `presign_put` gives it. body: a file.
async function send({ url, method, headers }, body) {
  const answer = await fetch(url, { method, headers, body });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}

// form: {url, fields, open_fields}, as `presign_post` gives it. The file comes last.
async function sendForm({ url, fields, open_fields }, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if ("Content-Type" in open_fields) form.append("Content-Type", file.type);
  form.append("file", file);
  return await send({ url, method: "POST" }, form);
}

// plan: an upload of `plan_multipart`. The page needs to know no more of S3 than stands in it.
async function sendInParts({ parts, complete }, file) {
  const elements = [];
  for (const { number, offset, size, ...request } of parts) {
    const answer = await send(request, file.slice(offset, offset + size));
    const etag = answer.headers.get("ETag");
    if (!etag) throw new Error("the bucket's CORS document does not expose ETag");
    const values = { "{number}": number, "{etag}": etag };
    elements.push(complete.body.part.replace(/{\w+}/g, (name) => values[name]));
  }
  const body = [complete.body.before, ...elements, complete.body.after].join("");
  const said = await (await send(complete, body)).text();
  // An answer that begins with the status 200 may still end in an error.
  if (!said.includes("<CompleteMultipartUploadResult")) throw new Error(said);
}
