// data-copy="text" copies that text, data-copy-from="id" what stands in that element. The button says so for a moment.

const SHOWN_FOR = 2000;

function textOf(button) {
  if (button.dataset.copy) return button.dataset.copy;
  const source = document.getElementById(button.dataset.copyFrom);
  return source.value ?? source.innerText;
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain HTTP inside an office has no clipboard of the modern kind.
  const field = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  await copy(textOf(button));
  const words = button.querySelector("[data-copy-words]") ?? button;
  const before = words.dataset.before ?? words.textContent;
  words.dataset.before = before;
  words.textContent = "Copied";
  document.dispatchEvent(new CustomEvent("lf:announce", { detail: { text: "Copied" } }));
  setTimeout(() => { words.textContent = before; }, SHOWN_FOR);
});
