// Improvements only: every page works without this file. Nothing is kept in
// the browser's storage, since what is typed here is about people.
(() => {
  "use strict";

  // A changed form warns before it is left: <form data-leave>.
  const start = new WeakMap();
  const look = (form) => new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string")).toString();
  const watched = () => document.querySelectorAll("form[data-leave]");
  const remember = () => watched().forEach((form) => start.has(form) || start.set(form, form.dataset.leave === "changed" ? "" : look(form)));
  let leaving = false;
  addEventListener("beforeunload", (e) => {
    if (!leaving && [...watched()].some((form) => start.has(form) && start.get(form) !== look(form))) e.preventDefault();
  });

  const reset = (form) => {
    leaving = false;
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };

  // A form is sent once: the second click on the button does nothing.
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (form.dataset.sent) return e.preventDefault();
    leaving = !form.closest("dialog") || form.method !== "dialog";
    if (form.method === "dialog" || form.hasAttribute("hx-post") || form.hasAttribute("hx-get")) return;
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    setTimeout(() => reset(form), 10000); // a form may lead to a file, and the page stay
  });
  // The page may come back from the browser's memory with its forms sent.
  addEventListener("pageshow", () => {
    leaving = false;
    document.querySelectorAll("form[data-sent]").forEach(reset);
  });

  document.addEventListener("click", (e) => {
    // <a data-opens="id" href="/the/page/that/asks"> opens <dialog id>.
    const opener = e.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog && dialog.showModal) {
      e.preventDefault();
      return dialog.showModal();
    }
    // A click beside a dialog closes it, and so does <button data-closes>.
    if (e.target.closest("[data-closes]")) e.target.closest("dialog")?.close();
    if (e.target.matches?.("dialog[open]")) e.target.close();
    if (e.target.closest("[data-print]")) print();
  });

  // <textarea data-limit="200"> counts in the element it names.
  const count = (field) => {
    const out = document.getElementById(field.dataset.counter);
    if (!out) return;
    const left = Number(field.dataset.limit) - [...field.value].length;
    out.textContent = (left < 0 ? out.dataset.over : out.dataset.left).replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    out.classList.toggle("count--over", left < 0);
  };
  document.addEventListener("input", (e) => e.target.dataset?.limit && count(e.target));

  // A grid says in words what its ticks change: <div data-changes>.
  const list = (words, and) => words.length < 2 ? words.join("") : words.slice(0, -1).join(", ") + and + words[words.length - 1];
  const small = (word) => word.charAt(0).toLowerCase() + word.slice(1);
  const said = (form) => {
    const out = form.querySelector("[data-changes]");
    if (!out) return;
    const lines = [];
    for (const row of form.querySelectorAll("[data-unit]")) {
      const boxes = [...row.querySelectorAll("input[data-what]")];
      const say = (text, of) => of.length && lines.push(text.replace("{unit}", row.dataset.unit).replace("{what}", list(of.map((b) => small(b.dataset.what)), out.dataset.and)));
      say(out.dataset.lost, boxes.filter((b) => !b.checked && "was" in b.dataset));
      say(out.dataset.gained, boxes.filter((b) => b.checked && !("was" in b.dataset)));
    }
    out.replaceChildren();
    if (!lines.length) return;
    const add = (parent, name, text) => parent.appendChild(Object.assign(document.createElement(name), { textContent: text }));
    add(out, "strong", out.dataset.title);
    const all = out.appendChild(document.createElement("ul"));
    lines.forEach((line) => add(all, "li", line));
  };
  document.addEventListener("change", (e) => e.target.matches?.("[data-unit] input") && said(e.target.form));

  const ready = () => {
    document.querySelectorAll("[data-changes]").forEach((out) => said(out.closest("form")));
    document.querySelectorAll("[data-limit]").forEach(count);
    remember();
  };
  document.addEventListener("htmx:load", ready);
  ready();

  // A form that came back with faults: the reader starts at the list of them.
  document.querySelector("[data-faults]")?.focus();
})();
