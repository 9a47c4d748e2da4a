// The box in a table's head ticks all rows of the page; it appears where this script runs.

function boxes(head) {
  return [...head.closest("table").querySelectorAll("tbody input[type=checkbox]")];
}

function show(root) {
  for (const head of root.querySelectorAll("[data-tick-all]")) head.hidden = false;
}

document.addEventListener("change", (event) => {
  const table = event.target.closest?.("table");
  const head = table?.querySelector("[data-tick-all]");
  if (!head) return;
  if (event.target === head) for (const box of boxes(head)) box.checked = head.checked;
  head.checked = boxes(head).every((box) => box.checked);
  head.indeterminate = !head.checked && boxes(head).some((box) => box.checked);
});
document.addEventListener("htmx:afterSettle", () => show(document));
show(document);
