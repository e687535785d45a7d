// Dates as Slack writes them: in the zone of whoever reads, "today" by the world's clock.
// Source: docs.slack.dev/messaging/formatting-message-text#date-formatting.
const reader = { zone: undefined, ahead: 0 };
const DAY = 864e5;

// `zone` is the reader's; `now` what the world's clock says, in seconds.
export function readAs(zone, now) {
  reader.zone = zone;
  reader.ahead = now ? now * 1000 - Date.now() : 0;
}

const now = () => new Date(Date.now() + reader.ahead);
const as = (at, options) => at.toLocaleString("en-US", { timeZone: reader.zone, ...options });
const isoDay = (at) => at.toLocaleDateString("en-CA", { timeZone: reader.zone });
const daysFrom = (at) => Math.round((Date.parse(isoDay(at)) - Date.parse(isoDay(now()))) / DAY);
const isFar = (at) => Math.abs(at - now()) > 183 * DAY;

export const today = () => `${isoDay(now())} ${reader.zone}`;
export const clock = (at) => as(at, { weekday: "short", month: "short", day: "numeric", year: "numeric", hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" });
export const soon = (at) => formatted(at, "{date_short_pretty} at {time}");
export const time = (at) => as(at, { hour: "numeric", minute: "2-digit" });
export const fully = (at) => as(at, { dateStyle: "full", timeStyle: "medium" });

function ordinal(day) {
  const last = day % 10, isTeen = Math.floor(day / 10) === 1;
  return day + (isTeen ? "th" : ["th", "st", "nd", "rd"][last] ?? "th");
}

// The year stands there only where it is more than half a year away.
export function date(at, month, more = {}) {
  const words = as(at, { month, day: "numeric", ...(isFar(at) ? { year: "numeric" } : {}), ...more });
  return month === "short" ? words : words.replace(/(\w+ )(\d{1,2})\b/, (_, name, day) => name + ordinal(Number(day)));
}

const near = (at) => ({ "-1": "yesterday", 0: "today", 1: "tomorrow" })[daysFrom(at)];

function ago(at) {
  const seconds = Math.round((now() - at) / 1000), past = Math.abs(seconds);
  const [size, unit] = [[DAY / 1000, "day"], [3600, "hour"], [60, "minute"], [1, "second"]].find(([one]) => past >= one) ?? [1, "second"];
  return new Intl.RelativeTimeFormat("en-US").format(-Math.sign(seconds) * Math.floor(past / size), unit);
}

const FORMS = {
  date_num: isoDay,
  date_slash: (at) => as(at, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (at) => date(at, "long"),
  date_short: (at) => date(at, "short"),
  date_long: (at) => date(at, "long", { weekday: "long" }),
  date_pretty: (at) => near(at) ?? date(at, "long"),
  date_short_pretty: (at) => near(at) ?? date(at, "short"),
  date_long_pretty: (at) => near(at) ?? date(at, "long", { weekday: "long" }),
  time,
  time_secs: (at) => as(at, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago,
};

// What `{date_short_pretty} at {time}` comes to; null where the seconds are none.
export function formatted(at, form) {
  if (Number.isNaN(at.getTime())) return null;
  return form.replace(/\{(\w+)\}/g, (all, name) => FORMS[name]?.(at) ?? all);
}

// The words of the line between two days.
export function day(at) {
  const words = near(at) ?? date(at, "long", { weekday: "long" });
  return words[0].toUpperCase() + words.slice(1);
}

export const dayKey = isoDay;
