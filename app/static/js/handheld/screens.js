// What stands under the outcome before and between tasks. Every button does what a printed command does, too.

import { button, byId, make } from "./view.js";
import { LANGUAGES, clock, language, named, say } from "./words.js";

/** `{title, under, prompt, body()}` of the screen that the handheld is at. */
export function screen(app) {
  return SCREENS[app.state.screen](app);
}

/** Screens that are wanted at once; `floor.js` and `backroom.js` add the others. */
export const SCREENS = { start, menu };

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
