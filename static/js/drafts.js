// Nothing typed is lost: [data-draft="key"] is kept in this browser as it is typed, and put back when the field comes
// back empty, or with [data-draft-first] in place of what the page suggests. A draft ends when its form was saved, when
// [data-draft-done="key"] arrives, at log-out, or after 14 days.

const DAYS = 14;
const PREFIX = `lf:draft:${document.body.dataset.user}:`;
const nameOf = (field) => PREFIX + field.dataset.draft;
// A form's own list also has the fields that belong to it by their form attribute.
const within = (root) => root.elements ?? [root, ...root.querySelectorAll("[data-draft]")];
const fieldsIn = (root) => [...within(root)].filter((each) => each.dataset?.draft);

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, draft) {
  try {
    if (draft.text) localStorage.setItem(name, JSON.stringify(draft));
    else localStorage.removeItem(name);
  } catch {
    // A full or forbidden store: the text still stands in its field.
  }
}

const ours = () => Object.keys(localStorage).filter((name) => name.startsWith("lf:draft:"));
const forget = (form) => fieldsIn(form).forEach((field) => localStorage.removeItem(nameOf(field)));

function restore(root) {
  for (const done of root.querySelectorAll("[data-draft-done]")) localStorage.removeItem(PREFIX + done.dataset.draftDone);
  for (const field of fieldsIn(root)) {
    const draft = read(nameOf(field));
    // What an undo brought back is as good as typed.
    if (!draft && field.value && !("draftFirst" in field.dataset)) write(nameOf(field), { text: field.value, at: Date.now() });
    if (draft && (!field.value || "draftFirst" in field.dataset)) {
      field.value = draft.text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.draft) write(nameOf(event.target), { text: event.target.value, at: Date.now() });
});
// A form sent the plain way: whether it was saved shows when the next page opens (see below). htmx answers at once.
document.addEventListener("submit", (event) => {
  if ("forgetDrafts" in event.target.dataset) ours().forEach((name) => localStorage.removeItem(name));
  if (event.defaultPrevented) return;
  for (const field of fieldsIn(event.target)) {
    const draft = read(nameOf(field));
    if (draft) write(nameOf(field), { ...draft, sent: true });
  }
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig, shouldSwap } = event.detail;
  // Only what was in the form that was sent: other forms change the same part of the page.
  if (shouldSwap && xhr.status < 300 && requestConfig.verb !== "get") forget(requestConfig.elt);
});
document.addEventListener("htmx:afterSettle", (event) => restore(event.detail.elt));

const arrivedBySaving = performance.getEntriesByType("navigation")[0]?.type === "navigate";
for (const name of ours()) {
  const draft = read(name);
  const tooOld = !draft || Date.now() - draft.at > DAYS * 86_400_000;
  if (tooOld || (draft.sent && arrivedBySaving)) localStorage.removeItem(name);
}
restore(document);
