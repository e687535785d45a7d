// Block Kit as nodes. `page` says where they stand: names, values and errors as the workspace holds them, and
// act(action_id, value), enter(block_id, value), search(action_id, text), upload(file).
import { h, link } from "./dom.js";
import { plain, rich, words } from "./text.js";
import { confirmed } from "./dialogs.js";

let count = 0;
const id = () => `e${++count}`;

export const blocks = (all, page) => all.map((block) => (BLOCKS[block.type] ?? other)(block, page));

const BLOCKS = {
  header: (block, page) => h("h3", {}, words(block.text, page.names)),
  divider: () => h("hr"),
  context: (block, page) => h("div", { class: "context" }, block.elements.map((one) => one.type === "image"
    ? h("span", {}, `(${one.alt_text})`) : h("span", { class: "text" }, words(one, page.names)))),
  actions: (block, page) => h("div", { class: "row" }, block.elements.map((one) => element(one, block, page))),
  section: (block, page) => h("div", { class: "section" },
    h("div", { class: "grow" },
      block.text && h("div", { class: "text" }, words(block.text, page.names)),
      block.fields && h("div", { class: "fields" }, block.fields.map((one) => h("div", { class: "text" }, words(one, page.names))))),
    block.accessory && element(block.accessory, block, page)),
  rich_text: (block, page) => h("div", {}, rich(block.elements, page.names)),
  image: (block) => h("p", { class: "hint" }, `(image: ${block.alt_text})`),
  markdown: (block) => h("div", { class: "text" }, block.text),
  table: (block, page) => h("div", { class: "tablewrap" }, h("table", {}, block.rows.map((row, place) =>
    h("tr", {}, row.map((cell) => h(place ? "td" : "th", {}, cell.type === "rich_text" ? rich(cell.elements, page.names) : cell.text)))))),
  input: (block, page) => {
    const name = id(), error = page.errors?.[block.block_id], about = `${name}a`;
    const many = ["radio_buttons", "checkboxes"].includes(block.element.type);
    const label = [plain(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
    const field = element(block.element, block, page, { id: name, "aria-describedby": about, "aria-invalid": error ? "true" : null });
    const under = h("div", { id: about }, error && h("p", { class: "error", role: "alert" }, error),
      block.hint && h("p", { class: "hint text" }, plain(block.hint)));
    return h(many ? "fieldset" : "div", { class: error ? "input wrong" : "input" },
      many ? h("legend", {}, label) : h("label", { for: name }, label), field, under);
  },
};

const other = (block) => h("p", { class: "hint" }, `(${block.type})`);

// — elements —

function element(one, block, page, more = {}) {
  const make = ELEMENTS[one.type];
  if (!make) return h("span", { class: "hint" }, `(${one.type})`);
  const isInput = block.type === "input";
  const held = page.values?.[block.block_id]?.[one.action_id];
  const taken = async (value, isLive = true) => {
    if (isInput) page.enter(block.block_id, value);
    if ((!isInput || block.dispatch_action) && isLive) {
      if (one.confirm && !await confirmed(one.confirm, page.names)) return;
      await page.act(one.action_id, value);
    }
  };
  return make(one, { ...page, held, taken, more: { "data-focus": `${block.block_id}/${one.action_id}/${one.value ?? ""}`, ...more }, isInput, block });
}

async function pressed(one, page, button, value) {
  if (one.confirm && !await confirmed(one.confirm, page.names)) return;
  button.setAttribute("aria-busy", "true");
  try { await page.act(one.action_id, value); } finally { button.removeAttribute("aria-busy"); }
}

const typed = (kind) => (one, page) => {
  const live = one.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let waiting;
  const props = {
    ...page.more, placeholder: plain(one.placeholder), value: page.held?.value ?? one.initial_value ?? "", spellcheck: "false",
    oninput: (event) => {
      const { value } = event.target;
      page.enter(page.block.block_id, value, true);
      if (!page.block.dispatch_action || !live.includes("on_character_entered")) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => page.taken(value), 250);
    },
    onkeydown: (event) => {
      if (event.key !== "Enter" || one.multiline || !page.block.dispatch_action || !live.includes("on_enter_pressed")) return;
      event.preventDefault();
      page.taken(event.target.value);
    },
  };
  return one.multiline ? h("textarea", { ...props, rows: 5 }) : h("input", { ...props, type: "text", inputmode: kind, autofocus: one.focus_on_load });
};

const picker = (kind, key) => (one, page) => h("input", { ...page.more, type: kind, value: page.held?.[key] ?? "",
  onchange: (event) => page.taken(event.target.value || null) });

const optionNode = (option, held) => h("option", { value: option.value, selected: held === option.value }, plain(option.text));

function select(one, page, groups, held) {
  const every = groups.map((group) => {
    const inside = group.options.map((option) => optionNode(option, held));
    return group.label ? h("optgroup", { label: plain(group.label) }, inside) : inside;
  });
  return h("select", { ...page.more, onchange: (event) => page.taken(event.target.value || null) },
    h("option", { value: "" }, plain(one.placeholder) || "Choose…"), every);
}

const named = (ids, sign, names) => ids.map((one) => ({ value: one, text: { type: "plain_text", text: sign + names[one] } }));
const groupsOf = (one) => one.option_groups ?? [{ options: one.options }];
const people = (page) => [{ options: named(page.users, "@", page.names) }];
const places = (page) => [{ options: named(page.places, "#", page.names) }];

// Checkboxes and radio buttons, and menus of which several may be chosen.
function choices(one, page, options, kind) {
  const name = id(), many = kind === "checkbox";
  const held = [page.held?.selected_options ?? page.held?.selected_option ?? one.initial_options ?? one.initial_option ?? []].flat();
  const box = h("div", { class: one.type.startsWith("multi") ? "choices menu" : "choices", id: page.more.id });
  const chosen = () => {
    const values = [...box.querySelectorAll("input:checked")].map((input) => options[input.dataset.place].value);
    page.taken(many ? values : values[0] ?? null);
  };
  box.append(...options.map((option, place) => h("label", {},
    h("input", { type: kind, name, "data-place": place, "data-focus": `${page.more["data-focus"]}${place}`,
      checked: held.some((kept) => kept.value === option.value), onchange: chosen }),
    h("span", {}, h("span", { class: "text" }, words(option.text, page.names)),
      option.description && h("span", { class: "hint text" }, words(option.description, page.names))))));
  return box;
}

// A menu whose options the app gives while one types.
function searched(one, page) {
  const many = one.type.startsWith("multi"), list = id();
  let chosen = [page.held?.selected_options ?? page.held?.selected_option ?? []].flat(), options = [], at = -1, waiting, asked = 0;
  const menu = h("ul", { role: "listbox", id: list, hidden: true });
  const chips = h("span", { class: "chips" });
  const field = h("input", { ...page.more, type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": list, autocomplete: "off",
    spellcheck: "false", placeholder: plain(one.placeholder) || "Type to search…",
    oninput: () => { clearTimeout(waiting); waiting = setTimeout(look, 150); }, onfocus: () => { if (many || !chosen.length) look(); },
    onclick: () => { if (menu.hidden) look(); },
    onblur: () => setTimeout(() => { hide(); shown(); }, 150), onkeydown: keyed });
  const hide = () => { clearTimeout(waiting); asked++; menu.hidden = true; field.setAttribute("aria-expanded", "false"); at = -1; };
  async function look() {
    const text = !many && chosen.length && field.value === plain(chosen[0].text) ? "" : field.value;
    const mine = ++asked, found = text.length < (one.min_query_length ?? 3) ? [] : await page.search(one.action_id, text);
    if (mine !== asked || document.activeElement !== field) return;
    options = found;
    at = options.length && text ? 0 : -1;
    drawn(text.length < (one.min_query_length ?? 3) ? `Type at least ${one.min_query_length ?? 3} letters` : "No results");
  }
  function drawn(nothing) {
    menu.replaceChildren(...options.map((option, place) => h("li", { role: "option", id: `${list}${place}`, "aria-selected": String(place === at),
      onmousedown: (event) => { event.preventDefault(); take(option); } },
      plain(option.text), option.description && h("span", { class: "hint" }, plain(option.description)))));
    if (!options.length) menu.append(h("li", { class: "hint" }, nothing));
    menu.hidden = false;
    field.setAttribute("aria-expanded", "true");
    if (at >= 0) field.setAttribute("aria-activedescendant", `${list}${at}`);
    menu.children[Math.max(at, 0)]?.scrollIntoView({ block: "nearest" });
  }
  function keyed(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (menu.hidden) { look(); return; }
      at = options.length ? (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length : -1;
      drawn("No results");
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!menu.hidden && options[at]) take(options[at]);
    } else if (event.key === "Escape" && !menu.hidden) {
      event.preventDefault(); event.stopPropagation(); hide();
    } else if (event.key === "Backspace" && !field.value && many && chosen.length) put(chosen.slice(0, -1));
  }
  function take(option) {
    put(many ? [...chosen.filter((kept) => kept.value !== option.value), option] : [option]);
    hide();
  }
  function put(next) {
    chosen = next;
    shown();
    page.taken(many ? chosen.map((kept) => kept.value) : chosen[0]?.value ?? null);
  }
  function shown() {
    if (many) {
      field.value = "";
      chips.replaceChildren(...chosen.map((kept) => h("button", { type: "button", class: "chip", title: "Take out",
        onclick: () => put(chosen.filter((other) => other !== kept)) }, plain(kept.text), " ×")));
    } else field.value = chosen.length ? plain(chosen[0].text) : "";
  }
  shown();
  return h("div", { class: "search" }, many && chips, field, menu);
}

function files(one, page) {
  const said = h("span", { class: "hint" }, (page.held?.files ?? []).map((file) => file.name).join(", "));
  return h("div", { class: "row" }, h("input", { ...page.more, type: "file", multiple: (one.max_files ?? 10) > 1, accept: (one.filetypes ?? []).map((kind) => `.${kind}`).join(","),
    onchange: async (event) => {
      const sent = await Promise.all([...event.target.files].map(page.upload));
      said.textContent = sent.map((file) => file.name).join(", ");
      page.taken(sent);
    } }), said);
}

const ELEMENTS = {
  button: (one, page) => {
    const button = h("button", { ...page.more, type: "button", class: `b ${one.style ?? ""}`, "aria-label": one.accessibility_label,
      onclick: () => { if (one.url) window.open(link(one.url).href || "about:blank", "_blank", "noopener"); pressed(one, page, button, one.value); } },
      plain(one.text));
    return button;
  },
  overflow: (one, page) => {
    const summary = h("summary", { ...page.more, class: "b", "aria-label": "More actions" }, "⋯");
    const box = h("details", { class: "overflow",
      onfocusout: (event) => { if (!box.contains(event.relatedTarget)) setTimeout(() => { box.open = false; }, 120); },
      onkeydown: (event) => {
        if (event.key === "Escape") { box.open = false; summary.focus(); event.stopPropagation(); }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], all = [...box.querySelectorAll("button")];
        if (!step || !box.open) return;
        event.preventDefault();
        all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
      } },
      summary, h("div", { class: "menu" }, one.options.map((option) => h("button", { type: "button",
        onclick: () => { box.open = false; if (option.url) window.open(link(option.url).href || "about:blank", "_blank", "noopener"); pressed(one, page, summary, option.value); } },
        plain(option.text)))));
    return box;
  },
  static_select: (one, page) => select(one, page, groupsOf(one), (page.held ?? {}).selected_option?.value ?? (page.held ? null : one.initial_option?.value)),
  users_select: (one, page) => select(one, page, people(page), page.held?.selected_user ?? one.initial_user),
  conversations_select: (one, page) => select(one, page, places(page), page.held?.selected_conversation ?? one.initial_conversation),
  channels_select: (one, page) => select(one, page, places(page), page.held?.selected_channel ?? one.initial_channel),
  multi_static_select: (one, page) => choices(one, page, groupsOf(one).flatMap((group) => group.options), "checkbox"),
  external_select: searched,
  multi_external_select: searched,
  checkboxes: (one, page) => choices(one, page, one.options, "checkbox"),
  radio_buttons: (one, page) => choices(one, page, one.options, "radio"),
  plain_text_input: typed("text"),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  number_input: typed("decimal"),
  datepicker: picker("date", "selected_date"),
  timepicker: picker("time", "selected_time"),
  file_input: files,
};
