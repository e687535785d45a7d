// What is typed: messages, replies, and commands, which are offered while one types.
import { $, h } from "./dom.js";
import { closePopup, isOpen, openBeside, stepped } from "./popup.js";

let commands = [], host = "", chosen = -1;
const sent = []; // what was typed before, which the up arrow brings back
let back = 0;

export function know(slack, newest) { commands = slack.commands; host = newest; }

function fitting(text) {
  if (!text.startsWith("/")) return [];
  const filled = (one) => `/linkdomain ${one.name}${one.takesHost && host && !one.usage.startsWith("[") ? ` ${host}` : ""}`;
  return commands.map((one) => ({ ...one, line: filled(one) })).filter((one) => one.line.startsWith(text) && one.line !== text);
}

function offer() {
  const found = fitting($("line").value), list = $("verbs");
  if (chosen >= found.length) chosen = -1;
  $("line").setAttribute("aria-expanded", String(found.length > 0));
  if (!found.length) { closePopup(list); return; }
  list.replaceChildren(...found.map((one, number) => h("li", {
    role: "option", id: `verb${number}`, class: number === chosen ? "at" : "", "aria-selected": String(number === chosen), "data-line": one.line,
    onmousedown: (event) => { event.preventDefault(); complete(one.line); },
  }, h("span", {}, h("b", {}, `/linkdomain ${one.name}`), one.usage && h("span", { class: "hint" }, ` ${one.usage}`)), h("span", { class: "hint" }, one.about))));
  openBeside(list, $("composer").querySelector(".box"), true);
  if (chosen >= 0) $("line").setAttribute("aria-activedescendant", `verb${chosen}`);
  else $("line").removeAttribute("aria-activedescendant");
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
}

function hide() {
  closePopup($("verbs"));
  $("line").setAttribute("aria-expanded", "false");
  $("line").removeAttribute("aria-activedescendant");
  chosen = -1;
}

export function complete(line) {
  $("line").value = line;
  chosen = -1;
  offer();
  $("line").focus();
  $("line").dispatchEvent(new Event("input", { bubbles: true }));
}

// Where nothing, or something of before, stands in the line.
function recalled(event) {
  const isUp = event.key === "ArrowUp", was = back ? sent.at(-back) : "";
  if (!(isUp || event.key === "ArrowDown") || $("line").value !== was) return false;
  const next = Math.min(Math.max(back + (isUp ? 1 : -1), 0), sent.length);
  if (next === back) return false;
  event.preventDefault();
  back = next;
  $("line").value = back ? sent.at(-back) : "";
  return true;
}

function keyed(event) {
  if (!isOpen($("verbs"))) { recalled(event); return; }
  const { key } = event, all = $("verbs").children;
  if (key === "ArrowDown" || key === "ArrowUp") {
    event.preventDefault();
    chosen = stepped(chosen, key, all.length);
    offer();
  } else if ((key === "Tab" && !event.shiftKey) || (key === "Enter" && chosen >= 0)) {
    event.preventDefault();
    complete(all[Math.max(chosen, 0)].dataset.line);
    hide();
  } else if (key === "Escape") hide();
}

// `say` sends a wish; what could not be sent stands in the field again.
export function listen(say, whereabouts, follow) {
  $("line").addEventListener("input", () => { chosen = -1; back = 0; offer(); });
  $("line").addEventListener("blur", hide);
  $("line").addEventListener("keydown", keyed);
  for (const [form, field] of [["composer", "line"], ["answer", "reply"]]) {
    $(form).addEventListener("submit", async (event) => {
      event.preventDefault();
      const { place, thread } = whereabouts(), text = $(field).value.trim(), button = $(form).querySelector("button");
      if (!text || button.getAttribute("aria-busy")) return;
      $(field).value = "";
      hide();
      follow(form === "answer" ? "replies" : "timeline");
      if (form === "composer") { sent.push(text); back = 0; }
      button.setAttribute("aria-busy", "true");
      const isSent = await say({ do: "say", channel: place, text, ...(form === "answer" ? { thread } : {}) });
      button.removeAttribute("aria-busy");
      if (!isSent) $(field).value ||= text;
    });
  }
}
