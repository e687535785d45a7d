// Slack's question before an act that the app wants confirmed.
import { $, h } from "./dom.js";
import { plain, words } from "./text.js";

export function confirmed(ask, page) {
  const box = $("confirm");
  return new Promise((settle) => {
    const end = (value) => { box.close(); settle(value); };
    box.oncancel = () => settle(false);
    box.replaceChildren(
      h("header", {}, h("h2", { id: "confirmtitle" }, plain(ask.title)),
        h("button", { type: "button", class: "x", "aria-label": "Close", onclick: () => end(false) }, "×")),
      h("div", { class: "body text" }, words(ask.text, page)),
      h("footer", {}, h("button", { type: "button", class: "b", onclick: () => end(false) }, plain(ask.deny) || "Cancel"),
        h("button", { type: "button", class: `b ${ask.style ?? "primary"}`, autofocus: true, onclick: () => end(true) }, plain(ask.confirm) || "OK")));
    box.showModal();
  });
}
