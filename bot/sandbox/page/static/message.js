// One message, as the channel or the thread shows it.
import { blocks } from "./blocks.js";
import { fully, time } from "./dates.js";
import { h } from "./dom.js";
import { mrkdwn } from "./text.js";

const HUES = 7;

export function face(slack, id, isApp = false) {
  const hue = Math.max(slack.users.indexOf(id), 0) % HUES;
  return h("span", { class: `face ${isApp ? "bot" : `hue${hue}`}`, "aria-hidden": "true" }, isApp ? "∞" : (slack.names[id] ?? "?")[0].toUpperCase());
}

// `one` is a message with what the place adds: `isJoined` (no head of its own), `isOld` (folded), `replies`, `root` (whose reply it is).
// `does` has act(action, value), openThread(ts), dismiss(ts); `page` is for the blocks.
export function message(one, slack, page, does, isInChannel) {
  const isApp = !slack.users.includes(one.author), at = new Date(one.ts * 1000), name = slack.names[one.author];
  const kinds = [one.only && "only", one.isOpen && "on", one.isJoined && "joined", one.isOld && "old"].filter(Boolean);
  const when = h("time", { datetime: at.toISOString(), title: fully(at) }, time(at));
  const surface = { ...page, values: one.values, enter: () => {}, act: does.act, search: async () => [] };
  return h("article", { class: ["message", ...kinds].join(" "), "aria-label": `${name}, ${time(at)}`, tabindex: -1 },
    h("div", { class: "gutter" }, one.isOld ? null : one.isJoined ? when : face(slack, one.author, isApp)),
    h("div", { class: "grow" },
      one.only && h("p", { class: "note" }, h("span", { class: "icon eye", "aria-hidden": "true" }), "Only visible to you · ",
        h("button", { type: "button", class: "plain", onclick: () => does.dismiss(one.ts) }, "Dismiss message")),
      one.broadcast && note(one, isInChannel, does),
      !one.isJoined && !one.isOld && h("p", { class: "who" }, h("b", {}, name), isApp && h("span", { class: "app" }, "APP"), when),
      one.isOld ? folded(one, at, surface) : said(one, surface),
      isInChannel && one.replies?.count > 0 && thread(one, slack, does)),
    isInChannel && !one.only && h("div", { class: "hover" }, h("button", {
      type: "button", class: "b", "data-focus": `reply${one.ts}`, onclick: () => does.openThread(one.root?.ts ?? one.ts),
    }, h("span", { class: "icon talk", "aria-hidden": "true" }), "Reply in thread")));
}

const said = (one, page) => one.blocks.length
  ? h("div", { class: "blocks" }, blocks(one.blocks, page))
  : h("div", { class: "text" }, mrkdwn(one.text, page), one.edited && h("span", { class: "edited" }, " (edited)"));

// An answer that a later one has taken the place of.
const folded = (one, at, page) => h("details", {}, h("summary", { class: "hint" }, `${time(at)} · asked again since`), said(one, page));

export const badge = (count) => h("span", { class: "badge", "aria-label": `${count} unread` }, count > 99 ? "99+" : String(count));

// Above a reply that was sent to the channel as well.
function note(one, isInChannel, does) {
  if (!isInChannel) return h("p", { class: "note" }, "Also sent to the channel");
  const words = one.root?.text || "a thread";
  return h("p", { class: "note" }, "replied to a thread: ",
    h("button", { type: "button", class: "plain", onclick: () => does.openThread(one.thread) }, words.length > 70 ? `${words.slice(0, 69)}…` : words));
}

function thread(one, slack, does) {
  const { count, calls, last, authors, isNew } = one.replies, at = new Date(last * 1000);
  return h("button", { type: "button", class: `thread${isNew ? " new" : ""}`, "data-focus": `thread${one.ts}`, onclick: () => does.openThread(one.ts) },
    authors.slice(0, 3).map((id) => face(slack, id, !slack.users.includes(id))),
    h("b", {}, count === 1 ? "1 reply" : `${count} replies`), h("span", { class: "hint" }, `Last reply ${time(at)}`),
    calls ? badge(calls) : isNew && h("span", { class: "badge" }, "new"));
}
