// The mailbox and the phone: mails to clients as a mail program shows them, the client's page in a frame, text messages.
import { soon, today } from "./dates.js";
import { $, h, keep, link, ownPath } from "./dom.js";
import { room } from "./world.js";

let isPlain = false; // whether mails are read as text

export function phone(world) {
  if (!$("mailbox")) furnish();
  $("mailcount").textContent = world.mails.length ? String(world.mails.length) : "empty";
  keep($("mails"), world.mails.map((one, place) => ({ ...one, isNewest: place === 0, on: today() })), (one) => one.number, mail);
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
      h("div", { id: "mails" })),
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
  $("phone").scrollIntoView({ block: "start" });
}

function mail(one) {
  const letter = one.html && frame(one), text = h("div", { class: "text" }, plain(one.text));
  const kinds = [["HTML", false], ["Text", true]].map(([label, is]) => h("button", { type: "button", class: "tab", "data-focus": `mail${one.number}${label}`, onclick: () => put(is) }, label));
  const box = h("details", { class: "card mail", open: one.isNewest, ontoggle: () => put(isPlain) },
    h("summary", {}, h("b", {}, one.subject), h("span", { class: "hint" }, `${sender(one.from)} · ${soon(new Date(one.at * 1000))}`)),
    h("dl", { class: "heads" }, head("From", one.from), head("To", one.to), one.reply && head("Reply to", one.reply), head("Date", soon(new Date(one.at * 1000)))),
    letter && h("div", { class: "row", role: "group", "aria-label": "How the mail is shown" }, kinds), letter, text);
  function put(is) {
    isPlain = is;
    text.hidden = Boolean(letter) && !is;
    if (!letter) return;
    letter.hidden = is;
    if (box.open && !is && !letter.src) letter.src = `page/mail/${one.number}`;
    kinds.forEach((button, place) => button.setAttribute("aria-pressed", String(Boolean(place) === is)));
  }
  put(isPlain);
  return box;
}

const head = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
const sender = (from) => from.replace(/\s*<.*>$/, "").replace(/^"|"$/g, "");

// As the client sees it, in a frame without scripts; what is pressed there, opens here.
function frame(one) {
  const made = h("iframe", { title: `The mail: ${one.subject}`, sandbox: "allow-same-origin", onload: () => {
    const inside = made.contentDocument;
    if (!inside?.body || !made.src) return;
    made.style.height = `${inside.documentElement.scrollHeight}px`;
    inside.addEventListener("click", (event) => {
      const url = event.target.closest?.("a[href]")?.href;
      event.preventDefault();
      if (url) follow(url);
    });
  } });
  return made;
}

function follow(url) {
  const path = ownPath(url);
  if (path) shown(path);
  else if (/^(https?:|mailto:)/.test(url)) open(url, "_blank", "noopener");
}

const plain = (text) => text.split(/(https?:\/\/[^\s<>"]+)/).map((part, place) => place % 2 ? opened(part) : part);

function opened(url) {
  const path = ownPath(url);
  if (!path) return link(url, url);
  return h("a", { href: path, title: "Opens on the phone", onclick: (event) => { event.preventDefault(); shown(path); } }, url);
}
