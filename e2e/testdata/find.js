(kind, label, under) => {
  const norm = (s) => (s || "").replace(/[\s\u00a0]+/g, " ").trim();
  const text = (e) => norm(e.getAttribute("aria-label") || [...e.childNodes].filter((n) => !n.classList || !n.classList.contains("optional")).map((n) => n.textContent).join(" "));
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const fail = (why) => ({ Error: why + " (" + [kind, label, under].join(", ") + ")" });
  const dialog = document.querySelector("dialog[open]");
  let scope = dialog || document, part;

  if (under && kind !== "cell") {
    const heads = [...scope.querySelectorAll("legend, h1, h2, h3, summary, strong, th, .label")].filter((h) => shown(h) && norm(text(h)).startsWith(under));
    if (!heads.length) return fail("no such part");
    const head = (part = heads.sort((a, b) => text(a).length - text(b).length)[0]);
    scope = head.closest("fieldset, details, tr, section, li, .card, article, form") || head.parentElement;
  }
  const best = (all, words) => {
    const hits = all.filter(shown).map((e) => [e, words(e)]);
    return (hits.find((h) => h[1] === label) || hits.filter((h) => h[1].startsWith(label)).sort((a, b) => a[1].length - b[1].length)[0] ||
      hits.filter((h) => h[1].includes(label)).sort((a, b) => a[1].length - b[1].length)[0] || [])[0];
  };

  let hit, control;
  switch (kind) {
    case "press":
      hit = best([...scope.querySelectorAll("a[href], button, summary, [role=button]")].filter((e) => e !== part), text);
      break;
    case "field": {
      const l = best([...scope.querySelectorAll("label")].filter((l) => l.control && !/radio|checkbox/.test(l.control.type)), text);
      hit = l && l.control;
      break;
    }
    case "choice":
      hit = best([...scope.querySelectorAll("label")].filter((l) => l.control && /radio|checkbox/.test(l.control.type)), text);
      control = hit && hit.control;
      break;
    case "cell": {
      const row = [...document.querySelectorAll("table.grid tbody tr")].find((tr) => norm(tr.querySelector("th").textContent).includes(under));
      if (!row) return fail("no such row");
      hit = [...row.querySelectorAll("label")].find((l) => norm(l.querySelector(".see__category").textContent).startsWith(label));
      control = hit && hit.control;
      break;
    }
    case "demo": {
      const [f, n] = label.split("/");
      const all = [...document.querySelectorAll("button.person")].filter((b) => b.value.endsWith(" " + f) || norm(b.querySelector("strong").textContent) === f);
      hit = n ? all.find((b) => b.value.split(" ")[0] === f + "-" + n) : all[0];
      if (hit && hit.closest("details")) hit.closest("details").open = true;
      break;
    }
  }
  if (!hit) return fail("nothing to find");
  hit.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const box = hit.getClientRects()[0];
  const x = box.left + Math.min(box.width / 2, 200), y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  if (!top || !(hit.contains(top) || top.contains(hit) && top.tagName === "LABEL" || (top.closest("label") || {}).control === hit)) return fail("covered by " + (top ? top.outerHTML.slice(0, 200) : "nothing"));
  window.found = control || hit;
  return { X: x, Y: y, Tag: hit.tagName, Type: window.found.type || "", Says: text(hit), On: !!(control && control.checked) };
}
