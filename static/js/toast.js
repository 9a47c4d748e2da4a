// Toasts leave after their seconds. The count waits while a toast is pointed at or has focus, or the tab is hidden.
// An "lf:toast" event with {text, level, url, action} shows one; a view sends it in an HX-Trigger header.

const TICK = 250;
const region = document.getElementById("toasts");
document.documentElement.classList.add("js");

function leave(toast) {
  const hadFocus = toast.contains(document.activeElement);
  toast.remove();
  if (hadFocus) document.getElementById("main")?.focus();
}

function begin(toast) {
  // Only the last action is undone by its key.
  if (toast.querySelector("form")) [...region.children].filter((old) => old !== toast && old.querySelector("form")).forEach(leave);
  const left = toast.querySelector(".left");
  let remaining = Number(toast.dataset.seconds) * 1000;
  if (!remaining) return;
  const show = () => { if (left) left.textContent = Math.ceil(remaining / 1000); };
  show();
  const ticking = setInterval(() => {
    if (!toast.isConnected) clearInterval(ticking);
    else if (!document.hidden && !toast.matches(":hover, :focus-within")) {
      remaining -= TICK;
      show();
      if (remaining <= 0) leave(toast);
    }
  }, TICK);
}

function show({ text, level = "success", url, action }) {
  const template = document.getElementById(level === "error" ? "toast-error" : "toast-success");
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-toast-text]").textContent = text;
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = action;
    toast.querySelector("[data-toast-text]").append(" ", link);
  }
  // The same trouble again replaces its toast instead of piling up.
  [...region.children].filter((old) => old.textContent === toast.textContent).forEach(leave);
  region.append(toast);
}

new MutationObserver((changes) => {
  changes.flatMap((change) => [...change.addedNodes])
    .filter((node) => node.matches?.("[data-toast]"))
    .forEach(begin);
}).observe(region, { childList: true });
region.querySelectorAll("[data-toast]").forEach(begin);

region.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) leave(event.target.closest("[data-toast]"));
});
region.addEventListener("htmx:afterRequest", (event) => {
  // The toast may be gone already, replaced by the news of what was asked for.
  const toast = event.target.closest("[data-toast]");
  if (event.detail.successful && toast) leave(toast);
});
document.addEventListener("lf:toast", (event) => show(event.detail));
