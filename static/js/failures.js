// A request that fails changes nothing on the page: what was typed stays, and a toast says what to do.
// 409 and 422 with HTML are swapped in (the card as it is now, the form with its errors); plain text is shown as it is.

const WORDS = {
  403: "You may not do that. If your log-in has ended, load this page again; what you typed is kept.",
  404: "That is no longer here. Load the page again to see how things stand.",
  409: "Somebody was faster. Load the page again to see how things stand; what you typed is kept.",
  413: "That is too large to send.",
  429: "That was a lot in a short time. Wait a minute and try again; what you typed is kept.",
};
const UNSAVED = "That could not be saved. What you typed is kept; try again in a moment.";
const OFFLINE = "Leadflow does not answer. What you typed is kept; check your connection and try again.";

const say = (detail) => document.dispatchEvent(new CustomEvent("lf:toast", { detail: { level: "error", ...detail } }));
const typeOf = (xhr) => xhr.getResponseHeader("Content-Type") ?? "";
const isLogIn = (xhr) => xhr.responseURL && new URL(xhr.responseURL).pathname === document.body.dataset.login;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (isLogIn(xhr)) {
    event.detail.shouldSwap = false;
    say({ text: "You were logged out. What you typed is kept.", url: location.href, action: "Log in again" });
  } else if (xhr.status === 409 && typeOf(xhr).startsWith("text/html")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  const own = typeOf(xhr).startsWith("text/plain") && xhr.status < 500 ? xhr.responseText.trim() : "";
  say({ text: own || WORDS[xhr.status] || UNSAVED });
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => say({ text: OFFLINE }));
}
