// Single keys, declared where they act: data-key="1", "g t" (one after the other) or "n,a" (either).
// Off while typing, off where the person switched them off; Esc leaves a field. J and K move along [data-row],
// X ticks a row, and ? lists whatever keys the page has at that moment.

const SEQUENCE_PAUSE = 1000;
// A key pressed twice by accident must not fall on the card that has just come in.
const SWAP_PAUSE = 250;
const TEXT = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset], [type=file]), textarea, select, [contenteditable]";
// What a page fetches by itself, like a count in the rail, keeps no key waiting.
const BUSY = ".htmx-request:not([hx-trigger])";
let typed = [];
let pausing;
let quietUntil = 0;
let lastRow = null;

const isOn = () => document.documentElement.dataset.keys === "on";
const scope = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
const keysOf = (element) => element.dataset.key.split(",").map((keys) => keys.trim().toLowerCase());
const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });
const canAct = (element) => !element.disabled && (isVisible(element) || "keyAlways" in element.dataset);
const declared = () => [...scope().querySelectorAll("[data-key]")].filter(canAct);
const rows = () => [...scope().querySelectorAll("[data-row]")].filter(isVisible);
const linkOf = (row) => row.querySelector("[data-row-link]") ?? row.querySelector("a[href]");

function find(keys) {
  const found = declared().filter((element) => keysOf(element).includes(keys));
  // What was opened comes first; what the page itself declares comes before the rail.
  return found.find((element) => element.closest("[data-keys-first]")) ?? found.find((element) => element.closest("main")) ?? found.find((element) => element.closest(".dock")) ?? found[0];
}

function isBusy(element) {
  const group = element.closest("[data-key-group], form") ?? element;
  return group.matches(BUSY) || group.querySelector(BUSY) || performance.now() < quietUntil;
}

function act(element) {
  if (isBusy(element)) return;
  if (element.matches(TEXT)) {
    element.focus();
    element.select?.();
  } else {
    if (element.matches("input")) element.focus();
    element.click();
  }
}

function move(by) {
  const list = rows();
  if (!list.length) return false;
  const here = list.indexOf(document.activeElement.closest("[data-row]") ?? lastRow);
  const row = list[here < 0 ? 0 : Math.min(Math.max(here + by, 0), list.length - 1)];
  lastRow = row;
  linkOf(row)?.focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function tick() {
  const row = document.activeElement.closest("[data-row]") ?? (lastRow?.isConnected ? lastRow : null);
  row?.querySelector("input[type=checkbox]")?.click();
  return Boolean(row);
}

// A row's own keys, data-row-key="d", act on the row that has focus.
function actInRow(key) {
  const row = document.activeElement.closest("[data-row]");
  const element = [...(row?.querySelectorAll("[data-row-key]") ?? [])].find((each) => each.dataset.rowKey === key && canAct(each));
  if (element) act(element);
  return Boolean(element);
}

function press(key) {
  clearTimeout(pausing);
  typed.push(key);
  let keys = typed.join(" ");
  const begins = declared().some((element) => keysOf(element).some((known) => known.startsWith(`${keys} `)));
  if (begins) {
    pausing = setTimeout(() => { typed = []; }, SEQUENCE_PAUSE);
    return true;
  }
  typed = [];
  const element = find(keys);
  if (element) act(element);
  return Boolean(element) || actInRow(key) || (key === "j" && move(1)) || (key === "k" && move(-1)) || (key === "x" && tick());
}

document.addEventListener("keydown", (event) => {
  if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  const field = event.target.closest?.(TEXT);
  if (event.key === "Escape" && field && !field.closest("dialog")) field.blur();
  if (field || event.key === "Tab" || event.key === "Shift" || event.key === "Escape") return;
  const key = event.key.toLowerCase();
  // Enter belongs to the link or button that has focus; a key held down acts once, except for moving.
  if (key === "enter" && event.target.closest("a, button, summary, input, label")) return;
  if (event.repeat && key !== "j" && key !== "k") return;
  if (press(key)) event.preventDefault();
});
document.addEventListener("htmx:afterSwap", (event) => {
  // What a dialog loads was asked for by the key just pressed: the next one is meant for it.
  const { target } = event.detail;
  if (target.querySelector("[data-key]") && !target.closest("dialog")) quietUntil = performance.now() + SWAP_PAUSE;
});

// The list behind "?", made from the page.

function wordsOf(element) {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .key-hint, .count, .left").forEach((hint) => hint.remove());
  return (element.getAttribute("aria-label") || copy.textContent).trim().replace(/\s+/g, " ");
}

function section(title, lines) {
  const box = document.createElement("section");
  const list = document.createElement("dl");
  for (const [words, keys] of lines) {
    const term = document.createElement("dt");
    const caps = document.createElement("dd");
    term.textContent = words;
    for (const key of keys.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key[0].toUpperCase() + key.slice(1);
      caps.append(cap, " ");
    }
    list.append(term, caps);
  }
  box.append(Object.assign(document.createElement("h3"), { textContent: title }), list);
  return box;
}

function fill(dialog) {
  const groups = new Map();
  for (const element of declared().filter((each) => find(keysOf(each)[0]) === each)) {
    const group = element.closest("[data-key-group]")?.dataset.keyGroup ?? "On this page";
    const lines = groups.get(group) ?? groups.set(group, []).get(group);
    lines.push([wordsOf(element), keysOf(element)[0]]);
  }
  const list = [...document.querySelectorAll("[data-row]")];
  if (list.length) {
    groups.set("In the list", [["Next", "J"], ["Previous", "K"], ["Open", "Enter"]]);
    if (list.some((row) => row.querySelector("input[type=checkbox]"))) groups.get("In the list").push(["Select", "X"]);
    for (const element of list[0].querySelectorAll("[data-row-key]")) groups.get("In the list").push([wordsOf(element), element.dataset.rowKey]);
  }
  groups.set("Anywhere", [["Search, go anywhere", "Ctrl K"], ["Leave a field", "Esc"]]);
  const target = dialog.querySelector("[data-keylist]");
  target.replaceChildren(...[...groups].map(([title, lines]) => section(title, lines)));
}

document.addEventListener("lf:open", (event) => { if (event.target.id === "keys") fill(event.target); });

function tellShortcuts(root) {
  if (!isOn()) return;
  for (const element of root.querySelectorAll("[data-key]")) {
    const single = keysOf(element).filter((keys) => keys.length === 1);
    if (single.length) element.setAttribute("aria-keyshortcuts", single.join(" ").toUpperCase());
  }
}

document.addEventListener("htmx:afterSettle", (event) => tellShortcuts(event.detail.elt));
tellShortcuts(document);
