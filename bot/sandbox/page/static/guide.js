// The thin line at the top: the next thing to try, and where. It points at the control, follows the domain one is at, and
// can be closed and brought back.
import { complete } from "./composer.js";
import { $, h } from "./dom.js";
import { whereabouts } from "./workspace.js";

let shown = "", last = null, waiting = 0, before = null, looked = "";
const chosenHere = new Set(); // fields of forms in which a choice was made
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
for (const happening of ["change", "click"]) addEventListener(happening, ({ target }) => {
  const field = target.matches?.(".choices input") && target.closest("#modal .input");
  if (field) chosenHere.add(fieldName(field));
}, true);
const fieldName = (field) => `${field.closest("form").dataset.view} ${field.dataset.block}`;

function show(step, me, app) {
  $("guideback").hidden = !isClosed();
  $("guide").hidden = isClosed();
  const isOpen = $("modal").open || $("confirm").open, isMine = isOpen || !step.who || step.who === me;
  const { hint, target } = isOpen ? inForm(step) : isMine ? found(step) : { hint: null, target: document.querySelector(`[data-person="${step.who}"]`) };
  point(isClosed() ? null : target, hint?.at === "world");
  const mark = JSON.stringify([step.name, step.steps, step.host, step.say, me, hint, isClosed(), isOpen]);
  if (mark === shown) return;
  shown = mark;
  if (hint?.look && hint.look !== looked && !isClosed()) reveal(document.querySelector(hint.look));
  looked = hint?.look ?? "";
  const now = `${step.host} ${step.name}`;
  $("guide").classList.toggle("next", before != null && before !== now);
  before = now;
  draw(isOpen ? { ...step, who: null, say: `${said($("modaltitle") ?? $("confirmtitle"))}:` } : step, isMine, hint, app);
}

const WORDS = { done: "done", skipped: "not needed", at: "next", open: "to come" };

function draw(step, isMine, hint, app) {
  const place = step.steps.findIndex((one) => one.is === "at");
  const label = place < 0 ? "All steps done" : `Step ${place + 1} of ${step.steps.length}`;
  const steps = h("span", { class: "steps", role: "img", "aria-label": label, title: step.host ? `${label}, for ${step.host}` : label },
    step.steps.map((one) => h("i", { class: one.is, title: `${one.name}: ${WORDS[one.is]}` })));
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

function found(step) {
  for (const hint of step.hints) {
    const target = WHERE[hint.at](hint, step);
    if (target) return { hint: { ...hint, say: worded(hint.say, target) }, target: target === true ? null : target };
  }
  return away(step) ?? { hint: null, target: null };
}

const worded = (words, target) => words.replace("{label}", target === true ? "" : target.dataset.entry ?? said(target));

// The control is in a channel, but another place is shown.
function away(step) {
  const place = step.channel ? [...document.querySelectorAll("#rooms button")].find((one) => one.dataset.focus === step.channel) : document.querySelector("#rooms button");
  if (!place || place.ariaCurrent || !step.hints.length) return null;
  return { hint: { say: `Go to #${place.dataset.place}`, at: "place" }, target: place };
}

const WHERE = {
  type: (hint) => {
    if ($("composer").hidden) return null;
    return $("line").value.trim() === hint.name ? $("composer").querySelector("button") : $("composer").querySelector(".box");
  },
  press: (hint) => {
    const isIt = (one) => one.dataset.action === hint.name && one.dataset.value.includes(hint.of) && seen(one);
    const button = [...document.querySelectorAll("#columns .blocks .b[data-action]")].findLast(isIt);
    return button ?? [...document.querySelectorAll("#columns .overflow > .b")].findLast((one) => inMenu(one, hint) && seen(one));
  },
  thread: (_, step) => whereabouts().thread === step.card ? null : seen([...document.querySelectorAll("#timeline .thread")].find((one) => one.dataset.focus === `thread${step.card}`)),
  place: (hint) => whereabouts().place === hint.name ? null : document.querySelector("#apps button"),
  world: (hint) => document.querySelector(`#world ${hint.name}`),
  watch: () => true,
};

// Of a menu whose entries do what buttons do: `action:value`.
function inMenu(opener, hint) {
  const entry = [...opener.parentElement.querySelectorAll("[data-value]")].find((one) => one.dataset.value === `${hint.name}:${hint.of}`);
  if (entry) opener.dataset.entry = `⋯, then ${said(entry)}`;
  return entry;
}

// — forms —

function inForm(step) {
  if ($("confirm").open) return { hint: { say: "Confirm it" }, target: $("confirm").querySelector("footer .b:last-child") };
  const form = $("modal").querySelector("form"), helped = step.fills[form.dataset.form] ?? {};
  for (const field of form.querySelectorAll(".input")) {
    const told = helped[field.dataset.block], input = field.querySelector("input, textarea");
    if (!input || !isOpen(field, input, told)) continue;
    const choice = told?.choose != null && field.querySelectorAll(".choices label")[told.choose];
    const say = told?.say ?? `${field.querySelector(".select, .choices") ? "Choose" : "Fill in"} ${field.dataset.label}`;
    return { hint: { say, look: told?.look }, target: choice || input };
  }
  const submit = form.querySelector("[data-submit]"), button = submit ?? form.querySelector("footer .b");
  return { hint: { say: `Press ${said(button)}${submit ? "" : ", and go on"}` }, target: button };
}

// Empty, and either needed or helped with; of choices, another one is meant and none was made.
function isOpen(field, input, told) {
  if (field.querySelector(".choices")) {
    if (told?.choose == null) return !field.querySelector(":checked") && !("optional" in field.dataset);
    return !chosenHere.has(fieldName(field)) && !field.querySelectorAll(".choices input")[told.choose]?.checked;
  }
  const isEmpty = field.querySelector(".select") ? !field.querySelector(".select.chosen") : !input.value.trim();
  return isEmpty && (told != null || !("optional" in field.dataset));
}

function point(target, isInWorld) {
  const old = document.querySelector(".pointed"), node = target === true ? null : target;
  if (old === node) return;
  old?.classList.remove("pointed");
  if (!node) return;
  node.classList.add("pointed");
  if (isInWorld) reveal(node);
}

// It lies around the workspace, where it may be scrolled away or folded.
function reveal(part) {
  part?.closest("#world details:not([open])")?.setAttribute("open", "");
  part?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}
