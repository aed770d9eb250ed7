// What is done by a code, a command or a button within a task. Loaded when the first code or task comes.

import { read } from "./codes.js";
import { tell } from "./feedback.js";
import * as hub from "./hub.js";
import { localTime, newId } from "./store.js";
import { ASKED, TASKS, contextOf, isPlace, wanted } from "./tasks.js";
import { judge, rowOf } from "./verdict.js";
import { clock, find, named, say } from "./words.js";
import { doubled } from "./wedge.js";

const UNDO_MS = 60_000;
const SAVED = { signal: "green", code: "saved", params: {} };

export class Work {
  suggested;

  constructor(app) {
    this.app = app;
  }

  get state() {
    return this.app.state;
  }

  get wanted() {
    return this.state.screen === "task" ? wanted(this.state) : undefined;
  }

  // --- Codes ---

  async handle(text, ms) {
    const { app } = this;
    if (this.state.screen === "device") return app.tested?.(text, ms);
    if (doubled(text)) return app.wrong("doubled", text);
    const found = read(text);
    if (found.kind === "command") return this.command(found.value);
    if (!app.shift) return app.wrong("no_shift", text);
    if (app.stopped) return app.wrong("confirm_first", text);
    const want = this.wanted;
    if (want in ASKED) return this.#answer(want, text, found);
    if (found.kind === "bad") return app.wrong(found.reason, text);
    if (!want) return this.#look(found);
    return this.#take(want, found);
  }

  // Outside of a task a scan asks what a thing is.
  async #look({ value }) {
    await this.app.go("task", { task: "find" });
    return this.#commit(value);
  }

  async #take(want, found) {
    const { app } = this;
    const { value } = found;
    if (want === "reason") return app.wrong("reason_first", value);
    if (isPlace(this.state.task, found) && (want !== "code" || TASKS[this.state.task].optional)) return this.settle(value);
    if (want !== "code") return app.wrong(`no_${want}`, value);
    if (!wanted({ ...this.state, pending: value })) return this.#commit(value);
    await app.step({ pending: value, given: {} });
    app.ready(value);
    if (this.wanted === "location" && !app.rows.get(value)?.to) this.#suggest(value);
  }

  /** Work at this place from now on: a bag, a departure, a bin, an inbound load. */
  async settle(place) {
    this.app.done = new Set();
    this.app.counted = 0;
    await this.app.step({ place });
    tell("green");
    this.app.ready(place);
  }

  // What is asked for after the code.
  async #answer(want, text, found) {
    const asked = ASKED[want];
    const value = asked.read(text, found);
    if (!value && asked.passedBy?.includes(found.kind)) {
      await this.#given(want, {});
      return this.handle(text, 0);
    }
    if (!value) return this.app.wrong(asked.wrong, text);
    return this.#given(want, value);
  }

  async #given(want, value) {
    const { app } = this;
    const given = { ...this.state.given, [want]: value };
    const next = { ...this.state, given };
    if (!wanted(next)) return this.#commit(next.pending, next);
    await app.step({ given });
    app.ready(next.pending);
  }

  async #suggest(code) {
    const { app } = this;
    const scan = { id: newId(app.now), action: "suggest", code, at: localTime(app.now), context: {} };
    const answer = await hub.suggest(app.shift.token, scan).then(({ results }) => results[0], () => undefined);
    if (this.state.pending !== code) return;
    if (answer?.outcome === "refused") {
      await app.step({ pending: "" });
      app.outcome = app.shown(app.told(answer), code);
      tell("red");
    } else if (answer) this.suggested = { code, location: answer.location };
    app.paint();
  }

  // --- Commands: what a printed code or a button tells ---

  async command(name) {
    const { app } = this;
    const key = name.toLowerCase();
    if (key === "confirm") return this.confirm();
    if (!app.shift) return app.wrong("no_shift", name);
    if (key === "undo") return this.undo();
    if (key === "skip") return this.skip();
    if (key === "menu" || key === "done") return app.go("menu");
    if (key === "exception") return app.go("task", { task: "exception" });
    if (key.startsWith("task")) return this.#byName(key.slice(4), Object.keys(TASKS), (task) => app.go("task", { task }));
    if (key.startsWith("reason")) return this.#byName(key.slice(6), app.tasks?.reasons ?? [], (reason) => this.choose(reason));
    return app.wrong("unknown_command", name);
  }

  #byName(letters, names, act) {
    const name = names.find((one) => one.replaceAll("_", "") === letters);
    return name ? act(name) : this.app.wrong("unknown_command", letters);
  }

  confirm() {
    const { app } = this;
    if (app.stopped) {
      app.stopped = false;
      return app.ready();
    }
    const want = this.wanted;
    if (ASKED[want]?.skippable) return this.#given(want, {});
    if (this.state.screen === "start") return app.startNow?.();
    return app.wrong("nothing_to_confirm", "");
  }

  async choose(reason) {
    if (!TASKS[this.state.task]?.reason) return this.app.wrong("no_reason_here", reason);
    await this.app.step({ reason });
    this.app.ready(named("reason", reason));
  }

  async skip() {
    await this.app.step(this.state.pending ? { pending: "" } : { place: "", reason: "" });
    this.app.stopped = false;
    this.app.ready();
  }

  /** The last scan, while it can be taken back. */
  get undoable() {
    const { app } = this;
    const one = app.last.find((line) => line.action !== "find");
    if (!one || one.action === "undo" || one.undone || one.signal === "red" || one.shift !== app.shift?.id) return undefined;
    const task = one.action === "hold" ? "exception" : one.action;
    return TASKS[task]?.undo && app.now - one.madeAt < UNDO_MS ? one : undefined;
  }

  undo() {
    const { app } = this;
    const one = this.undoable;
    if (!one) return app.wrong("nothing_to_undo", "");
    one.undone = true;
    app.done.delete(one.code);
    app.stopped = false;
    return app.put({ action: "undo", code: one.code, context: { of: one.id } }, SAVED);
  }

  // --- Scans ---

  async #commit(code, state = this.state) {
    const { app } = this;
    const { task } = state;
    const action = app.row?.action ?? (task === "exception" ? "hold" : task);
    const judged = task === "find" ? await this.#known(code) : judge(app.row && { ...app.row, place: TASKS[task].place }, app.at, code, app.rows, app.done);
    this.suggested = undefined;
    app.state = { ...app.state, pending: "", given: {} };
    return app.put({ action, code, context: contextOf(state, app.at) }, judged);
  }

  // What the lists that were taken along tell of a thing: shown at once, and all there is without the network.
  async #known(code) {
    const lists = await this.app.store.all("lists");
    const list = lists.find((one) => rowOf(one, code));
    if (!list) return SAVED;
    const { state, clearance, location, gateway } = rowOf(list, code);
    const about = [named("state", state), clearance && named("clearance", clearance), location, gateway].filter(Boolean);
    return { signal: "green", code: "known_here", params: { about: about.join(" · "), at: clock(list.heard, this.app.zone) } };
  }

  /** A piece that has no label: it gets a name of its own and becomes a case. */
  unlabelled() {
    const code = `NOLABEL-${newId().slice(-8).toUpperCase()}`;
    return this.app.put({ action: "receive", code, context: { reason: this.state.reason } }, { signal: "amber", code: "set_aside", params: {} });
  }

  /** A new bag to a gateway, which one works at from now on. It gets its number from the hub, so this needs the network. */
  async newBag({ gateway, service }) {
    const { app } = this;
    try {
      const bag = await hub.newBag(app.shift.token, { gateway, service });
      await app.renew();
      return this.settle(bag.code);
    } catch (error) {
      const words = error.status ? (find(`code.${error.code}`) ?? error.message) : say("needs_network");
      return app.refuse(words, `${gateway} · ${service}`);
    }
  }
}
