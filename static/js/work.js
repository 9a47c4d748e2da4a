// The card: what an outcome asks for, the mail program, printing. The rest is declared in the markup (docs/interface.md).

const first = (panel) => panel.querySelector("[data-first], .invalid-feedback ~ *, input[type=radio]:checked")
  ?? [...panel.querySelectorAll(".ask-sheet input:not([type=hidden]), .ask-sheet textarea")].find((field) => !field.value)
  ?? panel.querySelector(".ask-sheet input, .ask-sheet button");

function close(panel) {
  panel.open = false;
  panel.querySelector("summary").focus();
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-panel]") && event.target.open) first(event.target)?.focus();
}, true);

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
  // The first Esc leaves the field, so that a second key can decide; the next closes.
  if (event.key === "Escape" && !event.target.matches("input:not([type=radio], [type=checkbox]), textarea")) close(panel);
});
