// Slack's markup as nodes: mrkdwn, plain text, rich text. `page` has the names of people, channels and groups, and
// who reads (`me`, `mine`: the groups they are in). Source: docs.slack.dev/messaging/formatting-message-text.
import { formatted, fully } from "./dates.js";
import { h, link } from "./dom.js";

const EMOJI = {
  white_check_mark: "✅", x: "❌", warning: "⚠️", tada: "🎉", hourglass: "⌛", link: "🔗", lock: "🔒", red_circle: "🔴",
  large_green_circle: "🟢", large_yellow_circle: "🟡", white_circle: "⚪", bulb: "💡", wave: "👋", rocket: "🚀", eyes: "👀",
};
const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const emoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] ?? all);
const TOKEN = /<([^<>\n]+)>/;
const INLINE = new RegExp([
  /`([^`\n]+)`/, TOKEN, /(?<![\w*])\*(?=\S)([^\n*]*?[^\s*])\*(?![\w*])/,
  /(?<![\w_])_(?=\S)([^\n]*?[^\s_])_(?![\w_])/, /(?<![\w~])~(?=\S)([^\n~]*?[^\s~])~(?![\w~])/,
].map((one) => one.source).join("|"), "g");
const ADDRESS = /(https?:\/\/[^\s<>]+[^\s<>.,:;!?)'"])/;

// `isVerbatim`: addresses and names in the text stay words, as the app asked.
export function mrkdwn(text, page, isVerbatim = false) {
  const parts = text.split(/```([\s\S]+?)```/);
  return parts.flatMap((part, place) => {
    if (place % 2) return [h("pre", {}, tokens(part.replace(/^\n|\n$/g, ""), page))];
    return quoted(place ? part.replace(/^\n/, "") : part, { ...page, isVerbatim });
  });
}

// Lines after > are quoted; after >>> all that follows is.
function quoted(text, page) {
  const found = [];
  let quote = null, isAll = false;
  text.split("\n").forEach((line, place, all) => {
    const mark = isAll ? "" : /^(?:(?:&gt;|>){3}|(?:&gt;|>)) ?/.exec(line)?.[0];
    if (mark != null) {
      isAll ||= /^(&gt;|>){3}/.test(mark);
      if (!quote) found.push(quote = h("blockquote"));
      else quote.append("\n");
      quote.append(...inline(line.slice(mark.length), page));
      return;
    }
    const after = quote;
    quote = null;
    found.push(...inline(line, page));
    if (place < all.length - 1 && !(after && !line)) found.push("\n");
  });
  return found;
}

function inline(text, page) {
  const found = [];
  let at = 0;
  for (const hit of text.matchAll(INLINE)) {
    found.push(...said(text.slice(at, hit.index), page));
    const [all, code, token, bold, italic, struck] = hit;
    if (code != null) found.push(h("code", {}, tokens(code, page)));
    else if (token != null) found.push(marked(token, page));
    else if (bold != null) found.push(h("b", {}, inline(bold, page)));
    else if (italic != null) found.push(h("i", {}, inline(italic, page)));
    else found.push(h("s", {}, inline(struck, page)));
    at = hit.index + all.length;
  }
  return [...found, ...said(text.slice(at), page)];
}

function said(text, page) {
  if (page.isVerbatim) return [emoji(unescaped(text))];
  return text.split(ADDRESS).map((part, place) => place % 2 ? link(unescaped(part), unescaped(part)) : emoji(unescaped(part)));
}

// Within code nothing is marked up but what stands in angle brackets.
const tokens = (text, page) => text.split(TOKEN).map((part, place) => place % 2 ? marked(part, page) : unescaped(part));

function marked(token, page) {
  const [target, ...rest] = token.split("|"), label = unescaped(rest.join("|")), { names } = page;
  if (target.startsWith("!date^")) {
    const [, seconds, form, url] = target.split("^");
    return dated(Number(seconds), form ?? "", label, url);
  }
  if (target.startsWith("!subteam^")) return group(target.slice(9), label, page);
  if (target.startsWith("!")) return mention(label || `@${target.slice(1)}`, true);
  if (target.startsWith("@")) return person(target.slice(1), label, page);
  if (target.startsWith("#")) return mention(`#${names[target.slice(1)] ?? (label || "unknown")}`);
  return link(unescaped(target), label || unescaped(target).replace(/^mailto:/, ""));
}

const mention = (words, isMine = false) => h("span", { class: isMine ? "mention mine" : "mention" }, words);
const person = (id, label, page) => mention(`@${page.names[id] ?? (label || "unknown")}`, id === page.me);
const group = (id, label, page) => mention(`@${page.names[id] ?? (label.replace(/^@/, "") || "group")}`, page.mine?.includes(id));

function dated(seconds, form, fallback, url) {
  const at = new Date(seconds * 1000), words = formatted(at, form);
  if (words == null) return fallback;
  const node = h("time", { datetime: at.toISOString(), title: fully(at) }, words);
  return url ? link(unescaped(url), node) : node;
}

// A text object of either kind; as plain words where nodes cannot stand.
export function words(text, page) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text, page, text.verbatim) : [plain(text)];
}
export const plain = (text) => !text ? "" : text.emoji === false ? text.text : emoji(text.text);

export function rich(parts, page) {
  return parts.map((part) => {
    const leaves = (one) => one.elements.map((leaf) => styled(leaf, page));
    if (part.type === "rich_text_list") {
      const more = { class: `indent${Math.min(part.indent ?? 0, 4)}`, start: part.offset ? part.offset + 1 : null };
      return h(part.style === "ordered" ? "ol" : "ul", more, part.elements.map((item) => h("li", {}, leaves(item))));
    }
    if (part.type === "rich_text_preformatted") return h("pre", {}, leaves(part));
    return h(part.type === "rich_text_quote" ? "blockquote" : "div", { class: "text" }, leaves(part));
  });
}

const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => link(leaf.url, leaf.text || leaf.url),
  emoji: (leaf) => EMOJI[leaf.name] ?? `:${leaf.name}:`,
  user: (leaf, page) => person(leaf.user_id, "", page),
  usergroup: (leaf, page) => group(leaf.usergroup_id, "", page),
  channel: (leaf, page) => mention(`#${page.names[leaf.channel_id] ?? "unknown"}`),
  broadcast: (leaf) => mention(`@${leaf.range}`, true),
  color: (leaf) => h("code", {}, leaf.value),
  date: (leaf) => dated(leaf.timestamp, leaf.format, leaf.fallback ?? "", leaf.url),
};

function styled(leaf, page) {
  let node = LEAVES[leaf.type]?.(leaf, page) ?? h("span", { class: "unknown" }, `(${leaf.type})`);
  for (const [name, tag] of [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"], ["underline", "u"]]) {
    if (leaf.style?.[name]) node = h(tag, {}, node);
  }
  return node;
}
