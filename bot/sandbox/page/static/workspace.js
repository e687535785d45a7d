// The workspace of one person: where they can go, the channel or the app's Home they look at, and the thread beside it.
import { blocks } from "./blocks.js";
import { day, dayKey, today } from "./dates.js";
import { $, h, keep } from "./dom.js";
import { dismiss, isKept, isRepeated, remember } from "./ephemeral.js";
import { badge, message } from "./message.js";
import { surface } from "./surface.js";

const TOGETHER = 300; // seconds within which messages of one author stand under one head
const at = { place: null, thread: null };
const told = new Map(); // person and place to the last message the workspace heard they saw
let since = null; // down to where this person had seen this place when they came: what is later is new to them
let latest = null; // the last state, person and hands given
let isComing = false;

export const whereabouts = () => at;
export const came = () => { since = null; at.thread = null; isComing = true; };

const seenTo = (slack, place, thread) => slack.read[thread ? `${place}/${thread}` : place] ?? slack.read[""];
const isShown = (slack, one) => !one.only || isKept(one, slack);

export function drawWorkspace(slack, app) {
  latest = [slack, app];
  remember(slack);
  if (isComing && slack.unseen.length) turnTo(callOf(slack, slack.unseen));
  isComing = false;
  if (!slack.channels.some((one) => one.id === at.place) && at.place !== "home") {
    at.place = slack.channels.find((one) => one.kind !== "im").id;
    since = null;
  }
  const channel = slack.channels.find((one) => one.id === at.place);
  since ??= { ts: seenTo(slack, at.place) };
  drawHead(slack, channel);
  if (at.place === "home") drawHome(slack, app);
  else drawTimeline(slack, channel, app);
  drawThread(slack, channel, app);
  if (channel) sees(slack, app, channel);
  drawPlaces(slack);
}

const redraw = () => latest && drawWorkspace(...latest);
addEventListener("visibilitychange", redraw);

// Tells the workspace what this person has in front of them, down to the last message.
function sees(slack, app, channel) {
  if (document.hidden) return;
  const places = [[null, (one) => !one.thread || one.broadcast], ...at.thread ? [[at.thread, (one) => one.thread === at.thread]] : []];
  for (const [thread, isThere] of places) {
    const ts = channel.messages.findLast((one) => !one.only && isThere(one))?.ts, key = `${slack.me} ${channel.id} ${thread}`;
    if (!ts || ts <= seenTo(slack, channel.id, thread) || ts <= (told.get(key) ?? "")) continue;
    told.set(key, ts);
    app.say({ do: "seen", channel: channel.id, thread, ts }, true);
  }
}

// The last call that still asks for something; else the last.
function callOf(slack, calls) {
  const asks = (call) => slack.channels.find((one) => one.id === call.channel)?.messages.find((one) => one.ts === call.ts)?.blocks.some((block) => block.type === "actions");
  return calls.findLast(asks) ?? calls.at(-1);
}

function turnTo({ channel, thread }) {
  at.place = channel; at.thread = thread; since = null;
}

// Where one was called, if one was; else to the end.
function go(place) {
  const [slack] = latest, call = callOf(slack, slack.unseen.filter((one) => one.channel === place));
  turnTo(call ?? { channel: place, thread: null });
  if (place === "home") latest[1].say({ do: "home" }, true);
  redraw();
  if (place !== "home") follow("timeline");
  else $("timeline").scrollTop = 0;
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

function dismissed(ts) { dismiss(ts); redraw(); latest[1].moved(); }

// After one's own words: to the end, wherever one was.
export function follow(id) { $(id).scrollTop = $(id).scrollHeight; }

// — where one can go —

function drawPlaces(slack) {
  const isNew = (one) => (one.messages.findLast((said) => said.author !== slack.id && !said.only && (!said.thread || said.broadcast))?.ts ?? "0") > seenTo(slack, one.id);
  const calls = (one) => slack.unseen.filter((call) => call.channel === one.id).length;
  const rooms = slack.channels.filter((one) => one.kind !== "im").map((one) => ({ id: one.id, sign: "#", label: one.name, isNew: isNew(one), calls: calls(one), isOn: at.place === one.id }));
  const dm = slack.channels.find((one) => one.kind === "im");
  const apps = dm ? [{ id: dm.id, sign: "∞", label: "linkdomain", isNew: isNew(dm), calls: calls(dm), isOn: at.place === dm.id || at.place === "home" }] : [];
  const entry = (one) => h("button", {
    type: "button", "aria-current": one.isOn ? "page" : null, "data-focus": one.id, "data-place": one.label, class: one.isNew || one.calls ? "new" : "",
    onclick: () => go(one.sign === "#" || one.calls ? one.id : "home"),
  }, h("span", { class: "sign", "aria-hidden": "true" }, one.sign), h("span", { class: "label" }, one.label), one.calls ? badge(one.calls) : one.isNew && h("span", { class: "unseen" }, "unread"));
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
  const shown = channel.messages.filter((one) => (!one.thread || one.broadcast) && isShown(slack, one));
  const items = shown.map((one) => ({ ...one, isOld: isRepeated(one, shown), replies: repliesTo(one, channel, slack), root: rootOf(one, channel), isOpen: at.thread === one.ts }));
  const draw = (one) => message(one, slack, surface(slack, app), hands(one, app), true);
  fill($("timeline"), `${slack.me}/${at.place}`, lined(items, slack), draw);
  if (!items.length) $("timeline").replaceChildren(h("div", { class: "empty" }, h("b", {}, `This is the very beginning of ${channel.kind === "im" ? "your talk with linkdomain" : `#${channel.name}`}.`),
    h("p", {}, "Type ", h("code", {}, "/linkdomain help"), " below.")));
}

function repliesTo(one, channel, slack) {
  const all = channel.messages.filter((reply) => reply.thread === one.ts && !reply.only);
  if (!all.length) return null;
  const last = all.at(-1), isLater = last.ts > since.ts && last.ts > seenTo(slack, channel.id, one.ts) && last.author !== slack.id;
  const calls = slack.unseen.filter((call) => call.thread === one.ts).length;
  return { count: all.length, calls, last: last.ts, authors: [...new Set(all.map((reply) => reply.author))], isNew: isLater && at.thread !== one.ts };
}

function rootOf(one, channel) {
  const root = one.broadcast && one.thread && channel.messages.find((other) => other.ts === one.thread);
  return root ? { ts: root.ts, text: root.text } : null;
}

const hands = (one, app) => ({
  act: (action, value) => app.say({ do: "click", channel: one.channel, ts: one.ts, action, value }), openThread, dismiss: dismissed,
});

// Days and the line above what is new stand between the messages; what follows soon on one's own words has no head.
function lined(items, slack) {
  const found = [];
  let before = null, isNewSaid = false;
  for (const one of items) {
    const when = new Date(one.ts * 1000), date = dayKey(when), isFirst = !before || dayKey(new Date(before.ts * 1000)) !== date;
    const isNew = !isNewSaid && one.ts > since.ts && !one.only && one.author !== slack.id;
    if (isFirst) found.push({ ts: `day ${date}`, words: day(when) });
    if (isNew) found.push({ ts: "new", words: "New", isNew: isNewSaid = true });
    const isSoon = before?.author === one.author && one.ts - before.ts < TOGETHER;
    const isPlain = !one.broadcast && !one.only && !before?.only && !before?.replies && !one.blocks.length;
    found.push({ ...one, isJoined: isSoon && isPlain && !isFirst && !isNew, whom: slack.me, on: today() });
    before = one;
  }
  return found;
}

const line = (one) => h("div", { class: one.isNew ? "line new" : "line", role: "separator" }, h("span", {}, one.words));

// Stays at the end where it was at the end, and where it is another place.
function fill(box, of, items, draw) {
  const isLow = isAtEnd(box), isOther = box.dataset.of !== of, newest = items.at(-1)?.ts;
  const isMore = newest !== box.dataset.newest;
  box.dataset.of = of; box.dataset.newest = newest;
  keep(box, items, (one) => one.ts, (one) => one.words ? line(one) : draw(one));
  if (isOther || isLow) box.scrollTop = box.scrollHeight;
  else if (isMore && box === $("timeline")) $("newer").hidden = false;
  if (isAtEnd(box)) $("newer").hidden = true;
}

const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;
for (const box of [$("timeline"), $("replies")]) {
  let wasAtEnd = true; // and is again, when the pane becomes smaller
  box.addEventListener("scroll", () => { wasAtEnd = isAtEnd(box); if (wasAtEnd) $("newer").hidden = true; });
  new ResizeObserver(() => { if (wasAtEnd && at.place !== "home") follow(box.id); }).observe(box);
}
$("newer").addEventListener("click", () => follow("timeline"));

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
  const replies = channel.messages.filter((one) => one.thread === root.ts && isShown(slack, one)), count = replies.filter((one) => !one.only).length;
  const said = count ? [{ ts: "count", words: count === 1 ? "1 reply" : `${count} replies` }] : [];
  const items = [{ ...root, whom: slack.me, on: today() }, ...said, ...lined(replies, slack).filter((one) => !one.ts.startsWith("day"))];
  $("of").textContent = channel.kind === "im" ? "linkdomain" : `# ${channel.name}`;
  fill($("replies"), `${slack.me}/${root.ts}`, items, (one) => message(one, slack, surface(slack, app), hands(one, app), false));
}

