// Ctrl or Cmd + K: go to any page, person or company. The pages are in the dialog; the rest the server finds.

const palette = document.getElementById("palette");
const input = palette?.querySelector("input");
const list = palette?.querySelector("#palette-list");
const pages = palette?.querySelector("[data-palette-pages]");
const found = palette?.querySelector("#palette-found");
const none = palette?.querySelector("[data-palette-none]");
let active = 0;

const options = () => [...list.querySelectorAll("[role=option]:not([hidden])")];

function mark(index) {
  const all = options();
  active = Math.min(Math.max(index, 0), Math.max(all.length - 1, 0));
  all.forEach((option, at) => {
    option.id ||= `palette-${Math.random().toString(36).slice(2)}`;
    option.setAttribute("aria-selected", String(at === active));
  });
  if (all[active]) {
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
  list.hidden = all.length === 0;
  none.hidden = all.length > 0;
}

function filter() {
  const query = input.value.trim().toLowerCase();
  for (const option of pages.children) option.hidden = !option.textContent.toLowerCase().includes(query);
  if (query.length < 2) found.replaceChildren();
  mark(0);
}

function open() {
  input.value = "";
  filter();
  if (!palette.open) palette.showModal();
  input.focus();
}

if (palette) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  palette.addEventListener("lf:open", open);
  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(active + step);
    else if (event.key === "Enter") options()[active]?.click();
    else return;
    event.preventDefault();
  });
  palette.addEventListener("click", (event) => { if (event.target.closest("[role=option]")) palette.close(); });
  palette.addEventListener("htmx:configRequest", (event) => {
    if (input.value.trim().length < 2) event.preventDefault();
  });
  palette.addEventListener("htmx:afterSwap", () => mark(active));
}
