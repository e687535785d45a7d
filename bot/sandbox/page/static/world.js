// What stands around the workspace: the clients' DNS panel and Twilio's Console here, the rest in modules of its own.
import { date } from "./dates.js";
import { $, copy, h, keep, toast } from "./dom.js";
import { worldtime } from "./worldtime.js";
import { phone } from "./worldphone.js";
import { trouble } from "./worldtrouble.js";

let send = null, born = null, chosen = null, atHand = null, world = null;

export function around(state, say) {
  send = say;
  world = state.world;
  if (born && born !== world.scene.mark) { sessionStorage.removeItem("unguided"); location.reload(); return; }
  if (!born) furnish();
  born = world.scene.mark;
  worldtime(state, say);
  panel();
  keep($("domains"), world.domains.toReversed(), (one) => one.sid, domain);
  propose($("consolehost"), state.guide.host || "ls.acme.test");
  $("nodomains").hidden = world.domains.length > 0;
  $("domaincount").textContent = world.domains.length ? `${world.domains.length} of 100 domains` : "Admin › Domains";
  keep($("services"), [world.services], () => "all", (all) => h("div", { class: "card" }, h("p", { class: "hint" }, "Messaging Services: the senders of campaigns"),
    all.map((one) => pair(one.name, one.sid, one.domain && `→ ${one.domain}`))));
  phone(world);
  trouble(world, say);
}

// A name to begin with, for as long as nobody has typed another.
function propose(box, name) {
  if (document.activeElement !== box && (!box.value || box.value === box.placeholder)) box.value = name;
  box.placeholder = name;
}

export const room = (id, title, side, open, ...inside) => h("details", { id, open }, h("summary", {}, h("h2", {}, title), side), inside);

function furnish() {
  $("world").append(
    h("div", { id: "clock", role: "group", "aria-label": "The clock of this world" }),
    room("dns", "The client’s DNS", h("span", { id: "zonehost" }), true,
      h("p", { class: "who-here" }, "Here you are the client, at their DNS provider. What stands here is what the bot finds."),
      h("label", { class: "line" }, h("span", { class: "hint" }, "Domain"), h("select", { id: "zone", onchange: (event) => { chosen = event.target.value; send({ do: "panel", how: "show", zone: chosen }); panel(); } })),
      h("p", { class: "hint", id: "zonenew" }),
      h("p", { class: "hint", id: "zonetoken" }, "An API token of this account, for Have it written: ", h("code", { id: "zonetokenvalue" })),
      h("div", { class: "tablewrap" }, h("table", {}, h("thead", {}, h("tr", {}, ["Name", "Type", "Value"].map((name) => h("th", {}, name)), h("th", {}, h("span", { class: "unseen" }, "Remove")))), h("tbody", { id: "records" }))),
      form("addrecord", { do: "panel", how: "add" },
        h("input", { name: "name", placeholder: "ls", "aria-label": "Name", required: true }),
        h("select", { name: "type", "aria-label": "Type" }, ["CNAME", "TXT", "A", "AAAA", "CAA", "MX", "NS"].map((kind) => h("option", {}, kind))),
        h("input", { name: "value", placeholder: "value", "aria-label": "Value", required: true }), h("button", { class: "b" }, "Add")),
      h("p", { class: "hint" }, "Or at one press, for ", h("code", { id: "deedsfor" }), ": the right records, and the usual mistakes"),
      h("div", { id: "mistakes", class: "row" }), h("p", { class: "hint", id: "deedhelp", "aria-live": "polite" })),
    room("console", "Twilio Console", h("span", { id: "domaincount" }), true,
      h("p", { class: "who-here" }, "Here you are at Twilio’s website, for what no API can do: add the domain, then copy its SID and TXT value into Slack."),
      form("adddomain", { do: "console", how: "add" }, h("input", { name: "host", id: "consolehost", placeholder: "ls.acme.test", "aria-label": "Domain", required: true }), h("button", { class: "b" }, "Add domain")),
      h("p", { class: "hint none", id: "nodomains" }, "No domain yet."),
      h("div", { id: "domains", class: "many" }), h("div", { id: "services" })),
  );
}

// The zone that was named last is shown, until another one is chosen.
function panel() {
  if (world.zone !== atHand) { if (atHand) chosen = null; atHand = world.zone; }
  const zone = world.zones.find((one) => one.origin === (chosen ?? atHand)) ?? world.zones[0];
  keep($("zone"), world.zones.map((one) => one.origin), String, (origin) => h("option", { value: origin }, origin));
  if ($("zone").value !== zone.origin) $("zone").value = zone.origin;
  $("zonehost").textContent = `${zone.origin} at ${zone.host}`;
  $("zonenew").textContent = zone.new ? `You named ${zone.origin}: it was registered for you, in this world only.` : "";
  $("zonenew").hidden = !zone.new;
  $("deedsfor").textContent = zone.name;
  $("zonetoken").hidden = !zone.token;
  $("zonetokenvalue").textContent = zone.token ?? "";
  keep($("records"), zone.records.map((record) => ({ record, origin: zone.origin })), (one) => one.record.slice(0, 3).join(" "), ({ record: [name, kind, value], origin }) => h("tr", {},
    h("td", {}, h("code", {}, name)), h("td", {}, kind), h("td", { class: "value" }, h("code", {}, value)),
    h("td", {}, h("button", { type: "button", class: "x", "aria-label": `Remove ${kind} ${name}`, onclick: () => send({ do: "panel", how: "remove", zone: origin, name, type: kind }) }, "×"))));
  keep($("mistakes"), zone.mistakes.map((one) => ({ ...one, origin: zone.origin })), (one) => one.id, (one) => h("button", { type: "button", class: one.label.startsWith("✓") ? "b right" : "b", title: one.help,
    "data-deed": one.id, onclick: async () => { if (await send({ do: "panel", how: one.id, zone: one.origin })) $("deedhelp").textContent = `${one.label}: ${one.help}.`; } }, one.label));
}

function pair(label, value, more) {
  const button = h("button", { type: "button", class: "b small", "aria-label": `Copy ${label}`, onclick: () => copy(value, button) }, "Copy");
  return h("div", { class: "pair" }, h("span", { class: "hint" }, label), h("code", { title: value }, value), more && h("span", { class: "good" }, more), button);
}

function domain(one) {
  const certificate = one.requested ? "certificate requested" : one.until ? `certificate until ${date(new Date(one.until * 1000), "short")}` : "no certificate";
  return h("div", { class: "card" },
    h("div", { class: "bar" }, h("b", {}, one.host), h("span", { class: one.verified ? "good" : "hint" }, one.verified ? "✓ verified" : "not verified"),
      h("span", { class: one.until && !one.requested ? "good" : "hint" }, certificate)),
    pair("Domain SID", one.sid), pair("TXT value", one.txt),
    h("div", { class: "row" }, h("button", { type: "button", class: "b small", onclick: async () => {
      const answer = await send({ do: "console", how: "verify", sid: one.sid });
      if (answer) toast(answer.verified ? `Twilio found the TXT of ${one.host}.` : `Twilio does not find the TXT of ${one.host} yet.`);
    } }, "Verify"),
    h("button", { type: "button", class: "b small", onclick: () => send({ do: "console", how: "delete", sid: one.sid }) }, "Delete")));
}

function form(id, wish, ...fields) {
  const node = h("form", { id, class: "line", autocomplete: "off", onsubmit: async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(node));
    if (await send({ ...wish, zone: $("zone").value, ...values })) node.reset();
  } }, fields);
  return node;
}
