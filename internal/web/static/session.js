// A session ends by itself. Two minutes before, <dialog id="inloggning"> asks
// whether to go on; nothing on the page is touched by that.
(() => {
  "use strict";
  const box = document.getElementById("inloggning");
  if (!box || !box.showModal) return;
  const say = box.querySelector("[data-say]");
  const more = box.querySelector("[data-more]");
  const close = box.querySelector("[data-closes]");
  const title = box.querySelector("h2");
  const text = document.getElementById("inloggning-text");
  const WARN = 120; // seconds
  let idles = 0;
  let ends = 0;
  let state = ""; // asks, over
  let busy = false;

  const take = (left) => {
    const now = Date.now();
    idles = now + left.idles * 1000;
    ends = now + left.ends * 1000;
  };
  const left = () => Math.round((Math.min(idles, ends) - Date.now()) / 1000);

  // Another page of the same browser may have kept the session going: the server
  // knows. GET does not count as use, POST does. False: it is over.
  const ask = async (method) => {
    const answer = await fetch(box.dataset.at, { method, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }, ...(method === "POST" && { body: new URLSearchParams() }) });
    if (answer.type === "opaqueredirect" || answer.status === 401) return false;
    if (answer.ok) take(await answer.json());
    return true;
  };

  const tell = (words) => { if (say.textContent !== words) say.textContent = words; };
  const count = () => {
    const n = left();
    if (ends <= idles) tell(box.dataset.longest);
    else if (n > 90) tell(box.dataset.minutes.replace("{n}", "2"));
    else if (n > 30) tell(box.dataset.minute);
    else tell(box.dataset.soon);
  };
  const show = () => {
    state = "asks";
    more.hidden = ends <= idles; // it cannot go on for longer than that
    close.hidden = !more.hidden;
    count();
    if (!box.open) box.showModal();
    (more.hidden ? close : more).focus();
  };
  const hide = () => {
    state = "";
    if (box.open) box.close();
  };
  const over = () => {
    state = "over";
    title.textContent = box.dataset.over;
    text.textContent = box.dataset.overText;
    tell("");
    more.hidden = true;
    close.hidden = false;
    box.querySelector("form").hidden = true;
    if (!box.open) box.showModal();
    close.focus();
  };

  const look = async () => {
    if (busy || state === "over") return;
    const n = left();
    if (n > WARN) return state === "asks" ? hide() : undefined;
    if (state === "asks" && n > 0) return count();
    busy = true;
    try {
      if (!(await ask("GET"))) over();
      else if (left() <= WARN) show();
      else hide();
    } catch {
      if (state !== "asks") show(); // no answer: say it all the same
    } finally {
      busy = false;
    }
  };

  // Who closes the question is there, and goes on.
  const extend = async () => {
    if (busy) return;
    busy = true;
    try {
      if (await ask("POST")) hide();
      else over();
    } catch {
      // No answer; the question comes again.
    } finally {
      busy = false;
    }
  };
  more.addEventListener("click", extend);
  box.addEventListener("cancel", (e) => {
    if (state !== "asks" || more.hidden) return;
    e.preventDefault();
    extend();
  });

  take({ idles: Number(box.dataset.idles), ends: Number(box.dataset.ends) });
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  addEventListener("pageshow", (e) => { if (e.persisted) ask("GET").catch(() => {}); });
})();
