// What people press, choose and type in. `page` is that of blocks.js; `held` what the workspace holds of the element.
import { confirmed } from "./confirm.js";
import { h, link } from "./dom.js";
import { MENUS } from "./menus.js";
import { closePopup, isOpen, openBeside, stepped } from "./popup.js";
import { plain, words } from "./text.js";

let count = 0;

export function element(one, block, page, more = {}) {
  const make = ELEMENTS[one.type];
  if (!make) return h("span", { class: "unknown" }, `(${one.type})`);
  const isInput = block.type === "input", held = page.values?.[block.block_id]?.[one.action_id];
  const taken = async (value) => {
    if (isInput) page.enter(block.block_id, value);
    if (isInput && !block.dispatch_action) return;
    if (!one.confirm || await confirmed(one.confirm, page)) await page.act(one.action_id, value);
  };
  const focus = `${block.block_id}/${one.action_id}/${one.value ?? ""}`;
  return make(one, { ...page, held, taken, block, more: { "data-focus": focus, ...more } });
}

async function press(one, page, control, value) {
  if (control.getAttribute("aria-busy")) return;
  if (one.confirm && !await confirmed(one.confirm, page)) return;
  control.setAttribute("aria-busy", "true");
  try { await page.act(one.action_id, value); } finally { control.removeAttribute("aria-busy"); }
}

function visit(url) {
  const { href } = link(url);
  if (href) open(href, "_blank", "noopener");
}

function button(one, page) {
  const made = h("button", {
    ...page.more, type: "button", class: `b ${one.style ?? ""}`, "aria-label": one.accessibility_label, "data-action": one.action_id, "data-value": one.value ?? "",
    onclick: () => { if (one.url) visit(one.url); press(one, page, made, one.value); },
  }, plain(one.text), one.url && h("span", { class: "away", "aria-hidden": "true" }, "↗"));
  return made;
}

function overflow(one, page) {
  const menu = h("div", { class: "popup menu", role: "menu", popover: "auto" });
  const opener = h("button", {
    ...page.more, type: "button", class: "b", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: () => {
      if (isOpen(menu)) { closePopup(menu); return; }
      openBeside(menu, opener);
      menu.firstChild.focus();
    },
  }, "⋯");
  menu.append(...one.options.map((option) => h("button", {
    type: "button", role: "menuitem", "data-value": option.value,
    onclick: () => { closePopup(menu); if (option.url) visit(option.url); press(one, page, opener, option.value); },
  }, plain(option.text), option.description && h("span", { class: "hint" }, plain(option.description)))));
  menu.addEventListener("toggle", (event) => opener.setAttribute("aria-expanded", String(event.newState === "open")));
  menu.addEventListener("keydown", (event) => {
    const all = [...menu.children];
    if (/^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      all[stepped(all.indexOf(document.activeElement), event.key, all.length)].focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      closePopup(menu);
      opener.focus();
    }
  });
  return h("span", { class: "overflow" }, opener, menu);
}

const typed = (kind) => (one, page) => {
  const live = one.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"], isLive = page.block.dispatch_action;
  const props = {
    ...page.more, placeholder: plain(one.placeholder), value: page.held ? page.held.value ?? "" : one.initial_value ?? "", spellcheck: "false",
    maxlength: one.max_length, autofocus: one.focus_on_load,
    oninput: ({ target }) => {
      page.enter(page.block.block_id, target.value, true);
      if (!isLive || !live.includes("on_character_entered")) return;
      clearTimeout(target.waiting);
      target.waiting = setTimeout(() => page.taken(target.value), 250);
    },
    onkeydown: (event) => {
      if (event.key !== "Enter" || one.multiline || !isLive || !live.includes("on_enter_pressed")) return;
      event.preventDefault();
      page.taken(event.target.value);
    },
  };
  return one.multiline ? h("textarea", { ...props, rows: 4 }) : h("input", { ...props, type: "text", inputmode: kind });
};

const picker = (kind, key) => (one, page) => h("input", {
  ...page.more, type: kind, class: "picker", value: (page.held ? page.held[`selected_${key}`] : one[`initial_${key}`]) ?? "",
  onchange: ({ target }) => page.taken(target.value || null),
});

function moment(one, page) {
  const held = page.held?.selected_date_time ?? one.initial_date_time;
  const local = held && new Date((held - new Date().getTimezoneOffset() * 60) * 1000).toISOString().slice(0, 16);
  return h("input", { ...page.more, type: "datetime-local", class: "picker", value: local ?? "",
    onchange: ({ target }) => page.taken(target.value ? Math.round(new Date(target.value) / 1000) : null) });
}

const choices = (kind) => (one, page) => {
  const isMany = kind === "checkbox", name = `c${++count}`, key = isMany ? "options" : "option";
  const held = [(page.held ? page.held[`selected_${key}`] : one[`initial_${key}`]) ?? []].flat();
  const { "data-focus": focus, ...more } = page.more;
  const box = h("div", { ...more, class: "choices", role: isMany ? "group" : "radiogroup" });
  const chosen = () => {
    const values = [...box.querySelectorAll("input:checked")].map((input) => one.options[input.dataset.place].value);
    page.taken(isMany ? values : values[0] ?? null);
  };
  box.append(...one.options.map((option, place) => h("label", {},
    h("input", { type: kind, name, "data-place": place, "data-focus": focus + place, onchange: chosen,
      checked: held.some((kept) => kept.value === option.value) }),
    h("span", { class: "text" }, words(option.text, page), option.description && h("span", { class: "hint" }, words(option.description, page))))));
  return box;
};

function files(one, page) {
  const { id, ...more } = page.more, most = one.max_files ?? 10, kinds = (one.filetypes ?? []).map((kind) => `.${kind}`).join(",");
  let sent = page.held?.files ?? [];
  const shown = h("div", { class: "files" }), said = h("span", { class: "hint", role: "status" });
  const put = (next) => {
    sent = next;
    shown.replaceChildren(...sent.map((file) => h("span", { class: "chip" }, file.name,
      h("button", { type: "button", class: "x", "aria-label": `Take out ${file.name}`, onclick: () => { put(sent.filter((kept) => kept !== file)); page.taken(sent); } }, "×"))));
  };
  const take = async ({ target }) => {
    said.textContent = "Uploading…";
    const more = (await Promise.all([...target.files].map(page.upload))).filter(Boolean);
    said.textContent = "";
    target.value = "";
    put(most > 1 ? [...sent, ...more] : more);
    page.taken(sent);
  };
  put(sent);
  return h("div", { class: "filebox" }, h("label", { class: "b" }, most > 1 ? "Upload files" : "Upload file",
    h("input", { id, ...more, type: "file", class: "unseen", multiple: most > 1, accept: kinds, onchange: take })), said, shown);
}

const image = (one) => h("span", { class: "picture", role: "img", "aria-label": one.alt_text }, one.alt_text);

const ELEMENTS = {
  ...MENUS, button, overflow, image,
  checkboxes: choices("checkbox"), radio_buttons: choices("radio"), file_input: files,
  plain_text_input: typed("text"), email_text_input: typed("email"), url_text_input: typed("url"), number_input: typed("decimal"),
  datepicker: picker("date", "date"), timepicker: picker("time", "time"), datetimepicker: moment,
};
