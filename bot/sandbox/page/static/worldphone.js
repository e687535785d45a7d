// The mailbox and the phone: mails to clients, the client's page in a frame, text messages.
import { $, h, keep, link, ownPath } from "./dom.js";
import { room } from "./world.js";

export function phone(world, now) {
  if (!$("mailbox")) furnish();
  $("mailcount").textContent = world.mails.length ? String(world.mails.length) : "empty";
  keep($("mails"), world.mails.map((one, place) => ({ ...one, isNewest: place === 0 })), (one) => one.number, (one) => mail(one, now));
  $("nomails").hidden = world.mails.length > 0;
  $("textcount").textContent = world.texts.length ? `${world.texts.length} text message${world.texts.length > 1 ? "s" : ""}` : "";
  if (world.texts.length && !$("texts").children.length) $("phone").open = true;
  keep($("texts"), world.texts, (one) => one.sid, (one) => h("div", { class: "bubble" }, one.body, h("p", { class: "hint" }, `${one.to} · ${one.status}`)));
}

function furnish() {
  $("world").append(
    room("mailbox", "Mailbox", h("span", { id: "mailcount" }), true,
      h("p", { class: "who-here" }, "What the bot writes to clients arrives here. A link in a mail opens the client’s page on the phone below."),
      h("p", { class: "hint none", id: "nomails" }, "No mail yet: the client gets one when a domain is forwarded."),
      h("div", { id: "mails", class: "many" })),
    room("phone", "The client’s phone", h("span", { id: "textcount" }), false,
      h("p", { class: "who-here" }, "Here you are the client again: their page, and the text messages that campaigns send."),
      h("div", { id: "device", hidden: true },
        h("div", { class: "bar" }, h("code", { id: "pageaddress" }), h("a", { id: "pagewindow", target: "_blank", rel: "noopener" }, "Large"), h("button", { type: "button", class: "x", "aria-label": "Close the page", onclick: () => { $("device").hidden = true; $("nopage").hidden = false; $("page").src = "about:blank"; } }, "×")),
        h("iframe", { id: "page", title: "The client’s page" })),
      h("p", { class: "hint none", id: "nopage" }, "No page is open. Press the link in a mail."),
      h("div", { id: "texts" })),
  );
}

export function shown(path) {
  $("phone").open = true;
  $("device").hidden = false;
  $("nopage").hidden = true;
  $("page").src = path;
  $("pageaddress").textContent = path.length > 30 ? `${path.slice(0, 30)}…` : path;
  $("pagewindow").href = path;
  $("phone").scrollIntoView({ block: "start", behavior: "smooth" });
}

function mail(one, now) {
  const parts = one.text.split(/(https?:\/\/[^\s<>"]+)/), at = new Date(one.at * 1000);
  return h("details", { class: "card mail", open: one.isNewest },
    h("summary", {}, h("b", {}, one.subject), h("p", { class: "hint" }, `${one.from} → ${one.to} · ${at.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })}`)),
    h("div", { class: "text" }, parts.map((part, place) => place % 2 ? opened(part) : part)));
}

function opened(url) {
  const path = ownPath(url);
  if (!path) return link(url, url);
  return h("a", { href: path, title: "Opens on the phone", onclick: (event) => { event.preventDefault(); shown(path); } }, url);
}
