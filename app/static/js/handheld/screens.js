// What stands under the outcome on each screen. Every button does what a printed command does, too.

import { button, byId, lastLine, make } from "./view.js";
import { LANGUAGES, clock, kilograms, language, named, say } from "./words.js";
import { TASKS, wanted } from "./tasks.js";

const KEYPAD = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0", "✓"];

/** `{title, under, prompt, body()}` of the screen that the handheld is at. */
export function screen(app) {
  return SCREENS[app.state.screen](app);
}

/** Screens that are wanted at once; `backroom.js` adds those that are not. */
export const SCREENS = { start, menu, task };

function start(app) {
  const name = make("input", { id: "name", maxlength: "60", value: app.about?.name || "", autocomplete: "off", placeholder: say("start.name_example") });
  const begin = () => app.tryToBegin(byId("name").value.trim() || app.about.id.slice(-4).toUpperCase());
  app.startNow = begin;
  const known = app.session?.person;
  const body = known
    ? [make("p", {}, say("start.as", { name: known.name })), make("label", { for: "name" }, say("start.name")), name, button(say("start.begin"), begin, { class: "primary" })]
    : [make("p", {}, say(app.session === undefined ? "start.no_network" : "start.who")), make("a", { class: "primary", href: "/sign-in?next=/handheld" }, say("start.sign_in"))];
  return { title: say("start.title"), under: "", prompt: say("start.prompt"), body: () => [...body, languages(app), waitingNote(app)] };
}

function waitingNote(app) {
  return app.net.waiting > 0 && make("p", { class: "note" }, say("start.waiting", { count: app.net.waiting }));
}

function languages(app) {
  return make("div", { class: "row", role: "group", "aria-label": say("language") }, ...Object.entries(LANGUAGES).map(([code, name]) => button(name, () => app.speak(code), { lang: code, "aria-pressed": String(code === language) })));
}

function menu(app) {
  const tasks = app.tasks?.tasks ?? [];
  const items = tasks.map((one) => button(make("span", {}, make("b", {}, named("task", one.id)), make("span", { class: "count" }, one.count || "–")), () => app.go("task", { task: one.id }), { class: "tile" }));
  const next = app.tasks?.departures.find((one) => Date.parse(one.cutoff_at) > app.now);
  const cutoff = next && make("p", { class: "note" }, say("menu.cutoff", { number: next.number, gateway: next.gateway, time: clock(next.cutoff_at, app.zone) }));
  return {
    title: say("menu.title"),
    under: under(app),
    prompt: say("menu.prompt"),
    body: () => [
      items.length > 0 ? make("div", { class: "tiles" }, ...items) : make("p", { class: "note" }, say("menu.none")),
      cutoff,
      make("div", { class: "row" }, button(say("outbox.title"), () => app.go("outbox")), button(say("device.title"), () => app.go("device"))),
      languages(app),
      button(say("shift.end"), () => app.endShift(), { class: "quiet" }),
    ],
  };
}

export function under(app) {
  return [app.shift?.person.name, app.shift?.hub.code].filter(Boolean).join(" · ");
}

function task(app) {
  const { state } = app;
  const want = wanted(state);
  const place = app.at;
  const about = place?.gateway ? `${state.place} · ${place.gateway}` : state.place;
  return {
    title: named("task", state.task),
    under: under(app),
    prompt: promptOf(app, want),
    body: () => [
      state.place && make("p", { class: "place" }, make("span", {}, say(`at.${TASKS[state.task].place}`), " ", make("b", { class: "code" }, about), place?.cutoff_at ? ` · ${say("cutoff", { time: clock(place.cutoff_at, app.zone) })}` : ""), button(say("change"), () => app.skip())),
      state.reason && make("p", { class: "place" }, make("b", {}, named("reason", state.reason)), button(say("change"), () => app.skip())),
      ...asked(app, want),
      progress(app),
      make("div", { class: "row" }, app.undoable && button(say("undo"), () => app.undo()), state.pending && button(say("skip"), () => app.skip()), TASKS[state.task].unlabelled && state.reason && button(say("unlabelled"), () => app.unlabelled()), photoButton(app)),
      last(app),
    ],
  };
}

function promptOf(app, want) {
  const { task: name, pending } = app.state;
  if (want === "location" && pending && app.suggested?.code === pending) return say("prompt.suggested", { location: app.suggested.location });
  if (want === "code" && name === "pick") {
    const next = [...app.rows.values()].find((row) => row.location && !app.done.has(row.code));
    if (next) return say("prompt.pick_at", { location: next.location });
  }
  return want === "code" ? say(`prompt.code.${kindOf(name)}`) : say(`prompt.${want}`, { code: pending });
}

const UNITS = new Set(["close", "reopen"]);
const EITHER = new Set(["stage", "load", "offload"]);
const kindOf = (name) => (name === "hand_over" ? "departure" : name === "find" ? "anything" : UNITS.has(name) ? "unit" : EITHER.has(name) ? "either" : "parcel");

function asked(app, want) {
  if (want === "reason") return [make("div", { class: "tiles" }, ...(app.tasks?.reasons ?? []).map((one) => button(named("reason", one), () => app.choose(one), { class: "tile" })))];
  if (want === "seal" || want === "confirm") {
    const row = app.rows.get(app.state.pending);
    return [row && make("p", { class: "note" }, say("close.holds", { weight: kilograms(row.weight_g), gateway: row.gateway })), button(say(want === "seal" ? "no_seal" : "confirm"), () => app.confirm(), { class: "primary" })];
  }
  if (want !== "weight") return [];
  const row = app.rows.get(app.state.pending);
  return [row && make("p", { class: "note" }, say("weight.expected", { weight: kilograms(row.weight_g) })), make("div", { class: "keypad" }, ...KEYPAD.map((key) => button(key, () => app.key(key), { "aria-label": key === "⌫" ? say("erase") : key === "✓" ? say("confirm") : key })))];
}

function progress(app) {
  const { left } = app;
  if (left === undefined) return undefined;
  const done = app.done.size;
  const words = say("progress", { done, left });
  return make("p", { class: "progress" }, make("progress", { value: String(done), max: String(Math.max(done + left, 1)), "aria-label": words }), make("span", {}, words));
}

function photoButton(app) {
  const one = app.last[0];
  if (app.state.task !== "exception" || !one || one.photo) return undefined;
  const input = make("input", { type: "file", accept: "image/*", capture: "environment", id: "photo", class: "hidden", onchange: () => input.files[0] && app.takePhoto(one, input.files[0]) });
  return make("label", { for: "photo", class: "button" }, say("photo"), input);
}

function last(app) {
  if (app.last.length === 0) return undefined;
  return make("section", {}, make("h2", {}, say("last")), make("ol", { class: "last" }, ...app.last.map(lastLine)));
}
