// Copies, shows times in the reader's own zone, sends no form twice. On the client's page it keeps what we see up to date,
// and tells that somebody sees the page: mail scanners fetch it, but show it to nobody. All else works without this.
"use strict";

const words = document.body.dataset;
const seen = document.getElementById("seen");
const spoken = document.getElementById("spoken");
const language = document.documentElement.lang;
let isTold = new URLSearchParams(location.search).has("again");
let etag = "";
let polls = 0;

function tell() {
  if (isTold || document.visibilityState !== "visible") return;
  isTold = true;
  say("seen").catch(() => { isTold = false; });
}

function say(what) {
  return fetch(location.pathname, { method: "POST", body: new URLSearchParams({ do: what, mark: seen.dataset.mark }), keepalive: true });
}

function localise(root) {
  const own = navigator.language.startsWith(language) ? navigator.language : language;
  const parts = { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const shown = new Intl.DateTimeFormat(own, parts);
  for (const time of root.querySelectorAll("time")) time.textContent = shown.format(new Date(time.dateTime));
}

async function copy(button) {
  const code = button.parentElement.querySelector("code");
  const label = (button.dataset.label ??= button.textContent);
  const isCopied = await navigator.clipboard?.writeText(code.textContent).then(() => true, () => false);
  const isDone = isCopied || copyMarked(code);
  button.textContent = isDone ? words.copied : byHand(words.keys, label);
  spoken.textContent = isDone ? words.copied : byHand(words.press, words.hold);
  button.classList.toggle("done", isDone);
  clearTimeout(Number(button.dataset.timer));
  button.dataset.timer = setTimeout(() => {
    button.textContent = label;
    spoken.textContent = "";
    button.classList.remove("done");
  }, isDone ? 2000 : 10000);
}

// Where the clipboard is out of reach (no https, not allowed): the older way, which leaves the text marked.
function copyMarked(code) {
  getSelection().selectAllChildren(code);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}

function byHand(withKeys, withFingers) {
  if (matchMedia("(pointer: coarse)").matches) return withFingers;
  return withKeys.replace("KEYS", /Mac/.test(navigator.platform) ? "⌘C" : "Ctrl+C");
}

// A second press within ten seconds sends nothing: the first is under way.
function sendOnce(event) {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  spoken.textContent = words.sending;
  event.submitter?.classList.add("busy");
  setTimeout(() => free(form), 10000);
}

function free(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button")) button.classList.remove("busy");
}

// Takes over what changed, and nothing else: what is open stays open, and the focus stays where it is.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("now");
  const now = document.getElementById("now");
  if (fresh.dataset.kind !== now.dataset.kind) return location.reload();
  Object.assign(now.dataset, fresh.dataset);
  const [said, summary] = [fresh.querySelector("#summary").textContent, document.getElementById("summary")];
  if (summary.textContent !== said) summary.textContent = said;
  const [next, shown] = [fresh.querySelector("#details"), document.getElementById("details")];
  localise(next);
  if (next.innerHTML === plain(shown)) return;
  const [old, young] = [proofs(shown), proofs(next)];
  const held = [...old.keys()].find((name) => old.get(name).contains(document.activeElement));
  for (const [name, one] of young) one.open = old.get(name)?.open ?? false;
  shown.replaceChildren(...next.childNodes);
  if (held) (young.get(held)?.querySelector("summary") ?? shown).focus({ preventScroll: true });
}

function proofs(root) {
  return new Map([...root.querySelectorAll("details")].map((one) => [one.querySelector("summary").textContent, one]));
}

function plain(shown) {
  const copy = shown.cloneNode(true);
  for (const one of copy.querySelectorAll("details")) one.open = false;
  return copy.innerHTML;
}

async function poll() {
  const [now, away] = [document.getElementById("now"), document.getElementById("away")];
  try {
    if (document.visibilityState === "visible") {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(`${location.pathname}/seen?lang=${language}`, { headers, cache: "no-store" });
      away.textContent = "";
      tell();
      if (answer.status === 404) return location.reload();
      if (answer.status === 200) {
        etag = answer.headers.get("ETag");
        show(await answer.text());
      }
      if (polls++ % 2 === 0) await say("watching");
    }
  } catch {
    away.textContent = seen.dataset.away;
  }
  setTimeout(poll, Math.min(Number(now.dataset.refresh) || 15, 15) * 1000);
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
localise(document);
for (const form of document.forms) form.addEventListener("submit", sendOnce);
addEventListener("pageshow", () => [...document.forms].forEach(free));
if (seen) {
  document.addEventListener("visibilitychange", tell);
  tell();
  setTimeout(poll, Math.min(Number(document.getElementById("now").dataset.refresh) || 15, 15) * 1000);
}
