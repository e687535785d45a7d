// The page: whose eyes, which place, and a look at the world that is answered whenever something changed.
import { $, h, keep, toast } from "./dom.js";
import { mrkdwn } from "./text.js";
import { blocks } from "./blocks.js";
import { forget, modals, surface } from "./dialogs.js";
import { around } from "./world.js";
import { guided } from "./guide.js";

const FIRST = "adam";
let me = location.hash.slice(1) || FIRST, mark = "", state = null, place = null, thread = null, looking = null;
const dismissed = new Set(), newest = {};

// — the line to the sandbox —

async function say(wish, isQuiet) {
  const answer = await fetch("page/act", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ me, ...wish }) })
    .then(async (response) => ({ isOk: response.ok, ...await response.json() }), () => ({ error: "The sandbox does not answer. Was it stopped?" }));
  if (answer.error && !isQuiet) toast(SLACK_SAYS[answer.error] ?? answer.error);
  return answer.isOk ? answer : null;
}

const SLACK_SAYS = {
  operation_timeout: "Slack: the app did not answer in time (operation_timeout).",
  dispatch_failed: "Slack: the app cannot be reached (dispatch_failed).",
};

async function watch() {
  for (;;) {
    looking = new AbortController();
    try {
      const response = await fetch(`page/state?me=${encodeURIComponent(me)}&seen=${mark}`, { signal: looking.signal });
      document.body.classList.remove("gone");
      if (response.status === 404) { be(FIRST); continue; }
      if (response.status === 200) {
        const news = await response.json();
        if (news.slack.me === me) { mark = news.mark; state = news; draw(); }
      }
    } catch (fault) {
      if (fault.name === "AbortError") continue;
      document.body.classList.add("gone");
      await new Promise((wake) => setTimeout(wake, 1000));
    }
  }
}

export function be(name) {
  if (name === me) return;
  me = name; mark = ""; forget();
  history.replaceState(null, "", `#${name}`);
  looking?.abort();
}

// — drawing —

function draw() {
  const { slack } = state;
  if (!slack.channels.some((one) => one.id === place) && place !== "home") place = slack.channels.find((one) => one.kind !== "im").id;
  keep($("people"), slack.people.map((one) => ({ ...one, on: one.name === me })), (one) => one.name, (one) =>
    h("button", { type: "button", "aria-pressed": String(one.on), "data-focus": one.name, title: one.role, onclick: () => be(one.name) },
      h("b", {}, face(one.id), one.name), h("small", {}, one.role.split(/[:,]/)[0])));
  drawPlaces(slack);
  const channel = slack.channels.find((one) => one.id === place);
  drawTimeline(slack, channel);
  drawThread(slack, channel);
  modals(slack, say);
  around(state, say);
  guided(state.guide, me, be);
}

function drawPlaces(slack) {
  const tabs = slack.channels.map((one) => ({ id: one.id, label: one.kind === "im" ? "linkdomain · Messages" : `# ${one.name}`, last: one.messages.at(-1)?.ts ?? "" }));
  tabs.push({ id: "home", label: "linkdomain · Home", last: "" });
  const seen = newest[me] ??= Object.fromEntries(tabs.map((one) => [one.id, one.last]));
  if (place in seen || place === "home") seen[place] = tabs.find((one) => one.id === place).last;
  keep($("places"), tabs.map(({ id, label, last }) => ({ id, label, on: id === place, isNew: last > (seen[id] ?? "") })), (one) => one.id, (one) =>
    h("button", { type: "button", "aria-pressed": String(one.on), "data-focus": one.id, class: one.isNew ? "new" : "", onclick: () => go(one.id) }, one.label));
}

function go(next) {
  place = next; thread = null;
  if (next === "home") say({ do: "home" });
  draw();
  $("timeline").scrollTop = next === "home" ? 0 : $("timeline").scrollHeight;
}

function drawTimeline(slack, channel) {
  const box = $("timeline"), isLow = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  $("composer").hidden = place === "home";
  $("line").placeholder = channel?.kind === "im" ? "Message linkdomain, or type /" : `Message #${channel?.name ?? ""}, or type /`;
  if (place === "home") { drawHome(slack, box); return; }
  const shown = channel.messages.filter((one) => (!one.thread || one.broadcast) && !dismissed.has(one.ts));
  const items = shown.map((one) => {
    const replies = channel.messages.filter((reply) => reply.thread === one.ts && !reply.only);
    return { ...one, replies: replies.length, last: replies.at(-1)?.ts, on: thread === one.ts, whom: me };
  });
  const before = box.dataset.of;
  box.dataset.of = `${me}/${place}`;
  keep(box, items, (one) => one.ts, (one) => message(one, slack, true));
  if (!items.length) box.replaceChildren(h("p", { class: "hint empty" }, "Nothing was said here yet. ", h("b", {}, "Type /linkdomain help below.")));
  if (isLow || before !== box.dataset.of) box.scrollTop = box.scrollHeight;
}

function drawHome(slack, box) {
  box.dataset.of = `${me}/home`;
  const view = slack.home;
  const page = view && { ...surface(slack), values: view.values, enter: () => {}, act: (action, value) => say({ do: "click", view: view.id, action, value }),
    search: async (action, text) => (await say({ do: "search", view: view.id, action, text }))?.options ?? [] };
  keep(box, [{ id: "home", whom: me, hash: view?.hash }], () => "home", () => h("div", { class: "home" }, view ? blocks(view.blocks, page) : "Loading…"));
}

function drawThread(slack, channel) {
  const root = channel?.messages.find((one) => one.ts === thread);
  $("thread").hidden = !root;
  $("columns").classList.toggle("two", Boolean(root));
  if (!root) { thread = null; return; }
  const box = $("replies"), isLow = box.scrollHeight - box.scrollTop - box.clientHeight < 60, before = box.dataset.of;
  box.dataset.of = `${me}/${root.ts}`;
  const items = channel.messages.filter((one) => one.ts === thread || (one.thread === thread && !dismissed.has(one.ts)));
  keep(box, items.map((one) => ({ ...one, whom: me })), (one) => one.ts, (one) => message(one, slack, false));
  if (isLow || before !== box.dataset.of) box.scrollTop = box.scrollHeight;
}

function message(one, slack, isInChannel) {
  const page = { ...surface(slack), values: one.values, enter: () => {},
    act: (action, value) => say({ do: "click", channel: one.channel, ts: one.ts, action, value }), search: async () => [] };
  const isApp = !slack.users.includes(one.author), at = new Date(one.ts * 1000);
  return h("article", { class: `message${one.only ? " only" : ""}${one.on ? " on" : ""}`, "aria-label": `Message of ${slack.names[one.author]}` },
    face(one.author, isApp),
    h("div", { class: "grow" },
      one.only && h("p", { class: "hint" }, "Only visible to you · ", h("button", { type: "button", class: "plain", onclick: () => { dismissed.add(one.ts); draw(); } }, "Dismiss")),
      one.broadcast && isInChannel && h("p", { class: "hint" }, "replied to a thread"),
      h("p", { class: "who" }, h("b", { class: isApp ? "" : "person" }, slack.names[one.author]), isApp && h("span", { class: "app" }, "APP"),
        h("time", { datetime: at.toISOString() }, at.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" })), one.edited && h("span", { class: "hint" }, "(edited)")),
      one.blocks.length ? blocks(one.blocks, page) : h("div", { class: "text" }, mrkdwn(one.text, slack.names)),
      isInChannel && !one.only && h("button", { type: "button", class: "thread", "data-focus": `thread${one.ts}`, onclick: () => { thread = one.broadcast && one.thread ? one.thread : one.ts; draw(); } },
        one.replies ? `${one.replies} ${one.replies === 1 ? "reply" : "replies"}` : one.broadcast && one.thread ? "View thread" : "Reply in thread")));
}

function face(id, isApp = false) {
  const name = state.slack.names[id] ?? "?", place = state.slack.users.indexOf(id);
  return h("span", { class: `face ${isApp ? "bot" : `hue${Math.max(place, 0) % 7}`}`, "aria-hidden": "true" }, isApp ? "∞" : name[0].toUpperCase());
}

// — what is typed —

const VERBS = ["help", "add", "add many", "list", "status ls.acme.test", "check ls.acme.test", "sid ls.acme.test", "ssl ls.acme.test", "forward ls.acme.test",
  "attach ls.acme.test", "detach ls.acme.test", "test ls.acme.test", "edit ls.acme.test", "handover ls.acme.test", "remove ls.acme.test", "clients", "campaigns"].map((verb) => `/linkdomain ${verb}`);
let chosen = -1;

function offer() {
  const text = $("line").value, found = text.startsWith("/") ? VERBS.filter((verb) => verb.startsWith(text) && verb !== text) : [];
  if (chosen >= found.length) chosen = -1;
  $("verbs").hidden = !found.length;
  $("verbs").replaceChildren(...found.map((verb, number) => h("li", { role: "option", "aria-selected": String(number === chosen),
    onmousedown: (event) => { event.preventDefault(); complete(verb); } }, verb)));
  $("verbs").children[chosen]?.scrollIntoView({ block: "nearest" });
}

function complete(verb) { $("line").value = verb; chosen = -1; offer(); $("line").focus(); }

$("line").addEventListener("input", () => { chosen = -1; offer(); });
$("line").addEventListener("blur", () => { $("verbs").hidden = true; });
$("line").addEventListener("keydown", (event) => {
  const all = $("verbs").children.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if ($("verbs").hidden) return;
  if (step) { event.preventDefault(); chosen = chosen < 0 ? (step > 0 ? 0 : all - 1) : (chosen + step + all) % all; offer(); }
  else if (event.key === "Tab" || (event.key === "Enter" && chosen >= 0)) { event.preventDefault(); complete($("verbs").children[Math.max(chosen, 0)].textContent); }
  else if (event.key === "Escape") $("verbs").hidden = true;
});

for (const [form, field, inThread] of [["composer", "line", false], ["answer", "reply", true]]) {
  $(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = $(field).value.trim(), wish = { do: "say", channel: place, text };
    if (!text) return;
    $(field).value = ""; $("verbs").hidden = true;
    if (!await say(inThread ? { ...wish, thread } : wish)) $(field).value ||= text;
  });
}
$("unthread").addEventListener("click", () => { thread = null; draw(); });
document.addEventListener("keydown", (event) => {
  const digit = event.altKey && /^Digit[1-6]$/.test(event.code) && state?.slack.people[event.code.slice(-1) - 1];
  if (digit) { event.preventDefault(); be(digit.name); }
});
addEventListener("hashchange", () => be(location.hash.slice(1)));
watch();
