// The switches that break the world on purpose, and a world that begins anew.
import { $, h, keep } from "./dom.js";
import { room } from "./world.js";

let send = null;

export function trouble(world, say) {
  send = say;
  if (!$("trouble")) furnish(world.scene.kinds);
  const on = world.switches.filter((one) => one.on), groups = [...new Set(world.switches.map((one) => one.group))];
  $("troublecount").textContent = on.length ? `${on.length} on` : "all is well";
  $("troublecount").className = on.length ? "bad" : "";
  if (on.length) $("trouble").open = true;
  $("alloff").hidden = on.length === 0;
  keep($("switches"), groups.map((group) => ({ group, all: world.switches.filter((one) => one.group === group) })), (one) => one.group, ({ group, all }) =>
    h("fieldset", {}, h("legend", {}, group), all.map((one) => h("div", { class: one.on ? "switch on" : "switch" },
      h("button", { type: "button", role: "switch", "aria-checked": String(one.on), "data-switch": one.id, "data-focus": one.id, onclick: () => say({ do: "fault", which: one.id, on: !one.on }) },
        h("span", { class: "knob", "aria-hidden": "true" }), one.label, one.on && h("b", {}, "ON")),
      h("p", { class: "hint" }, one.watch)))));
  const { building, built } = world.scene;
  $("building").hidden = !building;
  $("building").textContent = building ? `Building a ${building} world${built ? `: ${built[0]} of ${built[1]} domains` : ""}… the page reloads by itself.` : "";
  for (const button of $("anew").querySelectorAll("button")) button.disabled = Boolean(building);
  $("kind").textContent = `this one: ${world.scene.kind}`;
}

function furnish(kinds) {
  const anew = (kind, label, words) => kinds.includes(kind) && h("div", { class: "switch" }, h("button", { type: "button", class: "b", "data-kind": kind, onclick: () => { $("building").hidden = false; $("building").textContent = "Building…"; send({ do: "reset", kind }); } }, label), h("p", { class: "hint" }, words));
  $("world").append(
    room("trouble", "Break something", h("span", { id: "troublecount" }), false,
      h("p", { class: "who-here" }, "Each switch breaks one thing until you press it again. Watch in Slack what the bot makes of it."),
      h("button", { type: "button", id: "alloff", class: "b", onclick: () => send({ do: "fault", which: "all" }) }, "All off"),
      h("div", { id: "switches" })),
    room("anew", "Start anew", h("span", { id: "kind" }), false,
      h("p", { class: "who-here" }, "Everything that was done here is forgotten."),
      h("p", { id: "building", role: "status", hidden: true }),
      anew("fresh", "Fresh world", "Empty: the story from its beginning."),
      anew("busy", "Busy world", "40 domains of several clients at all stages, some in trouble.")),
  );
}
