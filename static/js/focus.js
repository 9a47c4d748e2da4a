// Keeps the place of who uses a keyboard or a screen reader when something on the page changes.
// [data-autofocus] takes focus when it arrives; [data-announce] is read out by the live region;
// an "lf:announce" event with {text} is read out too.

const live = document.getElementById("live");
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
let lost = false;

function announce(text) {
  live.textContent = "";
  // An empty region first, so that the same words twice are two pieces of news.
  setTimeout(() => { live.textContent = text; }, 60);
}

function focusOn(element) {
  if (!element.matches(FOCUSABLE)) element.tabIndex = -1;
  element.focus({ preventScroll: false });
}

function arrive(root) {
  const within = (selector) => (root.matches(selector) ? root : root.querySelector(selector));
  const target = within("[data-autofocus]");
  if (target) focusOn(target);
  else if (lost && document.activeElement === document.body) focusOn(root);
  lost = false;
  const news = within("[data-announce]");
  if (news) announce(news.dataset.announce || news.textContent.trim());
}

function fieldOf(id) {
  const named = document.getElementById(id);
  if (named?.matches(FOCUSABLE)) return named;
  return (named ?? document.getElementById(`div_${id}`))?.querySelector("input, select, textarea");
}

document.addEventListener("lf:announce", (event) => announce(event.detail.text));
document.addEventListener("htmx:beforeSwap", (event) => {
  lost = event.detail.target.contains(document.activeElement);
});
document.addEventListener("htmx:afterSettle", (event) => arrive(event.detail.elt));
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const field = link && fieldOf(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
});

const first = document.querySelector("main [data-autofocus]");
if (first) focusOn(first);
