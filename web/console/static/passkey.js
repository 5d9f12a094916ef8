// Passkeys, for browsers that have them. A form with data-passkey asks that address what
// is to be signed, has the browser do it, and is then sent as any other form is.
"use strict";

const able = "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;

const signed = async (form) => {
  const asked = await fetch(form.dataset.passkey, { method: "POST" });
  if (!asked.ok) throw new Error(String(asked.status));
  const { publicKey } = await asked.json();
  const made = "makes" in form.dataset
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
  return JSON.stringify(made.toJSON());
};

if (able) {
  for (const hint of document.querySelectorAll("[data-nopasskey]")) hint.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector("[role=alert]");
    const button = form.querySelector("button");
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      const answer = form.elements.answer;
      if (answer.value) return; // it is signed
      event.preventDefault();
      event.stopPropagation(); // it is not sent yet
      failed.hidden = true;
      button.disabled = true;
      signed(form).then(
        (text) => { button.disabled = false; answer.value = text; form.requestSubmit(); },
        () => { button.disabled = false; failed.hidden = false; button.focus(); },
      );
    });
  }
  // The browser goes back to a page as it left it, and a signature is good once.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-passkey]")) form.elements.answer.value = "";
  });
}
