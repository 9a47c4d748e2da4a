// [data-dropzone] says which file was chosen and refuses at once what is too large or of another kind.
// The file field covers the zone, so that dropping works by itself; a drop beside it does not leave the page.

const sizeOf = (bytes) => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

function problemWith(file, zone, input) {
  const kinds = input.accept.split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
  const limit = Number(zone.dataset.maxBytes);
  if (kinds.length && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) {
    return `“${file.name}” is not a list Leadflow reads. Choose ${kinds.join(", ")}.`;
  }
  if (limit && file.size > limit) return `“${file.name}” is ${sizeOf(file.size)}; at most ${sizeOf(limit)} can be read.`;
  if (file.size === 0) return `“${file.name}” is empty.`;
  return "";
}

function chosen(zone, input) {
  const [file] = input.files;
  if (!file) return;
  const problem = problemWith(file, zone, input);
  zone.querySelector("[data-dropzone-error]").textContent = problem;
  zone.classList.toggle("invalid", Boolean(problem));
  zone.classList.toggle("filled", !problem);
  zone.querySelector("[data-dropzone-name]").textContent = `${file.name}, ${sizeOf(file.size)}`;
  input.setCustomValidity(problem);
  if (!problem && "autosubmit" in zone.dataset) input.form.requestSubmit();
}

document.addEventListener("change", (event) => {
  const zone = event.target.closest("[data-dropzone]");
  if (zone) chosen(zone, event.target);
});
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    const zone = event.target.closest("[data-dropzone]");
    if (!zone) event.preventDefault();
    document.querySelectorAll("[data-dropzone]").forEach((each) => each.classList.toggle("over", name === "dragover" && each === zone));
  });
}
document.addEventListener("dragleave", (event) => event.target.closest("[data-dropzone]")?.classList.remove("over"));
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector?.("progress[data-upload-progress]");
  if (!bar || !event.detail.total) return;
  bar.hidden = false;
  bar.max = event.detail.total;
  bar.value = event.detail.loaded;
});
// A file may be chosen before this script is there. What the browser puts back into a page it returns to was sent before.
if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
  for (const zone of document.querySelectorAll("[data-dropzone]")) chosen(zone, zone.querySelector("input[type=file]"));
}
