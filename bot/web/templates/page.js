// Copies, shows times in the reader's own zone, keeps what we see up to date, and tells that somebody sees the page:
// mail scanners fetch it, but show it to nobody. All else works without this.
"use strict";

const mark = document.querySelector('input[name="mark"]').value;
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
  const shown = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
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
  const label = button.textContent;
  button.textContent = spoken.textContent = document.body.dataset.copied;
  setTimeout(() => { button.textContent = label; spoken.textContent = ""; }, 2000);
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const now = document.getElementById("now");
  if (fresh.getElementById("now").dataset.stage !== now.dataset.stage) return location.reload();
  now.dataset.refresh = fresh.getElementById("now").dataset.refresh;
  const [said, summary] = [fresh.getElementById("summary").textContent, document.getElementById("summary")];
  if (summary.textContent !== said) summary.textContent = said;
  document.getElementById("details").replaceChildren(...fresh.getElementById("details").childNodes);
  localise(document.getElementById("details"));
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
