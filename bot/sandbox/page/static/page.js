// The page: whose eyes, and a look at the world that is answered whenever something changed.
import { know, listen } from "./composer.js";
import { readAs } from "./dates.js";
import { forget, modals } from "./dialogs.js";
import { $, h, keep, toast } from "./dom.js";
import { guided } from "./guide.js";
import { face } from "./message.js";
import { came, closeThread, drawWorkspace, whereabouts } from "./workspace.js";
import { around } from "./world.js";

const FIRST = "adam";
let me = location.hash.slice(1) || FIRST, mark = "", state = null, looking = null;

const SLACK_SAYS = {
  operation_timeout: "Slack: the app did not answer in time (operation_timeout).",
  dispatch_failed: "Slack: the app cannot be reached (dispatch_failed).",
};

// Sends one wish of whoever one is; gives the answer, or null where it was refused, which is said.
async function say(wish, isQuiet) {
  const sent = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ me, ...wish }) };
  const answer = await fetch("page/act", sent).then(async (response) => ({ isOk: response.ok, ...await response.json() }),
    () => ({ error: "The sandbox does not answer. Was it stopped?" }));
  if (answer.error && !isQuiet) toast(SLACK_SAYS[answer.error] ?? answer.error);
  return answer.isOk ? answer : null;
}

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
  me = name; mark = "";
  forget();
  came();
  history.replaceState(null, "", `#${name}`);
  looking?.abort();
}

const app = { say, be, moved: () => guided(state?.guide, me, app) };

function draw() {
  const { slack, world } = state;
  readAs(slack.zone, state.now);
  keep($("people"), slack.people.map((one) => ({ ...one, on: one.name === me })), (one) => one.name, (one) => h("button", {
    type: "button", "aria-pressed": String(one.on), "data-focus": one.name, "data-person": one.name, title: one.role, onclick: () => be(one.name),
  }, face(slack, one.id), h("span", {}, h("b", {}, one.name), h("small", {}, one.role.split(/[:,]/)[0]))));
  know(slack, world.domains?.at(-1)?.host ?? "");
  drawWorkspace(slack, app);
  modals(slack, app);
  around(state, say);
  app.moved();
}

listen(say, whereabouts);
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
