// Elements are only ever made here, and text only ever becomes text: nothing that comes from outside is parsed as HTML.

export function h(tag, props = {}, ...kids) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (["value", "checked", "disabled", "selected", "className", "open"].includes(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...kids.flat(9).filter((kid) => kid != null && kid !== false && kid !== ""));
  return node;
}

export const $ = (id) => document.getElementById(id);

const OWN = /^https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(\/.+)$/;

// The path of a page of the bot: over a tunnel this page has another address than the bot thinks. Else nothing.
export const ownPath = (url) => OWN.exec(url)?.[1];

// A link that leads to a web page, a mail or a phone; anything else stays words.
export function link(url, ...words) {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(url)) return h("span", {}, ...words);
  return h("a", { href: ownPath(url) ?? url, target: "_blank", rel: "noopener noreferrer" }, ...words);
}

// Shows the items in order and makes only those anew whose words changed, so that nobody loses the place.
export function keep(box, items, key, make) {
  const old = new Map([...box.children].map((node) => [node.dataset.key, node]));
  const wanted = items.map((item) => {
    const name = String(key(item)), words = JSON.stringify(item), there = old.get(name);
    if (there && there.words === words) return there;
    const node = make(item);
    node.dataset.key = name;
    node.words = words;
    if (there?.contains(document.activeElement)) queueMicrotask(() => again(node, there.focused));
    return node;
  });
  const focused = document.activeElement?.dataset?.focus;
  for (const node of old.values()) { node.focused = focused; if (!wanted.includes(node)) node.remove(); }
  wanted.forEach((node, place) => { if (box.children[place] !== node) box.insertBefore(node, box.children[place] ?? null); });
}

function again(node, name) {
  if (name) [...node.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === name)?.focus();
}

export async function copy(text, button) {
  try { await navigator.clipboard.writeText(text); } catch {
    const area = h("textarea", { value: text, className: "unseen" });
    document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
  }
  const was = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = was; }, 1200);
}

let hiding;
export function toast(words) {
  clearTimeout(hiding);
  $("toast").textContent = words;
  $("toast").classList.add("shown");
  hiding = setTimeout(() => $("toast").classList.remove("shown"), 6000);
}
