// Copies, shows times in the reader's own zone, keeps what we see up to date, and tells that somebody sees the page:
// mail scanners fetch it, but show it to nobody. All else works without this.
"use strict";

const mark = document.body.dataset.mark;
const spoken = document.getElementById("spoken");
const language = document.documentElement.lang;
let isTold = new URLSearchParams(location.search).has("again");
let etag = "";
let polls = 0;

function tell() {
  if (isTold || document.visibilityState !== "visible") return;
  isTold = true;
  say("seen");
}

function say(what) {
  return fetch(location.pathname, { method: "POST", body: new URLSearchParams({ do: what, mark }), keepalive: true });
}

function localise(root) {
  const own = navigator.language.startsWith(language) ? navigator.language : language;
  const parts = { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const shown = new Intl.DateTimeFormat(own, parts);
  for (const time of root.querySelectorAll("time")) time.textContent = shown.format(new Date(time.dateTime));
}

async function copy(button) {
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    getSelection().selectAllChildren(code);
    return;
  }
  const label = (button.dataset.label ??= button.textContent);
  button.textContent = spoken.textContent = document.body.dataset.copied;
  button.classList.add("done");
  clearTimeout(Number(button.dataset.timer));
  button.dataset.timer = setTimeout(() => {
    button.textContent = label;
    spoken.textContent = "";
    button.classList.remove("done");
  }, 2000);
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
  const [old, young] = [[...shown.querySelectorAll("details")], [...next.querySelectorAll("details")]];
  const held = old.findIndex((one) => one.contains(document.activeElement));
  old.forEach((one, at) => { if (young[at]) young[at].open = one.open; });
  shown.replaceChildren(...next.childNodes);
  young[held]?.querySelector("summary").focus({ preventScroll: true });
}

function plain(shown) {
  const copy = shown.cloneNode(true);
  for (const one of copy.querySelectorAll("details")) one.open = false;
  return copy.innerHTML;
}

async function poll() {
  const now = document.getElementById("now");
  try {
    if (document.visibilityState === "visible") {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(`${location.pathname}/seen?lang=${language}`, { headers, cache: "no-store" });
      if (answer.status === 404) return location.reload();
      if (answer.status === 200) {
        etag = answer.headers.get("ETag");
        show(await answer.text());
      }
      if (polls++ % 2 === 0) await say("watching");
    }
  } catch { /* The line is away: the next time may do. */ }
  setTimeout(poll, Math.min(Number(now.dataset.refresh) || 15, 15) * 1000);
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
localise(document);
document.addEventListener("visibilitychange", tell);
tell();
if (document.getElementById("now")) setTimeout(poll, Math.min(Number(document.getElementById("now").dataset.refresh) || 15, 15) * 1000);
