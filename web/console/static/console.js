// What the pages do when scripts run. Without them everything here is a form or a
// link all the same.
"use strict";

// A form that has been sent is not sent again by a second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});

// The browser goes back to a page as it left it, with the mark still on.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// When a part of the page replaces another that had the focus, the same element in the
// new part gets it, or else one that leads to the same place, or else the page.
const placeOf = (e) => (e.form ? e.form.getAttribute("action") : e.getAttribute("href"));
const nameOf = (e) => [placeOf(e), e.name, e.value].join(" ");
const stops = (part) => [...part.querySelectorAll("a[href], button, input, select, textarea")];
let lost = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const e = document.activeElement;
  lost = null;
  if (e === event.target || !event.target.contains(e)) return;
  const same = stops(event.target).filter((other) => nameOf(other) === nameOf(e));
  lost = { e, place: placeOf(e), name: nameOf(e), nth: same.indexOf(e) };
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!lost || lost.e.isConnected) return;
  const here = stops(event.target);
  const same = here.filter((e) => nameOf(e) === lost.name);
  const heir = same[lost.nth] || same[0] || here.find((e) => placeOf(e) === lost.place) || document.getElementById("main");
  lost = null;
  heir.focus({ preventScroll: true });
});

// While the server cannot be heard, the page says that it may be old.
const offline = document.getElementById("offline");
if (offline) {
  document.body.addEventListener("htmx:sseError", () => { offline.hidden = false; });
  document.body.addEventListener("htmx:sseOpen", () => { offline.hidden = true; });
}

// A button that needs a script is shown only where scripts run.
for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The browser's own voice reads a phrase, at the pace of the line.
const speaks = "speechSynthesis" in window;
const offer = (root) => {
  if (speaks) for (const button of root.querySelectorAll("button.speak")) button.hidden = false;
};
offer(document);
document.addEventListener("htmx:afterSwap", (event) => offer(event.target));
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.speak");
  if (!button) return;
  const words = new SpeechSynthesisUtterance(button.dataset.text);
  words.lang = "ja-JP";
  words.rate = 0.9;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
});
