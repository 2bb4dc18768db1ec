(() => {
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const name = (e) => (e.localName + "." + e.getAttribute("class") + " “" + (e.getAttribute("aria-label") || e.innerText || e.value || "").trim().replace(/\s+/g, " ").slice(0, 40) + "”");
  const all = () => [...document.body.querySelectorAll("*")].filter((e) => shown(e) && !e.closest("svg"));
  // Words that only programs read aloud are cut away on purpose, and a field is scrolled in.
  const forEars = (e) => { for (let a = e; a; a = a.parentElement) if (getComputedStyle(a).clipPath.startsWith("inset(50%")) return true; return e.matches("input, textarea"); };
  const rgb = (c) => (c.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = (c) => { const [r, g, b] = c.slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  // look is how what has or can have the focus looks, with what is drawn for it.
  const look = (e) => [e, e.closest("label"), e.nextElementSibling, ...e.querySelectorAll("rect, path, circle"), e.closest("label") && e.closest("label").querySelector("span")].filter(Boolean).map((l) => {
    const s = getComputedStyle(l);
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor, s.stroke, s.strokeWidth].join();
  }).join(";");
  const says = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());

  window.page = {
    // tight lists what does not fit: the page itself, and what hides a part of itself.
    tight(width) {
      const wrong = [];
      if (document.scrollingElement.scrollWidth > width + 1) wrong.push("the page is " + document.scrollingElement.scrollWidth + " points wide: " +
        all().filter((e) => e.getBoundingClientRect().right > width + 1).map(name).slice(-2).join(", "));
      for (const e of all().filter((e) => !forEars(e))) {
        const s = getComputedStyle(e), hides = (o) => o === "hidden" || o === "clip";
        if (hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1) wrong.push(name(e) + " is cut at its side");
        if (hides(s.overflowY) && e.scrollHeight > e.clientHeight + 1) wrong.push(name(e) + " is cut at its foot");
      }
      return wrong;
    },
    // onPaper lists what is not for paper.
    onPaper(width) {
      const wrong = page.tight(width);
      for (const e of all().filter((e) => !forEars(e))) {
        const s = getComputedStyle(e);
        if (e.matches("nav, button, [role=button], [role=navigation], input[type=submit], a.button, dialog")) wrong.push(name(e) + " is printed");
        else if (says(e) && light(rgb(s.color)) > 0.2) wrong.push(name(e) + " is printed in " + s.color);
        else if (says(e) && light(behind(e)) < 0.7) wrong.push(name(e) + " is printed on " + behind(e));
        else if (e.getBoundingClientRect().right > width + 1) wrong.push(name(e) + " runs out of the sheet");
      }
      return wrong;
    },
    // begin follows what has the focus from now on, from the top of the page, and
    // returns how many presses of the tab key will do.
    begin() {
      const groups = new Set(), met = (page.met = []);
      page.want = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((e) => {
        if (!shown(e) || e.disabled || e.type === "hidden" || e.tabIndex < 0) return false;
        if (e.type !== "radio") return true;
        const group = (e.form ? [...document.forms].indexOf(e.form) : "") + e.name;
        const one = e.checked || ![...document.getElementsByName(e.name)].some((o) => o.form === e.form && o.checked);
        return one && !groups.has(group) && groups.add(group);
      });
      document.addEventListener("focusin", (event) => {
        const e = event.target;
        met.push([e, look(e) !== before.get(e), e.getBoundingClientRect()]);
      });
      if (document.activeElement) document.activeElement.blur();
      const before = new Map([...document.querySelectorAll("*")].filter((e) => e.tabIndex >= 0).map((e) => [e, look(e)]));
      const inside = { date: 4, time: 3, "datetime-local": 7, number: 1 };
      return page.want.reduce((n, e) => n + 1 + (inside[e.type] || 0), 2);
    },
    // walked lists what was wrong with the way of the tab key.
    walked() {
      const wrong = [], way = [];
      for (const [e, seen, box] of page.met) {
        if (way.includes(e)) continue;
        way.push(e);
        if (!seen) wrong.push("one does not see that " + name(e) + " has the focus");
        if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) wrong.push(name(e) + " has the focus outside the window");
      }
      for (const e of page.want) if (!way.includes(e) && !way.some((w) => w.type === "radio" && w.name === e.name && w.form === e.form)) wrong.push("the tab key never comes to " + name(e));
      way.slice(1).forEach((e, n) => { if (!(way[n].compareDocumentPosition(e) & 4)) wrong.push("the tab key comes to " + name(e) + " after " + name(way[n])); });
      return wrong;
    },
    // words is all that the page says, hidden parts and what is read aloud too.
    words() {
      const said = new Set(), walk = document.createTreeWalker(document.documentElement, 4, (n) => (n.parentElement.closest("script, style, [lang]:not(html)") ? 2 : 1));
      while (walk.nextNode()) said.add(walk.currentNode.data);
      for (const e of document.querySelectorAll("*")) for (const a of ["aria-label", "title", "placeholder", "alt", "data-label"]) if (e.hasAttribute(a)) said.add(e.getAttribute(a));
      return [...said].map((w) => w.trim().replace(/[\s\u00a0]+/g, " ")).filter(Boolean);
    },
  };
})()
