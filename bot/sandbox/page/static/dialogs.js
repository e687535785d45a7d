// The stack of modals, of which the topmost is shown. They cover the workspace alone: what stands beside it stays in reach,
// to copy from; F6 leads there and back, as it leads between the parts of Slack.
import { blocks } from "./blocks.js";
import { $, h } from "./dom.js";
import { surface } from "./surface.js";
import { plain } from "./text.js";

const drafts = new Map(); // view id to what was entered since the workspace last heard of it
let shown = "", opener = null, leaveIt = null;

export const forget = () => { shown = ""; };

export function modals(slack, app) {
  const box = $("modal"), view = slack.views.at(-1);
  for (const id of drafts.keys()) if (!slack.views.some((one) => one.id === id)) drafts.delete(id);
  for (const part of [$("side"), $("columns")]) part.inert = Boolean(view);
  $("workspace").classList.toggle("covered", Boolean(view));
  if (!view) { leave(box); return; }
  const mark = JSON.stringify([view.id, view.hash, view.errors, slack.views.length]);
  if (mark === shown) return;
  const isNew = !shown.startsWith(`["${view.id}"`), kept = isNew ? null : focused();
  if (!box.open) opener = document.activeElement?.dataset?.focus ?? null;
  const scrolled = isNew ? 0 : box.querySelector(".body")?.scrollTop ?? 0;
  shown = mark;
  draw(box, view, slack, app);
  if (!box.open) box.show();
  box.querySelector(".body").scrollTop = scrolled;
  focus(box, view, kept);
}

function leave(box) {
  shown = "";
  if (!box.open) return;
  box.close();
  const again = [...document.querySelectorAll("#workspace [data-focus]")].find((one) => one.dataset.focus === opener);
  (again ?? $("line")).focus();
}

const focused = () => ({ name: document.activeElement?.dataset?.focus, caret: document.activeElement?.selectionEnd });

// The first field that is wrong; else the one that had it; else the first that is empty.
function focus(box, view, kept) {
  const fields = [...box.querySelectorAll("[data-focus]")];
  const wrong = Object.keys(view.errors).length ? box.querySelector(".wrong [data-focus]") : null;
  const same = kept?.name && fields.find((one) => one.dataset.focus === kept.name);
  const empty = kept ? null : fields.find((one) => one.matches("input:not([type=checkbox], [type=radio], [type=file]), textarea") && !one.value);
  const target = wrong ?? same ?? empty ?? box.querySelector("footer .primary") ?? box.querySelector("footer button");
  target?.focus();
  wrong?.closest(".input").scrollIntoView({ block: "center" });
  if (target === same && kept?.caret != null) { try { same.setSelectionRange(kept.caret, kept.caret); } catch { /* no text field */ } }
}

function draw(box, view, slack, app) {
  const draft = drafts.get(view.id) ?? {}, known = new Set(view.blocks.map((block) => block.block_id));
  for (const name of Object.keys(draft)) if (!known.has(name)) delete draft[name];
  drafts.set(view.id, draft);
  const send = (what) => app.say({ view: view.id, values: { ...draft }, ...what });
  const page = {
    ...surface(slack, app, view), values: merged(view, draft),
    enter: (name, value, isTyping) => {
      draft[name] = value;
      if (!isTyping) app.say({ do: "fill", view: view.id, values: { [name]: value } }, true);
    },
    act: (action, value) => send({ do: "click", action, value }),
    upload: async (file) => (await app.say({ do: "upload", name: file.name, content: await base64(file) }))?.file,
  };
  const close = leaveIt = () => { hush(); app.say({ do: "close", view: view.id }, true); };
  const form = h("form", { novalidate: true, "data-form": view.callback_id, "data-view": view.id, onsubmit: (event) => { event.preventDefault(); submitted(form, send); } },
    h("header", {}, slack.views.length > 1 && h("button", { type: "button", class: "x", "aria-label": "Back", onclick: close }, "‹"),
      h("h2", { id: "modaltitle" }, plain(view.title)), h("button", { type: "button", class: "x", "aria-label": "Close", onclick: close }, "×")),
    h("div", { class: "body scroll blocks", tabindex: -1 }, blocks(view.blocks, page)),
    h("footer", {}, h("button", { type: "button", class: "b", onclick: close }, plain(view.close) || (view.submit ? "Cancel" : "Close")),
      view.submit && h("button", { class: "b primary", "data-submit": "" }, plain(view.submit))));
  box.onkeydown = (event) => keyed(event, box);
  box.replaceChildren(form);
}

// What the app was to hear while one typed, it hears with the form, or not at all.
const hush = () => { for (const field of $("modal").querySelectorAll("input, textarea")) clearTimeout(field.waiting); };

// Nothing can be changed or sent twice while it is on its way.
async function submitted(form, send) {
  const button = form.querySelector("[data-submit]"), body = form.querySelector(".body");
  if (!button || button.getAttribute("aria-busy")) return;
  hush();
  button.setAttribute("aria-busy", "true");
  body.classList.add("sending");
  try { await send({ do: "submit" }); } finally {
    button.removeAttribute("aria-busy");
    body.classList.remove("sending");
  }
}

// Escape closes it wherever the focus is, unless that is in the world around, or in something that opened above it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !$("modal").open || $("confirm").open || $("world").contains(event.target)) return;
  event.preventDefault();
  leaveIt();
});

function keyed(event, box) {
  if (event.key !== "Tab") return;
  const all = [...box.querySelectorAll("button, input, select, textarea, a[href]")].filter((one) => one.tabIndex >= 0 && one.checkVisibility());
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0]).focus();
}

// What was typed goes before what the workspace holds, until it has heard of it.
function merged(view, draft) {
  const values = structuredClone(view.values);
  for (const [name, value] of Object.entries(draft)) {
    for (const kept of Object.values(values[name] ?? {})) if ("value" in kept && typeof value === "string") kept.value = value;
  }
  return values;
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
