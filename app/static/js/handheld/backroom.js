// The screens that are looked at now and then: the outbox, the device and its scanner test. Loaded when first opened.

import { read } from "./codes.js";
import { sounds, tell } from "./feedback.js";
import { SCREENS, under } from "./screens.js";
import { button, make } from "./view.js";
import { doubled } from "./wedge.js";
import { clock, named, say } from "./words.js";

// Rules of order, which a supervisor may set aside. Customs, holds and capacity know no exception.
const OVERRIDABLE = new Set(["bin_full", "load_closed", "after_cutoff", "too_late"]);

Object.assign(SCREENS, { outbox, device });

/** What each screen needs before it is drawn. */
export const backroom = {
  async outbox(app) {
    const shifts = new Map((await app.store.all("shifts")).map((one) => [one.id, one.person.name]));
    const refused = (await app.store.all("refused")).map((one) => ({ ...one, person: shifts.get(one.shift) ?? "–" }));
    app.outboxItems = { waiting: await app.store.all("out"), refused };
  },
  async device(app) {
    app.persisted = await navigator.storage?.persisted?.();
    app.test = undefined;
    app.tested = (text, ms) => {
      const shown = [...text].map((one) => (one < " " ? `‹${one.charCodeAt(0).toString(16).padStart(2, "0")}›` : one)).join("");
      app.test = { shown, kind: read(text).kind, ms: Math.round(ms), doubled: doubled(text) };
      tell("green");
      app.paint();
    };
  },
};

/** All that this handheld has not brought to the hub, as a file: for the day when it never comes back. */
function exportOutbox(app) {
  const text = JSON.stringify({ handheld: app.about, ...app.outboxItems }, null, 1);
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href: url, download: `outbox-${app.about.id.slice(-4)}.json` }).click();
  URL.revokeObjectURL(url);
}

function outbox(app) {
  const { waiting = [], refused = [] } = app.outboxItems ?? {};
  const mayOverride = app.shift?.person.role !== "operator";
  return {
    title: say("outbox.title"),
    under: under(app),
    prompt: say("menu.prompt"),
    body: () => [
      make("p", { class: "note" }, app.net.online ? say("outbox.online") : say("outbox.offline")),
      make("h2", {}, say("outbox.refused", { count: refused.length })),
      refused.length === 0 ? make("p", { class: "quiet" }, say("outbox.none_refused")) : make("ul", { class: "cards" }, ...refused.map((item) => card(app, item, mayOverride))),
      make("h2", {}, say("outbox.waiting", { count: waiting.length })),
      make("ul", { class: "last" }, ...waiting.slice(0, 50).map((item) => make("li", { class: "saved" }, make("b", { "aria-hidden": "true" }, "↑"), make("span", { class: "code" }, item.scan.code), make("span", {}, named("action", item.scan.action)), make("time", {}, clock(item.scan.at, app.zone))))),
      make("div", { class: "row" }, button(say("outbox.send"), () => app.sender.kick()), button(say("outbox.export"), () => exportOutbox(app))),
      button(say("back"), () => app.go("menu"), { class: "primary" }),
    ],
  };
}

function card(app, item, mayOverride) {
  const told = app.told(item.answer);
  return make(
    "li",
    {},
    make("p", {}, make("b", { class: "code" }, item.scan.code), ` · ${named("action", item.scan.action)} · ${clock(item.scan.at, app.zone)} · ${item.person}`),
    make("p", {}, told.words),
    make("p", { class: "quiet" }, told.next || say("next.look")),
    make("div", { class: "row" }, button(say("outbox.again"), () => app.resend(item)), mayOverride && OVERRIDABLE.has(item.answer.code) && button(say("outbox.override"), () => app.resend(item, true)), button(say("outbox.dismiss"), () => app.dismiss(item))),
  );
}

function device(app) {
  const found = app.test;
  const facts = [
    ["device.name", app.about.name || "–"],
    ["device.version", app.build],
    ["device.storage", say(app.persisted ? "device.kept" : "device.may_be_cleared")],
    ["device.sound", say(sounds() ? "yes" : "no")],
    ["device.network", say(app.net.online ? "yes" : "no")],
    ["device.clock", say("device.seconds", { count: Math.round(-app.skew / 1000) })],
  ];
  const seen = found && [
    ["test.characters", found.shown],
    ["test.kind", say(`kind.${found.kind}`)],
    ["test.speed", say("test.ms", { count: found.ms })],
    ["test.doubled", say(found.doubled ? "test.twice" : "test.once")],
  ];
  const list = (pairs) => make("dl", {}, ...pairs.flatMap(([key, value]) => [make("dt", {}, say(key)), make("dd", {}, value)]));
  return {
    title: say("device.title"),
    under: under(app),
    prompt: say("test.prompt"),
    body: () => [seen ? list(seen) : make("p", { class: "note" }, say("test.hint")), list(facts), make("div", { class: "row" }, make("a", { class: "button", href: "/handheld/commands.pdf" }, say("device.sheet")), button(say("camera"), () => app.openCamera())), button(say("back"), () => app.go("menu"), { class: "primary" })],
  };
}
