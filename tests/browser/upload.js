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

async function checked(answer) {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}
