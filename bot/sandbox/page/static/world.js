// What stands around the workspace: the client's DNS panel, Twilio's Console, the mailbox, the phone.
import { $, copy, h, keep, link } from "./dom.js";

let send = null;

export function around(world, say) {
  send = say;
  $("zone").textContent = world.zone;
  keep($("records"), world.records, (record) => record.slice(0, 3).join(" "), ([name, kind, value]) => h("tr", {},
    h("td", {}, h("code", {}, name)), h("td", {}, kind), h("td", { class: "value" }, h("code", {}, value)),
    h("td", {}, h("button", { type: "button", class: "x", "aria-label": `Remove ${kind} ${name}`, onclick: () => send({ do: "panel", how: "remove", name, type: kind }) }, "×"))));
  keep($("mistakes"), world.mistakes, (one) => one.id, (one) => h("button", { type: "button", class: one.label.startsWith("✓") ? "b right" : "b", title: one.help,
    "data-deed": one.id, onclick: () => send({ do: "panel", how: one.id }) }, one.label));
  keep($("domains"), world.domains, (one) => one.sid, domain);
  keep($("services"), [world.services], () => "all", (all) => h("div", { class: "card" }, h("p", { class: "hint" }, "Messaging Services"),
    all.map((one) => pair(one.name, one.sid, one.domain && `→ ${one.domain}`))));
  $("mailcount").textContent = world.mails.length ? String(world.mails.length) : "empty";
  keep($("mails"), world.mails, (one) => one.number, mail);
  $("textcount").textContent = world.texts.length ? String(world.texts.length) : "no messages";
  if (world.texts.length && !$("texts").children.length) $("phone").open = true;
  keep($("texts"), world.texts, (one) => one.sid, (one) => h("div", { class: "bubble" }, one.body, h("p", { class: "hint" }, `${one.to} · ${one.status}`)));
}

function pair(label, value, more) {
  const button = h("button", { type: "button", class: "b small", "aria-label": `Copy ${label}`, onclick: () => copy(value, button) }, "Copy");
  return h("div", { class: "pair" }, h("span", { class: "hint" }, label), h("code", {}, value), more && h("span", { class: "good" }, more), button);
}

function domain(one) {
  const certificate = one.requested ? "certificate requested" : one.until ? `certificate until ${one.until}` : "no certificate";
  return h("div", { class: "card" },
    h("div", { class: "bar" }, h("b", {}, one.host), h("span", { class: one.verified ? "good" : "hint" }, one.verified ? "✓ verified" : "not verified"),
      h("span", { class: one.until && !one.requested ? "good" : "hint" }, certificate)),
    pair("Domain SID", one.sid), pair("TXT value", one.txt),
    h("div", { class: "row" }, h("button", { type: "button", class: "b small", onclick: () => send({ do: "console", how: "verify", sid: one.sid }) }, "Verify"),
      h("button", { type: "button", class: "b small", onclick: () => send({ do: "console", how: "delete", sid: one.sid }) }, "Delete")));
}

function mail(one) {
  const parts = one.text.split(/(https?:\/\/[^\s<>"]+)/);
  return h("details", { class: "card mail", open: one.number === 0 },
    h("summary", {}, h("b", {}, one.subject), h("p", { class: "hint" }, `${one.from} → ${one.to}`)),
    h("div", { class: "text" }, parts.map((part, place) => place % 2 ? link(part, part) : part)));
}

for (const [form, wish] of [["addrecord", { do: "panel", how: "add" }], ["adddomain", { do: "console", how: "add" }]]) {
  $(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData($(form)));
    if (await send({ ...wish, ...values })) { $(form).reset(); }
  });
}
