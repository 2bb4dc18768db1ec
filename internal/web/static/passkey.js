// A form that a passkey answers: <form data-passkey="address of the question">.
// The question is fetched when the form is sent, and the answer goes along.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (all) => (all || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const asked = (o) => ({
    ...o,
    challenge: bytes(o.challenge),
    ...(o.user && { user: { ...o.user, id: bytes(o.user.id) } }),
    ...(o.excludeCredentials && { excludeCredentials: listed(o.excludeCredentials) }),
    ...(o.allowCredentials && { allowCredentials: listed(o.allowCredentials) }),
  });
  const answered = (key) => {
    const r = key.response;
    const out = { clientDataJSON: text(r.clientDataJSON) };
    if (r.attestationObject) {
      out.attestationObject = text(r.attestationObject);
      out.transports = r.getTransports ? r.getTransports() : [];
    } else {
      out.authenticatorData = text(r.authenticatorData);
      out.signature = text(r.signature);
      if (r.userHandle) out.userHandle = text(r.userHandle);
    }
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: out, clientExtensionResults: {} });
  };

  const tell = (form, key) => {
    const out = form.querySelector("[data-told]");
    out.textContent = key ? out.dataset[key] : "";
    out.hidden = !key;
  };
  const free = (form) => {
    delete form.dataset.asking;
    form.removeAttribute("aria-busy");
  };

  const run = async (form) => {
    try {
      const question = await fetch(form.dataset.passkey, { method: "POST", credentials: "same-origin", redirect: "error", body: new URLSearchParams() });
      if (!question.ok) return tell(form, question.status === 429 ? "many" : "failed");
      const options = asked((await question.json()).publicKey);
      const key = options.user ? await navigator.credentials.create({ publicKey: options }) : await navigator.credentials.get({ publicKey: options });
      form.elements.answer.value = answered(key);
      form.requestSubmit();
    } catch (e) {
      const known = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "there" };
      tell(form, known[e.name] || "failed");
    } finally {
      free(form);
    }
  };

  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!form.dataset.passkey || form.elements.answer.value) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    form.setAttribute("aria-busy", "true");
    tell(form, "");
    run(form);
  }, true);

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    if (!window.PublicKeyCredential) tell(form, "unsupported");
  });
})();
