// Slack's markup as nodes: mrkdwn, plain text, rich text. Source: docs.slack.dev/messaging/formatting-message-text.
import { h, link } from "./dom.js";
import { worldNow } from "./worldtime.js";

const EMOJI = { white_check_mark: "✅", x: "❌", warning: "⚠️", tada: "🎉", hourglass: "⌛", link: "🔗", lock: "🔒",
  red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡", white_circle: "⚪", bulb: "💡", wave: "👋" };
const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const emoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] ?? all);
const INLINE = new RegExp([
  /`([^`\n]+)`/, /<([^<>\n]+)>/, /(?<![\w*])\*(?=\S)([^\n*]*?\S)\*(?![\w*])/,
  /(?<![\w_])_(?=\S)([^\n]*?\S)_(?![\w_])/, /(?<![\w~])~(?=\S)([^\n~]*?\S)~(?![\w~])/,
].map((one) => one.source).join("|"), "g");

export function mrkdwn(text, names) {
  const parts = text.split(/```([\s\S]+?)```/);
  return parts.flatMap((part, place) => place % 2
    ? [h("pre", {}, unescaped(part.replace(/^\n|\n$/g, "")))]
    : quoted(place ? part.replace(/^\n/, "") : part, names));
}

function quoted(text, names) {
  const found = [];
  let quote = null;
  text.split("\n").forEach((line, place, all) => {
    const mark = /^(?:&gt;|>) ?/.exec(line)?.[0];
    if (mark) {
      if (!quote) found.push(quote = h("blockquote"));
      else quote.append("\n");
      quote.append(...inline(line.slice(mark.length), names));
      return;
    }
    const after = quote;
    quote = null;
    found.push(...inline(line, names));
    if (place < all.length - 1 && !(after && !line)) found.push("\n");
  });
  return found;
}

function inline(text, names) {
  const found = [];
  let at = 0;
  for (const hit of text.matchAll(INLINE)) {
    found.push(emoji(unescaped(text.slice(at, hit.index))));
    const [all, code, token, bold, italic, struck] = hit;
    if (code != null) found.push(h("code", {}, unescaped(code)));
    else if (token != null) found.push(marked(token, names));
    else if (bold != null) found.push(h("b", {}, inline(bold, names)));
    else if (italic != null) found.push(h("i", {}, inline(italic, names)));
    else found.push(h("s", {}, inline(struck, names)));
    at = hit.index + all.length;
  }
  return [...found, emoji(unescaped(text.slice(at)))];
}

function marked(token, names) {
  const [target, ...rest] = token.split("|"), label = unescaped(rest.join("|"));
  if (target.startsWith("!date^")) return dated(target, label);
  if (target.startsWith("!subteam^")) return mention("@" + (names[target.slice(9)] ?? label));
  if (target.startsWith("!")) return mention("@" + target.slice(1));
  if (/^[@#]/.test(target)) return mention(target[0] + (names[target.slice(1)] ?? (label || target.slice(1))));
  return link(unescaped(target), label || unescaped(target).replace(/^mailto:/, ""));
}

const mention = (words) => h("span", { class: "mention" }, words);

// In the reader's own zone, as Slack does.
function dated(token, fallback) {
  const [, seconds, form] = token.split("^"), at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return fallback;
  const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date(worldNow() * 1000).setHours(0, 0, 0, 0)) / 864e5);
  const near = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
  const as = (options) => at.toLocaleString("en-US", options);
  const date = (month, more = {}) => as({ month, day: "numeric", year: "numeric", ...more });
  const words = form.replace(/\{(\w+)\}/g, (all, name) => ({
    date_num: at.toISOString().slice(0, 10), date: date("long"), date_short: date("short"),
    date_long: date("long", { weekday: "long" }), date_pretty: near ?? date("long"),
    date_short_pretty: near ?? date("short"), date_long_pretty: near ?? date("long", { weekday: "long" }),
    time: as({ hour: "numeric", minute: "2-digit" }), time_secs: as({ hour: "numeric", minute: "2-digit", second: "2-digit" }),
    ago: days ? `${-days} days ago` : "today",
  })[name] ?? all);
  return h("time", { datetime: at.toISOString(), title: fallback }, words);
}

// A text object of either kind; as plain words where nodes cannot stand.
export const words = (text, names) => !text ? [] : text.type === "mrkdwn" ? mrkdwn(text.text, names) : [emoji(text.text)];
export const plain = (text) => text ? emoji(text.text) : "";

export function rich(parts, names) {
  return parts.map((part) => {
    const leaves = () => part.elements.map((leaf) => styled(leaf, names));
    if (part.type === "rich_text_list") {
      const items = part.elements.map((item) => h("li", {}, item.elements.map((leaf) => styled(leaf, names))));
      return h(part.style === "ordered" ? "ol" : "ul", {}, items);
    }
    if (part.type === "rich_text_preformatted") return h("pre", {}, leaves());
    return h(part.type === "rich_text_quote" ? "blockquote" : "div", { class: "text" }, leaves());
  });
}

function styled(leaf, names) {
  let node = {
    text: () => leaf.text, link: () => link(leaf.url, leaf.text || leaf.url), emoji: () => EMOJI[leaf.name] ?? `:${leaf.name}:`,
    user: () => mention("@" + names[leaf.user_id]), usergroup: () => mention("@" + names[leaf.usergroup_id]),
    channel: () => mention("#" + names[leaf.channel_id]), date: () => dated(`!date^${leaf.timestamp}^${leaf.format}`, leaf.fallback ?? ""),
  }[leaf.type]?.() ?? "";
  for (const [name, tag] of [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"]]) {
    if (leaf.style?.[name]) node = h(tag, {}, node);
  }
  return node;
}
