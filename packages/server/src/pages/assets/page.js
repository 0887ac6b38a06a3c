// What forms of these pages do: hand their fields to an operation as JSON, and say what it answered.

for (const form of document.querySelectorAll("form[data-post]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void handIn(form);
  });
  if (form.dataset.auto !== undefined) void handIn(form);
}

async function handIn(form) {
  const button = form.querySelector("button");
  const problem = form.querySelector(".problem");
  button.disabled = true;
  if (problem !== null) problem.hidden = true;
  try {
    const response = await fetch(form.dataset.post, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fieldsOf(form)),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(wordsOf(answer));
    if (form.dataset.next !== undefined) location.replace(form.dataset.next);
    else show(form, answer);
  } catch (error) {
    if (problem !== null) {
      problem.textContent = error instanceof TypeError ? "The server cannot be reached. Try again." : error.message;
      problem.hidden = false;
    }
    button.disabled = false;
  }
}

function fieldsOf(form) {
  const fields = {};
  for (const { name, value, dataset } of form.querySelectorAll("input[name]")) {
    fields[name] = dataset.list === undefined ? value : value.split(",");
  }
  return fields;
}

function show(form, answer) {
  const output = form.querySelector("output");
  output.textContent = answer[form.dataset.show];
  output.hidden = false;
}

/** A problem document. */
function wordsOf({ detail, mend }) {
  const parts = [detail ?? "That did not work", mend].filter((part) => typeof part === "string");
  return parts.map((part) => `${part.slice(0, 1).toUpperCase()}${part.slice(1)}.`.replace(/\.\.$/, ".")).join(" ");
}
