// Writes internal/web/static/vendor from npm packages: npm install && npm run assets.
// Needs pyftsubset (Debian: fonttools, python3-brotli) to cut the fonts down.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const to = "internal/web/static/vendor";
const from = (name) => `node_modules/${name}`;
const read = (name) => readFileSync(name, "utf8");

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });

// The design system goes into a layer, so that our own rules win whatever
// their selectors weigh. Its fonts, header and logo are not used.
const block = (css) => css.slice(css.indexOf("{") + 1, css.lastIndexOf("}"));
const variables = (file) =>
  new Map(
    block(read(from(`@fkui/theme-default/dist/${file}`)))
      .split(/;\s*\n/)
      .map((line) => line.trim().split(/:(.*)/s))
      .filter(([name]) => name),
  );
const light = variables("theme-light.css");
const dark = variables("theme-dark.css");
const write = (list) => list.map(([name, value]) => `${name}:${value.trim().replace(/;$/, "")}`).join(";");
const lightCSS = write([...light]);
const darkCSS = write([...dark].filter(([name, value]) => light.get(name) !== value));
const design = read(from("@fkui/design/lib/fkui.min.css")).replaceAll('@charset "UTF-8";', "");
writeFileSync(
  `${to}/fkui.css`,
  `/* @fkui/design, @fkui/theme-default 6.44.0, MIT, see fkui.LICENSE.txt */
@layer fkui{:root{${lightCSS}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${darkCSS}}}
@media screen{:root[data-theme=dark]{${darkCSS}}}
${design}}
`,
);
copyFileSync(from("@fkui/design/LICENSE.md"), `${to}/fkui.LICENSE.txt`);

// Swedish, English and the neighbours' letters, and the signs the pages use.
const signs =
  "U+0020-007E,U+00A0-00FF,U+0160,U+0161,U+017D,U+017E,U+2010-2015,U+2018-201E,U+2022,U+2026,U+2032,U+2033,U+20AC,U+2190-2193,U+2212,U+2264,U+2265";
for (const weight of ["Regular", "SemiBold", "Bold"]) {
  execFileSync("pyftsubset", [
    from(`@fkui/font-default/fonts/Inter-${weight}.woff2`),
    `--unicodes=${signs}`,
    "--layout-features=kern,liga,calt,ccmp,locl,mark,mkmk,tnum",
    "--flavor=woff2",
    `--output-file=${to}/inter-${weight.toLowerCase()}.woff2`,
  ]);
}
copyFileSync(from("@fontsource/inter/LICENSE"), `${to}/inter.LICENSE.txt`);

// Icons: those we use, without style attributes, which the page's policy
// forbids, and our own beside them.
const wanted = ["alert", "arrow-right", "bars", "bell", "calendar", "caret-down", "circle", "close", "cross", "doc", "error", "new-window", "pen", "plus", "search", "success", "trashcan"];
const sheet = read(from("@fkui/icon-lib-default/dist/f/spritesheet.svg"));
const symbols = wanted.map((name) => {
  const found = sheet.match(new RegExp(`<symbol id="f-icon-${name}".*?</symbol>`, "s"));
  if (!found) throw new Error(`no icon ${name}`);
  return found[0]
    .replace(`f-icon-${name}`, name)
    .replaceAll(' xml:space="preserve"', "")
    .replaceAll('style="fill:currentColor"', 'fill="currentColor"')
    .replaceAll('style="fill-rule:evenodd;clip-rule:evenodd"', 'fill="currentColor" fill-rule="evenodd" clip-rule="evenodd"');
});
const own = read("internal/web/static/own-icons.svg").match(/<symbol.*<\/symbol>/s)[0];
writeFileSync(`${to}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}${own}</svg>\n`);
copyFileSync(from("@fkui/icon-lib-default/LICENSE.md"), `${to}/icons.LICENSE.txt`);

copyFileSync(from("htmx.org/dist/htmx.min.js"), `${to}/htmx.min.js`);
copyFileSync(from("htmx.org/LICENSE"), `${to}/htmx.LICENSE.txt`);
