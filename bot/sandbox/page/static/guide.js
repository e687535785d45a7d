// The thin line at the top: the next thing to try, and where. It points at the control, follows what one does, and can be
// closed and brought back.
import { complete } from "./composer.js";
import { $, h } from "./dom.js";
import { whereabouts } from "./workspace.js";

let shown = "", last = null, waiting = 0, before = null;
const isClosed = () => sessionStorage.getItem("unguided") === "1";
const seen = (node) => node && node.checkVisibility() && !node.closest("[inert]") ? node : null;
const said = (node) => (node.textContent ?? "").trim();

export function guided(step, me, app) {
  if (!step) return;
  last = [step, me, app];
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => show(step, me, app));
}
for (const happening of ["input", "click", "focusin"]) addEventListener(happening, () => last && guided(...last));

function show(step, me, app) {
  $("guideback").hidden = !isClosed();
  $("guide").hidden = isClosed();
  const isMine = !step.who || step.who === me;
  const { hint, target } = isMine ? found(step.hints) : { hint: null, target: document.querySelector(`[data-person="${step.who}"]`) };
  point(isClosed() ? null : target, hint?.at === "world");
  const mark = JSON.stringify([step.at, step.say, me, hint, isClosed()]);
  if (mark === shown) return;
  shown = mark;
  if (hint?.look && !isClosed()) reveal(document.querySelector(hint.look));
  const isNext = before != null && before < step.at;
  before = step.at;
  $("guide").classList.toggle("next", isNext);
  draw(step, isMine, hint, app);
}

function draw(step, isMine, hint, app) {
  const isDone = step.at >= step.of;
  const steps = h("span", { class: "steps", role: "img", "aria-label": isDone ? "All steps done" : `Step ${step.at + 1} of ${step.of}` },
    Array.from({ length: step.of }, (_, place) => h("i", { class: place < step.at ? "done" : place === step.at ? "at" : "" })));
  $("guide").replaceChildren(...[steps, h("p", { class: "grow", role: "status" },
    step.who && h("b", { class: "person" }, step.who, " · "), ...coded(step.say), " ",
    hint && h("b", { class: "hint-now" }, ...coded(hint.say, hint.at === "type"), ".")),
  !isMine && h("button", { type: "button", class: "b primary", onclick: () => app.be(step.who) }, "Be ", h("span", { class: "person" }, step.who)),
  h("button", { type: "button", class: "x", "aria-label": "Close the guide", onclick: close }, "×")].filter(Boolean));
}

// What is to be typed; at one press it stands in the line below.
const coded = (text, isTyped = false) => text.split(/`([^`]+)`/).map((part, place) => {
  if (!(place % 2)) return part;
  return isTyped ? h("button", { type: "button", class: "code", title: "Put it into the line below", onclick: () => complete(part) }, part) : h("code", {}, part);
});

function close() {
  sessionStorage.setItem("unguided", "1");
  guided(...last);
}
$("guideback").addEventListener("click", () => { sessionStorage.removeItem("unguided"); guided(...last); });

// — where it is —

function found(hints) {
  const modal = $("modal").open ? $("modal") : null;
  if ($("confirm").open) return { hint: { say: "Confirm it" }, target: $("confirm").querySelector("footer .b:last-child") };
  for (const hint of hints) {
    const target = WHERE[hint.at](hint, modal);
    if (target) return { hint, target: target === true ? null : target };
  }
  const elsewhere = !modal && away(hints);
  if (elsewhere) return elsewhere;
  const cancel = modal?.querySelector("footer .b:not(.primary)");
  return cancel ? { hint: { say: `Press ${said(cancel)}, and go on`, at: "close" }, target: cancel } : { hint: null, target: null };
}

// The control is in the channel, but another place is shown.
function away(hints) {
  const isThere = document.querySelector("#rooms [aria-current]");
  if (isThere || !hints.length) return null;
  return { hint: { say: "Go to #client-domains", at: "place" }, target: document.querySelector("#rooms button") };
}

const fieldOf = (hint, modal) => modal?.querySelector("form")?.dataset.title === hint.form
  ? [...modal.querySelectorAll(".input")].find((one) => one.dataset.label.startsWith(hint.name)) : null;

const WHERE = {
  type: (hint, modal) => {
    if (modal || $("composer").hidden || !document.querySelector("#rooms [aria-current]")) return null;
    return $("line").value.trim() === hint.name ? $("composer").querySelector("button") : $("composer").querySelector(".box");
  },
  press: (hint, modal) => [...$(modal ? "modal" : "columns").querySelectorAll(".blocks .b")].filter((one) => said(one) === hint.name && seen(one)).at(-1),
  fill: (hint, modal) => {
    const field = fieldOf(hint, modal), input = field?.querySelector("input, textarea");
    const isFilled = field?.querySelector(".select") ? field.querySelector(".select.chosen") : input?.value.trim();
    return input && !isFilled ? input : null;
  },
  choose: (hint, modal) => {
    const label = modal && [...modal.querySelectorAll(".choices label")].find((one) => said(one).startsWith(hint.name));
    return label && !label.querySelector(":checked") ? label : null;
  },
  submit: (hint, modal) => modal?.querySelector("form")?.dataset.title === hint.form ? modal.querySelector("[data-submit]") : null,
  thread: (_, modal) => modal || whereabouts().thread ? null : [...document.querySelectorAll("#timeline .thread")].findLast(seen),
  world: (hint) => document.querySelector(`#world ${hint.name}`),
  watch: (_, modal) => !modal,
};

function point(target, isInWorld) {
  const old = document.querySelector(".pointed");
  if (old === target) return;
  old?.classList.remove("pointed");
  if (!target) return;
  target.classList.add("pointed");
  if (isInWorld) reveal(target);
}

// It lies around the workspace, where it may be scrolled away or folded.
function reveal(part) {
  part?.closest("#world details:not([open])")?.setAttribute("open", "");
  part?.scrollIntoView({ block: "center", behavior: "smooth" });
}

