// What stands under the outcome while a task is done. Every button does what a printed command does, too.

import { SCREENS, under } from "./screens.js";
import { TASKS, codeOf, wanted } from "./tasks.js";
import { button, lastLine, make } from "./view.js";
import { clock, kilograms, named, say } from "./words.js";

SCREENS.task = task;
const LED = ["pick", "move", "load"];

function task(app) {
  const { state, work } = app;
  const want = wanted(state);
  const { unlabelled } = TASKS[state.task];
  return {
    title: named("task", state.task),
    under: under(app),
    prompt: promptOf(app, want),
    body: () => [
      place(app),
      state.reason && make("p", { class: "place" }, make("b", {}, named("reason", state.reason)), button(say("change"), () => work.skip())),
      ...choices(app, want),
      progress(app),
      make("div", { class: "row" }, work.undoable && button(say("undo"), () => work.undo()), state.pending && button(say("skip"), () => work.skip()), unlabelled && state.reason && button(say("unlabelled"), () => work.unlabelled()), photoButton(app)),
      last(app),
    ],
  };
}

// Where one works, with what the hub last told of it.
function place(app) {
  const { state, at, zone } = app;
  if (!state.place) return undefined;
  const about = [at?.gateway, at?.count && say("holds", { count: at.count, weight: kilograms(at.weight_g) }), at?.filled >= 0 && say("filled", { percent: at.filled }), at?.cutoff_at && say("cutoff", { time: clock(at.cutoff_at, zone) }), at?.expected && say("arrived", at), at?.left >= 0 && say("list.left", at)].filter(Boolean);
  return make("p", { class: "place" }, make("span", {}, say(`at.${TASKS[state.task].place}`), " ", make("b", { class: "code" }, state.place), about.map((one) => ` · ${one}`).join("")), button(say("change"), () => app.work.skip()));
}

function promptOf(app, want) {
  const { task: name, pending } = app.state;
  const { suggested } = app.work;
  if (want === "location" && suggested?.code === pending) return say("prompt.suggested", { location: suggested.location });
  const to = app.rows.get(pending)?.to;
  if (want === "location" && to) return say("prompt.suggested", { location: to });
  if (want === "code" && LED.includes(name)) {
    const next = nextOf(app);
    if (next) return say(name === "load" ? "prompt.take_into" : next.list ? "prompt.take_at" : "prompt.pick_at", next);
  }
  return want === "code" ? say(`prompt.code.${codeOf(name)}`) : say(`prompt.${want}`, { code: pending });
}

// The next piece of the list that one follows, or of all of them; what is loaded without a list has no order.
function nextOf({ rows, done, state: { task, place } }) {
  const follows = (row) => (task === "load" ? row.list === place : row.location && (!place || row.list === place));
  return [...rows.values()].find((row) => follows(row) && !done.has(row.code));
}

// What can be touched instead of scanned.
function choices(app, want) {
  const { state, tasks, work } = app;
  const row = app.rows.get(state.pending);
  const tiles = (items) => items.length > 0 && make("div", { class: "tiles" }, ...items);
  if (want === "reason") return [tiles((tasks?.reasons ?? []).map((one) => button(named("reason", one), () => work.choose(one), { class: "tile" })))];
  if (want === "seal" || want === "confirm") return [row && make("p", { class: "note" }, say("close.holds", { weight: kilograms(row.weight_g), gateway: row.gateway })), button(say(want === "seal" ? "no_seal" : "confirm"), () => work.confirm(), { class: "primary" })];
  if (want === "weight") return [row && make("p", { class: "note" }, say("weight.expected", { weight: kilograms(row.weight_g) })), keypad(app, "")];
  if (want === "sides") return [keypad(app, "×"), button(say("not_measured"), () => work.confirm())];
  if (want === "unit") return [make("h2", {}, say("bag.new")), tiles(soonest(tasks).map((lane) => button(say("bag.to", lane), () => work.newBag(lane), { class: "tile" })))];
  const lists = (tasks?.lists ?? []).filter((one) => one.task === state.task);
  if ((want === "code" || want === "departure") && lists.length > 0 && !state.place) return [tiles(lists.map((one) => button([one.number, one.uld, one.departure, one.due_at && clock(one.due_at, app.zone), say("list.left", one)].filter(Boolean).join(" · "), () => work.settle(one.number), { class: "tile" })))];
  if (state.task === "receive" && !state.place) return [tiles((tasks?.loads ?? []).map((load) => button(`${load.number} · ${load.vehicle}`, () => work.settle(load.number), { class: "tile" })))];
  return [];
}

// Lanes, those with the next cut-offs first.
function soonest({ lanes = [], departures = [] } = {}) {
  const place = ({ gateway }) => (departures.findIndex((one) => one.gateway === gateway) + 1 || departures.length + 1);
  return [...lanes].sort((one, other) => place(one) - place(other));
}

// Figures without the keyboard of the device, which would cover half the screen.
function keypad(app, between) {
  const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0", between, "✓"];
  const names = { "⌫": say("erase"), "✓": say("confirm") };
  return make("div", { class: "keypad" }, ...keys.filter(Boolean).map((key) => button(key, () => app.key(key), { "aria-label": names[key] ?? key })));
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
  // Of what was held, or of the piece that has no label: not of the scan before it.
  if (app.state.task !== "exception" || !one || one.photo || one.task !== "exception") return undefined;
  const input = make("input", { type: "file", accept: "image/*", capture: "environment", id: "photo", class: "hidden", onchange: () => input.files[0] && app.takePhoto(one, input.files[0]) });
  return make("label", { for: "photo", class: "button" }, say("photo"), input);
}

function last(app) {
  if (app.last.length === 0) return undefined;
  return make("section", {}, make("h2", {}, say("last")), make("ol", { class: "last" }, ...app.last.map(lastLine)));
}
