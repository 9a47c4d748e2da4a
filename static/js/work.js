// The card: what an outcome asks for, the mail program, printing. The rest is declared in the markup (docs/interface.md).

const isVisible = (element) => element.checkVisibility();
const takesFocus = (field) => isVisible(field) && (field.type !== "radio" || field.checked);
const first = (root) => root.querySelector(".invalid-feedback")?.parentElement.querySelector("input, textarea")
  ?? [...root.querySelectorAll("[data-first]")].find(takesFocus);

function close(panel) {
  panel.open = false;
  panel.querySelector("summary").focus();
}

// A panel that comes back with an error goes on where the error is.
function goOn() {
  const panel = document.querySelector("[data-panel][open]");
  if (panel) first(panel)?.focus();
}

document.addEventListener("htmx:afterSettle", goOn);
goOn();

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-panel]") && event.target.open) first(event.target)?.focus();
}, true);

// A decision asks for more: go on there.
document.addEventListener("change", (event) => {
  if (!event.target.name?.endsWith("-decision")) return;
  const asked = [...event.target.closest("[data-panel]").querySelectorAll("[class^='if-']")].find(isVisible);
  (asked && first(asked))?.focus();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) close(event.target.closest("[data-panel]"));
  if (event.target.closest("[data-print]")) window.print();
  const link = event.target.closest("[data-mailto]");
  if (link) {
    const text = (name) => encodeURIComponent(link.closest("form").querySelector(`[name$="${name}"]`)?.value ?? "");
    link.href = `${link.href.split("?")[0]}?subject=${text("-subject")}&body=${text("-body")}`;
  }
});

document.addEventListener("keydown", (event) => {
  const panel = event.target.closest?.("[data-panel]") ?? document.querySelector("[data-panel][open]");
  if (!panel) return;
  const isButton = event.target.matches("button, a, summary");
  if (event.key === "Enter" && !isButton && !event.target.matches("textarea") && !event.isComposing) {
    event.preventDefault();
    panel.querySelector("[data-save]")?.click();
  }
  // Where a key decides, the first Esc leaves the field, so that it can; the next closes.
  const types = event.target.matches("input:not([type=radio], [type=checkbox]), textarea");
  if (event.key === "Escape" && !(types && panel.querySelector(".ask-sheet [data-key]"))) close(panel);
});
