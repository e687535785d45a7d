// Menus that narrow down as one types: of the app's options, of people, of conversations, or of what the app answers.
import { h } from "./dom.js";
import { closePopup, isOpen, openBeside, stepped } from "./popup.js";
import { plain, words } from "./text.js";

const named = (ids, sign, page) => ids.map((id) => ({ value: id, text: { type: "plain_text", text: sign + page.names[id] } }));
const people = (page) => [{ options: named(page.users, "@", page) }];
const places = (page) => [{ options: named(page.places, "#", page) }];
const own = (page, one) => one.option_groups ?? [{ options: one.options }];

// Type of menu: which groups of options there are, and the names of what is chosen, in what the workspace holds.
const KINDS = {
  static_select: [own, "option"], multi_static_select: [own, "options"],
  external_select: [null, "option"], multi_external_select: [null, "options"],
  users_select: [people, "user"], multi_users_select: [people, "users"],
  conversations_select: [places, "conversation"], multi_conversations_select: [places, "conversations"],
  channels_select: [places, "channel"], multi_channels_select: [places, "channels"],
};
export const MENUS = Object.fromEntries(Object.keys(KINDS).map((type) => [type, (one, page) => new Menu(one, page).node]));

const matching = (groups, text) => groups.map((group) => ({
  ...group, options: group.options.filter((option) => plain(option.text).toLowerCase().includes(text.trim().toLowerCase())),
})).filter((group) => group.options.length);
const ids = () => `m${++ids.count}`;
ids.count = 0;

class Menu {
  constructor(one, page) {
    const [source, key] = KINDS[one.type];
    this.one = one; this.page = page; this.source = source; this.isMany = key.endsWith("s");
    this.chosen = this.heldBefore(key);
    this.options = []; this.at = -1; this.asked = 0; this.isFresh = true;
    this.list = h("ul", { role: "listbox", class: "popup", popover: "manual", id: ids(), "aria-label": plain(one.placeholder) || "Options" });
    this.chips = h("span", { class: "chips" });
    this.field = h("input", {
      ...page.more, type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list",
      autocomplete: "off", spellcheck: "false", placeholder: plain(one.placeholder) || "Select an option", oninput: () => this.typed(),
      onclick: () => { if (!isOpen(this.list)) { this.field.select(); this.look(); } }, onblur: () => setTimeout(() => { this.hide(); this.show(); }, 120),
      onkeydown: (event) => this.keyed(event),
    });
    this.cross = h("button", { type: "button", class: "x", "aria-label": "Clear", onclick: () => { this.put([]); this.field.focus(); } }, "×");
    this.node = h("div", { class: `select${this.isMany ? " many" : ""}` }, this.chips, this.field, this.cross, this.list);
    this.show();
  }

  heldBefore(key) {
    const { held } = this.page, one = this.one;
    const found = [held ? held[`selected_${key}`] : one[`initial_${key}`]].flat().filter(Boolean);
    if (key.startsWith("option")) return found;
    const every = this.source(this.page, one).flatMap((group) => group.options);
    return found.map((id) => every.find((option) => option.value === id) ?? named([id], "", this.page)[0]);
  }

  typed() {
    this.isFresh = false;
    clearTimeout(this.waiting);
    if (this.source) this.look();
    else { this.field.classList.add("looking"); this.waiting = setTimeout(() => this.look(), 150); }
  }

  // What was asked last is shown; an answer that comes late is not. A look at what is chosen shows all there is.
  async look() {
    const text = this.isFresh ? "" : this.field.value, least = this.one.min_query_length ?? 3, mine = ++this.asked;
    const isShort = !this.source && text.length < least;
    let groups = [];
    if (this.source) groups = matching(this.source(this.page, this.one), text);
    else if (!isShort) groups = await this.page.search(this.one.action_id, text);
    if (mine !== this.asked || document.activeElement !== this.field) return;
    this.field.classList.remove("looking");
    this.options = groups.flatMap((group) => group.options);
    const held = this.options.findIndex((option) => this.chosen.some((kept) => kept.value === option.value));
    this.at = text && this.options.length ? 0 : this.isMany ? -1 : held;
    this.draw(groups, isShort ? `Type at least ${least} letters` : "No results");
  }

  draw(groups, nothing) {
    let place = 0;
    const entry = (option) => {
      const number = place++;
      return h("li", {
        role: "option", id: `${this.list.id}_${number}`, "aria-selected": String(this.chosen.some((kept) => kept.value === option.value)),
        onmousedown: (event) => { event.preventDefault(); this.take(option); },
      }, h("span", {}, words(option.text, this.page)), option.description && h("span", { class: "hint" }, plain(option.description)));
    };
    this.list.replaceChildren(...groups.flatMap((group) => [
      group.label && h("li", { class: "group", role: "presentation" }, plain(group.label)), ...group.options.map(entry)]).filter(Boolean));
    if (!place) this.list.append(h("li", { class: "hint", role: "presentation" }, nothing));
    openBeside(this.list, this.field, true);
    this.field.setAttribute("aria-expanded", "true");
    this.mark();
  }

  mark() {
    const all = [...this.list.querySelectorAll("[role=option]")];
    all.forEach((node, place) => node.classList.toggle("at", place === this.at));
    if (all[this.at]) this.field.setAttribute("aria-activedescendant", all[this.at].id);
    else this.field.removeAttribute("aria-activedescendant");
    all[this.at]?.scrollIntoView({ block: "nearest" });
  }

  keyed(event) {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen(this.list)) { this.look(); return; }
      this.at = this.options.length ? stepped(this.at, key, this.options.length) : -1;
      this.mark();
    } else if (key === "Enter") {
      event.preventDefault();
      if (isOpen(this.list) && this.options[this.at]) this.take(this.options[this.at]);
      else this.look();
    } else if (key === "Escape" && isOpen(this.list)) {
      event.preventDefault();
      event.stopPropagation();
      this.hide();
    } else if (key === "Backspace" && !this.field.value && this.isMany && this.chosen.length) this.put(this.chosen.slice(0, -1));
  }

  take(option) {
    const others = this.chosen.filter((kept) => kept.value !== option.value);
    if (!this.isMany) this.put([option]);
    else this.put(others.length < this.chosen.length ? others : [...others, option]);
    this.hide();
  }

  put(next) {
    this.chosen = next;
    this.show();
    this.page.taken(this.isMany ? next.map((kept) => kept.value) : next[0]?.value ?? null);
  }

  hide() {
    clearTimeout(this.waiting);
    this.asked++;
    closePopup(this.list);
    this.field.classList.remove("looking");
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
    this.at = -1;
  }

  show() {
    this.isFresh = true;
    this.field.value = this.isMany || !this.chosen.length ? "" : plain(this.chosen[0].text);
    this.node.classList.toggle("chosen", this.chosen.length > 0);
    this.cross.hidden = this.isMany || !this.chosen.length || !this.page.block.optional;
    if (this.isMany) this.chips.replaceChildren(...this.chosen.map((kept) => h("button", {
      type: "button", class: "chip", "aria-label": `Take out ${plain(kept.text)}`, onclick: () => this.put(this.chosen.filter((other) => other !== kept)),
    }, plain(kept.text), h("span", { "aria-hidden": "true" }, " ×"))));
  }
}
