// Uploads from a web page, with what a server that signs hands to it as JSON.

// upload: {url, method, headers} of `presign_put`.
async function putFile(upload, file) {
  const { url, method, headers } = upload;
  const answer = await checked(await fetch(url, { method, headers, body: file }));
  return answer.headers.get("ETag");
}

// form: {url, fields} of `presign_post`. The file comes last.
async function postFile(form, file) {
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append("file", file);
  return (await checked(await fetch(form.url, { method: "POST", body }))).status;
}

// plan: the JSON of an upload of `plan_multipart`. Its requests are the page's only knowledge of S3.
async function putInParts(plan, file) {
  const elements = [];
  for (const { number, offset, size, ...upload } of plan.parts) {
    const etag = await putFile(upload, file.slice(offset, offset + size));
    if (!etag) throw new Error("the bucket's CORS document does not expose ETag");
    const values = { "{number}": number, "{etag}": etag };
    elements.push(plan.complete.body.part.replace(/{\w+}/g, (name) => values[name]));
  }
  const { url, method, headers, body } = plan.complete;
  const text = [body.before, ...elements, body.after].join("");
  const said = await (await checked(await fetch(url, { method, headers, body: text }))).text();
  // An answer that begins with the status 200 may still end in an error.
  if (!said.includes("<CompleteMultipartUploadResult")) throw new Error(said);
}

async function checked(answer) {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}
