// The workspace of one person: where they can go, the channel or the app's Home they look at, and the thread beside it.
import { blocks } from "./blocks.js";
import { day, dayKey } from "./dates.js";
import { $, h, keep } from "./dom.js";
import { message } from "./message.js";
import { surface } from "./surface.js";

const TOGETHER = 300; // seconds within which messages of one author stand under one head
const at = { place: null, thread: null };
const dismissed = new Set();
const seen = {}; // person to place to the newest message they have looked at
let since = null; // what was the newest when this person came to this place: what is later is new to them
let latest = null; // the last state, person and hands given

export const whereabouts = () => at;
export const came = () => { since = null; at.thread = null; };

export function drawWorkspace(slack, app) {
  latest = [slack, app];
  if (!slack.channels.some((one) => one.id === at.place) && at.place !== "home") {
    at.place = slack.channels.find((one) => one.kind !== "im").id;
    since = null;
  }
  const channel = slack.channels.find((one) => one.id === at.place), known = seen[slack.me] ??= {};
  since ??= { ts: known[at.place] ?? null };
  drawHead(slack, channel);
  if (at.place === "home") drawHome(slack, app);
  else drawTimeline(slack, channel, app);
  drawThread(slack, channel, app);
  if (channel && !document.hidden) known[at.place] = channel.messages.at(-1)?.ts ?? "0";
  drawPlaces(slack, known);
}

const redraw = () => latest && drawWorkspace(...latest);

export function go(place) {
  at.place = place; at.thread = null; since = null;
  if (place === "home") latest[1].say({ do: "home" }, true);
  redraw();
  $("timeline").scrollTop = place === "home" ? 0 : $("timeline").scrollHeight;
  latest[1].moved();
}

function openThread(ts) {
  at.thread = ts;
  redraw();
  $("replies").scrollTop = $("replies").scrollHeight;
  latest[1].moved();
}

export function closeThread() {
  const focus = `thread${at.thread}`;
  at.thread = null;
  redraw();
  [...document.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === focus)?.focus();
  latest[1].moved();
}

function dismiss(ts) { dismissed.add(ts); redraw(); latest[1].moved(); }

// — where one can go —

function drawPlaces(slack, known) {
  const isNew = (one) => (one.messages.findLast((said) => said.author !== slack.id)?.ts ?? "0") > (known[one.id] ?? "0");
  const rooms = slack.channels.filter((one) => one.kind !== "im").map((one) => ({ id: one.id, sign: "#", label: one.name, isNew: isNew(one), isOn: at.place === one.id }));
  const dm = slack.channels.find((one) => one.kind === "im");
  const apps = dm ? [{ id: dm.id, sign: "∞", label: "linkdomain", isNew: isNew(dm), isOn: at.place === dm.id || at.place === "home" }] : [];
  const entry = (one) => h("button", {
    type: "button", "aria-current": one.isOn ? "page" : null, "data-focus": one.id, "data-place": one.label, class: one.isNew ? "new" : "",
    onclick: () => go(one.sign === "#" ? one.id : "home"),
  }, h("span", { class: "sign", "aria-hidden": "true" }, one.sign), one.label, one.isNew && h("span", { class: "unseen" }, "unread"));
  keep($("rooms"), rooms, (one) => one.id, entry);
  keep($("apps"), apps, (one) => one.id, entry);
}

function drawHead(slack, channel) {
  const isApp = at.place === "home" || channel.kind === "im", dm = slack.channels.find((one) => one.kind === "im");
  const tabs = isApp ? [["home", "Home"], [dm.id, "Messages"]] : [];
  const head = { title: isApp ? "linkdomain" : `# ${channel.name}`, who: channel && !isApp ? channel.members : 0, tabs, on: at.place };
  keep($("head"), [head], (one) => one.title, (one) => h("div", { class: "bar" }, h("h2", {}, one.title),
    one.who > 0 && h("span", { class: "hint" }, `${one.who} members`),
    one.tabs.map(([id, label]) => h("button", { type: "button", class: "tab", "data-focus": `tab${id}`, "aria-pressed": String(one.on === id), onclick: () => go(id) }, label))));
  $("composer").hidden = at.place === "home";
  $("line").placeholder = isApp ? "Message linkdomain, or type /" : `Message #${channel.name}, or type /`;
}

// — what is said there —

function drawTimeline(slack, channel, app) {
  const shown = channel.messages.filter((one) => (!one.thread || one.broadcast) && !dismissed.has(one.ts));
  const items = shown.map((one) => ({ ...one, replies: repliesTo(one, channel, slack), root: rootOf(one, channel), isOpen: at.thread === one.ts }));
  const draw = (one) => message(one, slack, surface(slack, app), hands(one, app), true);
  fill($("timeline"), `${slack.me}/${at.place}`, lined(items, slack), draw);
  if (!items.length) $("timeline").replaceChildren(h("div", { class: "empty" }, h("b", {}, `This is the very beginning of ${channel.kind === "im" ? "your talk with linkdomain" : `#${channel.name}`}.`),
    h("p", {}, "Type ", h("code", {}, "/linkdomain help"), " below.")));
}

function repliesTo(one, channel, slack) {
  const all = channel.messages.filter((reply) => reply.thread === one.ts && !reply.only);
  if (!all.length) return null;
  const last = all.at(-1), isLater = since.ts != null && last.ts > since.ts && last.author !== slack.id;
  return { count: all.length, last: last.ts, authors: [...new Set(all.map((reply) => reply.author))], isNew: isLater && at.thread !== one.ts };
}

function rootOf(one, channel) {
  const root = one.broadcast && one.thread && channel.messages.find((other) => other.ts === one.thread);
  return root ? { ts: root.ts, text: root.text } : null;
}

const hands = (one, app) => ({
  act: (action, value) => app.say({ do: "click", channel: one.channel, ts: one.ts, action, value }), openThread, dismiss,
});

// Days and the line above what is new stand between the messages; what follows soon on one's own words has no head.
function lined(items, slack) {
  const found = [];
  let before = null, isNewSaid = false;
  for (const one of items) {
    const when = new Date(one.ts * 1000), today = dayKey(when), isFirst = !before || dayKey(new Date(before.ts * 1000)) !== today;
    const isNew = !isNewSaid && since.ts != null && one.ts > since.ts && one.author !== slack.id;
    if (isFirst) found.push({ ts: `day ${today}`, words: day(when) });
    if (isNew) found.push({ ts: "new", words: "New", isNew: isNewSaid = true });
    const isSoon = before?.author === one.author && one.ts - before.ts < TOGETHER;
    const isPlain = !one.broadcast && !one.only && !before?.only && !before?.replies && !one.blocks.length;
    found.push({ ...one, isJoined: isSoon && isPlain && !isFirst && !isNew, whom: slack.me });
    before = one;
  }
  return found;
}

const line = (one) => h("div", { class: one.isNew ? "line new" : "line", role: "separator" }, h("span", {}, one.words));

// Stays at the end where it was at the end, and where it is another place.
function fill(box, of, items, draw) {
  const isLow = box.scrollHeight - box.scrollTop - box.clientHeight < 60, isOther = box.dataset.of !== of;
  box.dataset.of = of;
  keep(box, items, (one) => one.ts, (one) => one.words ? line(one) : draw(one));
  if (isOther || isLow) box.scrollTop = box.scrollHeight;
}

function drawHome(slack, app) {
  const view = slack.home, box = $("timeline"), isOther = box.dataset.of !== `${slack.me}/home`;
  box.dataset.of = `${slack.me}/home`;
  const page = view && surface(slack, app, view);
  keep(box, [{ whom: slack.me, hash: view?.hash }], () => "home", () =>
    h("div", { class: "home blocks" }, view ? blocks(view.blocks, page) : h("p", { class: "hint" }, "Loading…")));
  if (isOther) box.scrollTop = 0;
}

function drawThread(slack, channel, app) {
  const root = channel?.messages.find((one) => one.ts === at.thread);
  $("thread").hidden = !root;
  $("columns").classList.toggle("two", Boolean(root));
  if (!root) { at.thread = null; return; }
  const replies = channel.messages.filter((one) => one.thread === root.ts && !dismissed.has(one.ts)), count = replies.length;
  const said = count ? [{ ts: "count", words: count === 1 ? "1 reply" : `${count} replies` }] : [];
  const items = [{ ...root, whom: slack.me }, ...said, ...lined(replies, slack).filter((one) => !one.ts.startsWith("day"))];
  $("of").textContent = channel.kind === "im" ? "linkdomain" : `# ${channel.name}`;
  fill($("replies"), `${slack.me}/${root.ts}`, items, (one) => message(one, slack, surface(slack, app), hands(one, app), false));
}

