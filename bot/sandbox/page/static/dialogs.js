// Slack's dialogs: the confirmation before an act, and the stack of modals, of which the topmost is shown.
import { $, h } from "./dom.js";
import { plain, words } from "./text.js";
import { blocks } from "./blocks.js";

export function confirmed(ask, names) {
  const box = $("confirm");
  return new Promise((settle) => {
    const end = (value) => { box.close(); settle(value); };
    box.oncancel = () => settle(false);
    box.replaceChildren(h("h2", { id: "confirmtitle" }, plain(ask.title)), h("div", { class: "text body" }, words(ask.text, names)),
      h("footer", {}, h("button", { type: "button", class: "b", onclick: () => end(false) }, plain(ask.deny) || "Cancel"),
        h("button", { type: "button", class: `b ${ask.style ?? "primary"}`, onclick: () => end(true) }, plain(ask.confirm) || "OK")));
    box.showModal();
  });
}

const drafts = new Map(); // view id to what was entered since the workspace last heard of it
let shown = "";

export const forget = () => { shown = ""; };

// `say` sends one wish and gives the answer, or null where it was refused.
export function modals(state, say) {
  const box = $("modal"), view = state.views.at(-1);
  for (const id of drafts.keys()) if (!state.views.some((one) => one.id === id)) drafts.delete(id);
  for (const part of [$("places"), $("columns")]) part.inert = Boolean(view); // the world beside it stays in reach, to copy from
  $("workspace").classList.toggle("covered", Boolean(view));
  if (!view) {
    shown = "";
    if (box.open) { box.close(); $("line").focus(); }
    return;
  }
  const mark = JSON.stringify([view.id, view.hash, view.errors]);
  if (mark === shown) return;
  const isNew = !shown.startsWith(`["${view.id}"`), hasErrors = Object.keys(view.errors).length > 0;
  const at = isNew ? null : document.activeElement?.dataset?.focus, caret = document.activeElement?.selectionEnd;
  shown = mark;
  const scrolled = isNew ? 0 : box.querySelector(".body")?.scrollTop ?? 0;
  draw(box, view, state, say);
  if (!box.open) box.show();
  box.querySelector(".body").scrollTop = scrolled;
  focus(box, at, caret, hasErrors, isNew);
}

function focus(box, at, caret, hasErrors, isNew) {
  const fields = [...box.querySelectorAll("[data-focus]")];
  const wrong = hasErrors && box.querySelector(".wrong [data-focus]");
  const target = wrong || fields.find((one) => one.dataset.focus === at) || (isNew && fields.find((one) => !one.value && /INPUT|TEXTAREA/.test(one.tagName) && one.type === "text" && one.role !== "combobox")) || box.querySelector("footer .primary");
  target?.focus();
  if (wrong) wrong.closest(".input").scrollIntoView({ block: "center" });
  if (target?.dataset?.focus === at && caret != null) { try { target.setSelectionRange(caret, caret); } catch { /* no text field */ } }
}

function draw(box, view, state, say) {
  const draft = drafts.get(view.id) ?? {};
  const known = new Set(view.blocks.map((block) => block.block_id));
  for (const name of Object.keys(draft)) if (!known.has(name)) delete draft[name];
  drafts.set(view.id, draft);
  const send = async (what) => { const values = { ...draft }; const answer = await say({ view: view.id, values, ...what }); return answer; };
  const page = {
    ...surface(state), values: merged(view, draft), errors: view.errors,
    enter: (name, value, isTyping) => { draft[name] = value; if (!isTyping) say({ do: "fill", view: view.id, values: { [name]: value } }, true); },
    act: (action, value) => send({ do: "click", action, value }),
    search: async (action, text) => (await say({ do: "search", view: view.id, action, text }))?.options ?? [],
    upload: async (file) => (await say({ do: "upload", name: file.name, content: await base64(file) }))?.file,
  };
  const submit = h("button", { class: "b primary" }, plain(view.submit) || "Submit");
  const close = () => say({ do: "close", view: view.id });
  const form = h("form", { novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-busy")) return;
    submit.setAttribute("aria-busy", "true");
    try { await send({ do: "submit" }); } finally { submit.removeAttribute("aria-busy"); }
  } },
  h("header", {}, state.views.length > 1 && h("button", { type: "button", class: "x", "aria-label": "Back", onclick: close }, "‹"),
    h("h2", { id: "modaltitle" }, plain(view.title)), h("button", { type: "button", class: "x", "aria-label": "Close", onclick: close }, "×")),
  h("div", { class: "body scroll" }, blocks(view.blocks, page)),
  h("footer", {}, h("button", { type: "button", class: "b", onclick: close }, plain(view.close) || (view.submit ? "Cancel" : "Close")), view.submit && submit));
  box.onkeydown = (event) => { if (event.key === "Escape") close(); };
  box.replaceChildren(form);
}

// What was typed goes before what the workspace holds, until it has heard of it.
function merged(view, draft) {
  const values = structuredClone(view.values);
  for (const [name, value] of Object.entries(draft)) {
    for (const kept of Object.values(values[name] ?? {})) if ("value" in kept && typeof value === "string") kept.value = value;
  }
  return values;
}

export const surface = (state) => ({
  names: state.names, users: state.users, places: state.channels.filter((one) => one.kind !== "im").map((one) => one.id),
});

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
