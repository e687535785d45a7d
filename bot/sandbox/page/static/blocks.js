// Block Kit as nodes, by docs.slack.dev/reference/block-kit. `page` says where they stand: who reads and the names, the
// values and errors that the workspace holds, act(action_id, value), enter(block_id, value), search(action_id, text), upload(file).
//
// Why not a library: slack-blocks-to-jsx, the one that is alive, draws messages only (with React, from a build): no
// modals, no Home, nothing that can be pressed or typed in, which is most of what is here.
import { element } from "./elements.js";
import { h } from "./dom.js";
import { plain, rich, words } from "./text.js";

let count = 0;

export const blocks = (all, page) => all.map((block) => (BLOCKS[block.type] ?? unknown)(block, page));

const text = (one, page) => h("div", { class: "text" }, words(one, page));
const unknown = (block) => h("p", { class: "unknown" }, `(${block.type})`);
const SETS = new Set(["radio_buttons", "checkboxes"]);

const BLOCKS = {
  header: (block, page) => h("h3", {}, words(block.text, page)),
  divider: () => h("hr"),
  context: (block, page) => h("div", { class: "context" }, block.elements.map((one) =>
    one.type === "image" ? element(one, block, page) : text(one, page))),
  actions: (block, page) => h("div", { class: "actions" }, block.elements.map((one) => element(one, block, page))),
  section: (block, page) => h("div", { class: "section" },
    h("div", { class: "grow" }, block.text && text(block.text, page),
      block.fields && h("div", { class: "fields" }, block.fields.map((one) => text(one, page)))),
    block.accessory && h("div", { class: "accessory" }, element(block.accessory, block, page))),
  rich_text: (block, page) => h("div", { class: "rich" }, rich(block.elements, page)),
  image: (block, page) => h("figure", {}, block.title && h("figcaption", {}, plain(block.title)), element(block, block, page)),
  table,
  input,
};

// The first row is its head.
function table(block, page) {
  const align = (place) => block.column_settings?.[place]?.align ?? "left";
  const cell = (one, row, place) => h(row ? "td" : "th", { class: align(place), scope: row ? null : "col" },
    one.type === "rich_text" ? rich(one.elements, page) : one.text);
  const rows = block.rows.map((row, number) => h("tr", {}, row.map((one, place) => cell(one, number, place))));
  return h("div", { class: "tablewrap", tabindex: 0, role: "group", "aria-label": "Table" },
    h("table", {}, h("thead", {}, rows[0]), h("tbody", {}, rows.slice(1))));
}

function input(block, page) {
  const id = `f${++count}`, error = page.errors?.[block.block_id], isSet = SETS.has(block.element.type);
  const label = [plain(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
  const about = h("div", { id: `${id}a`, class: "about" }, error && h("p", { class: "error", role: "alert" }, error),
    block.hint && h("p", { class: "hint text" }, plain(block.hint)));
  const field = element(block.element, block, page, {
    id, "aria-describedby": about.hasChildNodes() ? about.id : null, "aria-invalid": error ? "true" : null,
    "aria-labelledby": isSet ? `${id}l` : null,
  });
  const shown = isSet ? h("p", { class: "label", id: `${id}l` }, label) : h("label", { class: "label", for: id }, label);
  return h("div", { class: error ? "input wrong" : "input", "data-label": plain(block.label), "data-block": block.block_id, "data-optional": block.optional }, shown, field, about);
}
