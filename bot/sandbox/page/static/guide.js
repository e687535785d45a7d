// The thin line at the top: the next thing to try, and at one press whose turn it is. It can be closed for good.
import { $, h } from "./dom.js";

let shown = "";

export function guided(step, me, be) {
  const mark = JSON.stringify([step, me]), box = $("guide");
  if (mark === shown || sessionStorage.getItem("unguided")) return;
  shown = mark;
  const isMine = !step.who || step.who === me;
  const say = step.say.split(/`([^`]+)`/).map((part, place) => place % 2 ? h("code", {}, part) : part);
  box.hidden = false;
  box.replaceChildren(...[
    h("b", {}, !step.of ? "Look around" : step.at < step.of ? `${step.at + 1} of ${step.of}` : "Done"),
    !isMine && h("button", { type: "button", class: "b", onclick: () => be(step.who) }, "Be ", h("span", { class: "person" }, step.who)),
    h("span", { class: "grow" }, step.who && `As ${step.who}, ${step.role.split(/[:,]/)[0]}: `, say),
    h("button", { type: "button", class: "x", "aria-label": "Close the guide", onclick: () => { sessionStorage.setItem("unguided", "1"); box.hidden = true; } }, "×"),
  ].filter(Boolean));
}
