// What the pages do when scripts run. Without them everything here is a form or a
// link all the same.
"use strict";

// A form that has been sent is not sent again by an impatient hand.
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

// While nothing can be heard of the server, the page says that it may be old.
const offline = document.getElementById("offline");
if (offline) {
  document.body.addEventListener("htmx:sseError", () => { offline.hidden = false; });
  document.body.addEventListener("htmx:sseOpen", () => { offline.hidden = true; });
}

// A button that only a script can answer is there only with one.
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
