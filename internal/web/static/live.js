// A page that follows a meeting: <div data-beats="address" data-part="address">.
// What comes over the line is a number; what changed is fetched as any page is.
(() => {
  "use strict";
  const page = document.querySelector("[data-beats]");
  if (!page || !window.EventSource) return;
  const told = document.getElementById("foljer");
  const say = (key) => { if (told && told.textContent !== told.dataset[key]) told.textContent = told.dataset[key]; };
  let seen = page.dataset.beat;
  let line = null;
  let busy = false;
  let again = false;

  // Who is on her way to another page is not called back by a new look at this one.
  let leaving = false;
  addEventListener("beforeunload", () => { leaving = true; setTimeout(() => { leaving = false; }, 5000); });

  // What somebody is writing is never thrown away.
  const writing = () => [...page.querySelectorAll("form[data-leave] textarea, form[data-leave] input[type=text], form[data-leave] input[type=date]")]
    .some((field) => field.value !== field.defaultValue);

  const put = (fresh) => {
    fresh.querySelectorAll("[data-live]").forEach((part) => {
      const old = document.getElementById(part.id);
      if (!old || old.innerHTML === part.innerHTML) return;
      const focus = old.contains(document.activeElement) ? document.activeElement.id : "";
      old.replaceWith(document.importNode(part, true));
      if (focus) document.getElementById(focus)?.focus();
    });
  };

  const stop = () => { line?.close(); line = null; };

  const show = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(page.dataset.part, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = fresh.querySelector("[data-state]");
      seen = now.dataset.beat;
      if (now.dataset.state === page.dataset.state) {
        put(fresh);
        say("news");
      } else if (writing()) {
        stop();
        say("changed");
      } else if (!leaving) {
        stop();
        location.reload();
      }
    } catch {
      say("lost");
    } finally {
      busy = false;
      if (again) { again = false; show(); }
    }
  };

  const follow = () => {
    if (line) return;
    line = new EventSource(page.dataset.beats);
    line.addEventListener("open", () => say("liveOn"));
    line.addEventListener("beat", (e) => { if (e.data !== seen) show(); });
    line.addEventListener("end", stop);
    line.addEventListener("error", () => { if (line && line.readyState === EventSource.CLOSED) { stop(); say("lost"); } });
  };

  // A page that nobody looks at asks for nothing.
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : follow()));
  addEventListener("pagehide", stop);
  if (!document.hidden) follow();

  // The time that is left, by the server's clock.
  const left = page.querySelector("[data-ends]");
  if (left) {
    const ahead = Number(left.dataset.now) - Date.now();
    const count = () => {
      const minutes = Math.round((Number(left.dataset.ends) - Date.now() - ahead) / 60000);
      left.textContent = (minutes < 0 ? left.dataset.over : left.dataset.left).replace("{n}", Math.abs(minutes));
      left.classList.toggle("meeting__left--over", minutes < 0);
    };
    count();
    setInterval(count, 10000);
  }
})();
