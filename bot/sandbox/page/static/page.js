// The page: whose eyes, and a look at the world that is answered whenever something changed.
import { know, listen } from "./composer.js";
import { readAs } from "./dates.js";
import { forget, modals } from "./dialogs.js";
import { $, h, keep, toast } from "./dom.js";
import { ask, bornAt } from "./ephemeral.js";
import { guided } from "./guide.js";
import { badge, face } from "./message.js";
import { came, closeThread, drawWorkspace, follow, whereabouts } from "./workspace.js";
import { around } from "./world.js";

const FIRST = "adam";
let me = location.hash.slice(1) || FIRST, mark = "", state = null, looking = null;

const SLACK_SAYS = {
  operation_timeout: "Slack: the app did not answer in time (operation_timeout).",
  dispatch_failed: "Slack: the app cannot be reached (dispatch_failed).",
};

const under = new Set(); // wishes on their way
const ASKING = new Set(["say", "click", "submit"]);

// Sends one wish of whoever one is, and not twice at a time; gives the answer, or null where it was refused, which is said.
async function say(wish, isQuiet) {
  const body = JSON.stringify({ me, ...wish });
  if (under.has(body)) return null;
  under.add(body);
  const done = ASKING.has(wish.do) ? working(wish) : () => {};
  const sent = { method: "POST", headers: { "Content-Type": "application/json" }, body };
  const answer = await fetch("page/act", sent).then(async (response) => ({ isOk: response.ok, ...await response.json() }),
    () => ({ error: "The sandbox does not answer. Was it stopped?" }));
  under.delete(body);
  done();
  if (answer.error && !isQuiet) toast(SLACK_SAYS[answer.error] ?? answer.error);
  return answer.isOk ? answer : null;
}

// Said while the app takes its time, until the page shows what came of it.
let answering = 0;
function working(wish) {
  if (wish.do !== "say" || wish.text.startsWith("/")) ask(wish);
  const say = setTimeout(() => { $("working").textContent = "linkdomain is working…"; }, 400);
  answering++;
  return () => setTimeout(() => { clearTimeout(say); if (!--answering) $("working").textContent = ""; }, 300);
}

const pause = () => new Promise((wake) => setTimeout(wake, 1000));

async function watch() {
  for (;;) {
    looking = new AbortController();
    const asked = fetch(`page/state?me=${encodeURIComponent(me)}&seen=${mark}`, { signal: looking.signal }).then(async (response) => [response.status, response.status === 200 ? await response.json() : null]);
    const [status, news] = await asked.catch((fault) => [fault.name === "AbortError" ? 204 : 0, null]);
    lost(status === 0);
    if (status === 404) be(FIRST);
    else if (status === 200 && news.slack.me === me) { mark = news.mark; state = news; attempt(draw); }
    else if (status !== 204 && status !== 200) await pause();
  }
}

// A fault in drawing is told to the console, and the next look goes on.
function attempt(work) { try { work(); } catch (fault) { reportError(fault); } }

function lost(isLost) {
  if ($("lost").hidden !== isLost) return;
  $("lost").textContent = isLost ? "The sandbox has stopped. Start it again with: make sandbox. This page then goes on by itself." : "";
  $("lost").hidden = !isLost;
  document.body.classList.toggle("gone", isLost);
}

export function be(name) {
  if (name === me) return;
  me = name; mark = "";
  forget();
  came();
  history.replaceState(null, "", `#${name}`);
  looking?.abort();
}

const app = { say, be, moved: () => guided(state?.guide, me, app) };

function draw() {
  const { slack, world } = state;
  bornAt(state.now);
  readAs(slack.zone, state.now);
  keep($("people"), slack.people.map((one) => ({ ...one, on: one.name === me })), (one) => one.name, (one) => h("button", {
    type: "button", "aria-pressed": String(one.on), "data-focus": one.name, "data-person": one.name, title: one.role, onclick: () => be(one.name),
  }, face(slack, one.id), h("span", {}, h("b", {}, one.name), h("small", {}, one.role.split(/[:,]/)[0])), one.unseen > 0 && badge(one.unseen)));
  know(slack, state.guide.host || (world.domains?.at(-1)?.host ?? ""));
  drawWorkspace(slack, app);
  modals(slack, app);
  around(state, say);
  app.moved();
}

listen(say, whereabouts, follow);
$("unthread").addEventListener("click", closeThread);
document.addEventListener("keydown", (event) => {
  const digit = event.altKey && /^Digit[1-6]$/.test(event.code) && state?.slack.people[event.code.slice(-1) - 1];
  if (digit) { event.preventDefault(); be(digit.name); }
  if (event.key === "F6") {
    event.preventDefault();
    const isBeside = $("world").contains(document.activeElement), part = isBeside ? ($("modal").open ? $("modal") : $("workspace")) : $("world");
    [...part.querySelectorAll("input, button, summary")].find((one) => one.checkVisibility() && !one.closest("[inert]"))?.focus();
  }
});
addEventListener("hashchange", () => be(location.hash.slice(1)));
watch();
