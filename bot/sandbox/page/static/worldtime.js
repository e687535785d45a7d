// The clock of the world: shown as it runs, and the hand at it.
import { clock as shown } from "./dates.js";
import { $, h, keep } from "./dom.js";

let base = Date.now() / 1000, at = performance.now(), rate = 1, hand = "real";

// Seconds since 1970, there. It is shown in the zone of whoever one is, as the workspace is.
export const worldNow = () => base + rate * (performance.now() - at) / 1000;

const SAYS = {
  real: "As in real life. What the bot waits for comes sooner here: minutes are seconds.",
  paused: "Time stands still. What you press is still carried out.",
  fast: "A minute a second. It slows down while messages are on their way.",
  leaping: "Moving… What is due on the way happens at its time.",
};
const HANDS = [["paused", "❚❚ Pause", "Time stands still until you press again"], ["fast", "×60", "A minute a second, until you press again"]];
const LEAPS = [["hour", "+1 hour"], ["day", "+1 day"], ["week", "+1 week"]];

export function worldtime(state, say) {
  const { clock } = state.world;
  base = state.now; at = performance.now(); rate = clock.rate; hand = clock.leaping ? "leaping" : clock.hand;
  if (!$("clock").children.length) {
    $("clock").append(h("div", { class: "bar" }, h("time", { id: "worldnow" }), h("div", { id: "hands", class: "row" })), h("p", { class: "hint", id: "clocksays", role: "status" }));
    setInterval(tick, 200);
  }
  const buttons = [
    ...HANDS.map(([id, label, title]) => ({ id, label, title, on: clock.hand === id, wish: { hand: id } })),
    ...LEAPS.map(([id, label]) => ({ id, label, title: "What is due by then happens now", busy: Boolean(clock.leaping), wish: { leap: id } })),
  ];
  keep($("hands"), buttons, (one) => one.id, (one) => h("button", { type: "button", class: "b small", title: one.title, "data-hand": one.id, "data-focus": one.id,
    "aria-pressed": one.on == null ? null : String(one.on), disabled: Boolean(one.busy), onclick: () => say({ do: "clock", ...one.wish }) }, one.label));
  $("clocksays").textContent = SAYS[hand];
  $("clock").dataset.hand = hand;
  tick();
}

function tick() {
  const now = new Date(worldNow() * 1000), node = $("worldnow"), words = shown(now);
  if (node.textContent !== words) { node.textContent = words; node.dateTime = now.toISOString(); }
}
