// Makes elements, and shows the three things that are always there: the head, the prompt, the outcome.

import { say } from "./words.js";

const SIGNS = { ready: "▮", saved: "↑", green: "✓", amber: "!", red: "✕" };

export const byId = (id) => document.getElementById(id);

/** An element: `make("button", {onclick, "aria-label": …}, "text", child …)`. Text is always text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((one) => one !== undefined && one !== null && one !== false));
  return element;
}

export function button(words, onclick, attributes = {}) {
  return make("button", { type: "button", ...attributes, onclick }, words);
}

/** `{signal, word, what, next}`: its colour, sign, border and word all say the same. */
export function showOutcome({ signal, word, what = "", next = "" }, confirm) {
  const outcome = byId("outcome");
  outcome.className = `outcome ${signal}`;
  outcome.replaceChildren(
    make("p", { class: "sign", "aria-hidden": "true" }, SIGNS[signal]),
    make("p", { class: "word" }, word),
    make("p", { class: "what" }, what),
    make("p", { class: "next" }, next),
  );
  byId("confirm").replaceChildren(...(confirm ? [button(say("confirm"), confirm, { class: "primary" })] : []));
}

export function showPrompt(words) {
  byId("prompt").textContent = words;
}

export function showHead({ title, under }) {
  byId("title").textContent = title;
  byId("under").textContent = under;
  document.title = `${title} · Entrepot`;
}

/** How the outbox stands: nothing to do, waiting, or refused. */
export function showQueue({ online, waiting, refused }) {
  const signal = refused ? "red" : waiting || !online ? "amber" : "green";
  const words = refused ? say("queue.refused", { count: refused }) : waiting ? say("queue.waiting", { count: waiting }) : say(online ? "queue.empty" : "queue.offline");
  const queue = byId("queue");
  queue.className = `queue ${signal}`;
  queue.replaceChildren(make("b", { "aria-hidden": "true" }, refused ? "✕" : waiting ? "↑" : online ? "✓" : "⚡"), ` ${refused || waiting || ""}`);
  queue.setAttribute("aria-label", words);
  queue.title = words;
}

export function showBody(...children) {
  byId("body").replaceChildren(...children.filter(Boolean));
}

/** One of the last scans, with what became of it. */
export function lastLine({ signal, code, words, at }) {
  return make("li", { class: signal }, make("b", { "aria-label": say(`signal.${signal}`) }, SIGNS[signal]), make("span", { class: "code" }, code), make("span", {}, words), make("time", {}, at));
}
