// The handheld: one state, kept at every step; codes come in, scans go to the outbox, answers come back.

import { read } from "./codes.js";
import { tell, wake } from "./feedback.js";
import * as hub from "./hub.js";
import { makeSender } from "./sender.js";
import { localTime, newId } from "./store.js";
import { TASKS, contextOf, grams, isPlace, wanted } from "./tasks.js";
import { indexed, judge } from "./verdict.js";
import { clock, find, kilograms, named, say } from "./words.js";
import { doubled } from "./wedge.js";

const UNDO_MS = 60_000;
const RENEW_MS = 60_000;
const SHOWN = 10;
// What must be seen before the next scan: the piece in hand must not go where it was going.
const STOPS = new Set(["on_hold", "not_cleared", "wrong_unit", "wrong_departure", "no_release", "departure_full", "departure_closed", "after_cutoff", "signed_out", "unit_closed"]);
const BLANK = { screen: "menu", task: "", place: "", pending: "", reason: "", note: "" };

export class Handheld {
  state = { ...BLANK };
  shift;
  about;
  tasks;
  rows = new Map();
  done = new Set();
  counted = 0; // of `done`, how many the hub's count already knows
  last = [];
  net = { online: navigator.onLine, waiting: 0, refused: 0 };
  outcome;
  stopped = false;
  handling = Promise.resolve();

  /** `paint()` draws the whole screen from this; `store` is open. */
  constructor(store, build, paint) {
    this.store = store;
    this.build = build;
    this.paint = paint;
  }

  async start() {
    this.about = (await this.store.get("meta", "handheld")) ?? (await this.#register());
    this.skew = (await this.store.get("meta", "skew")) ?? 0;
    this.tasks = await this.store.get("meta", "tasks");
    const id = await this.store.get("meta", "shift");
    this.shift = id && (await this.store.get("shifts", id));
    this.state = { ...BLANK, ...(await this.store.get("meta", "state")) };
    if (!["menu", "task"].includes(this.state.screen)) this.state = { ...BLANK };
    if (!this.shift) this.state = { ...BLANK, screen: "start" };
    this.ready();
    await this.#recall();
    this.sender = makeSender(this.store, {
      about: async () => ({ id: this.about.id, version: this.build, persisted: Boolean(await navigator.storage?.persisted?.()) }),
      onAnswer: (item) => this.#answered(item),
      onState: (net) => this.#heard(net),
    });
    if (this.state.task) await this.#takeList();
    this.renew();
    setInterval(() => this.renew(), RENEW_MS);
  }

  async #register() {
    const about = { id: newId(), name: "" };
    await this.store.put("meta", about, "handheld");
    return about;
  }

  // The last scans, as before a reload.
  async #recall() {
    const [sent, out, refused] = await Promise.all(["sent", "out", "refused"].map((name) => this.store.all(name)));
    const items = [...sent.slice(-SHOWN), ...out].sort((one, other) => one.seq - other.seq).slice(-SHOWN);
    this.last = items.map((item) => this.#line(item)).reverse();
    this.net = { ...this.net, waiting: out.length, refused: refused.length };
    this.paint();
  }

  #line(item) {
    const line = { id: item.scan.id, code: item.scan.code, action: item.scan.action, madeAt: Date.parse(item.scan.at), shift: item.shift };
    return { ...line, at: clock(item.scan.at, this.zone), ...(item.answer ? this.told(item.answer) : { signal: "saved", words: say("saved.short") }) };
  }

  get zone() {
    return this.shift?.hub.zone;
  }

  get now() {
    return Date.now() + this.skew;
  }

  // --- Shifts ---

  /** Who is signed in with this browser; null when nobody is, undefined without the network. */
  async person() {
    this.session = await hub.session().catch(() => undefined);
    return this.session && this.session.person;
  }

  async beginShift(name) {
    await wake();
    await navigator.storage?.persist?.();
    const value = await hub.begin(this.session.csrf, { handheld: this.about.id, name, version: this.build });
    const shift = { id: value.token.split("_")[2], token: value.token, person: value.person, hub: value.hub, begun: value.now };
    this.about = { ...this.about, name };
    this.skew = Date.parse(value.now) - Date.now();
    await this.store.put("shifts", shift);
    await this.store.put("meta", this.about, "handheld");
    await this.store.put("meta", this.skew, "skew");
    await this.store.put("meta", shift.id, "shift");
    this.shift = shift;
    await this.go("menu");
    this.renew();
    this.sender.kick();
  }

  /** The shift ends here at once; its token is given back when nothing of it waits any more. */
  async endShift() {
    await this.store.put("shifts", { ...this.shift, ending: true });
    await this.store.delete("meta", "shift");
    this.shift = undefined;
    await this.go("start");
    await this.#giveBack();
  }

  async #giveBack() {
    const [shifts, out, photos] = await Promise.all(["shifts", "out", "photos"].map((name) => this.store.all(name)));
    const busy = new Set([...out, ...photos].map((one) => one.shift));
    for (const shift of shifts.filter((one) => one.ending && !busy.has(one.id))) {
      const gone = await hub.end(shift.token).then(() => true, (error) => error.status === 401 || error.status === 404);
      if (gone) await this.store.delete("shifts", shift.id);
    }
  }

  // --- Where one is ---

  async go(screen, changes = {}) {
    this.state = { ...BLANK, screen, ...changes };
    this.stopped = false;
    this.done = new Set();
    this.rows = new Map();
    this.counted = 0;
    await this.#keepState();
    this.ready();
    if (this.state.task) await this.#takeList();
  }

  async #step(changes) {
    this.state = { ...this.state, ...changes };
    await this.#keepState();
  }

  #keepState() {
    return this.store.put("meta", this.state, "state");
  }

  ready(what = "") {
    this.outcome = { signal: "ready", word: say("ready"), what };
    this.paint();
  }

  get row() {
    return this.tasks?.tasks.find((one) => one.id === this.state.task);
  }

  /** How much is left to do in this task, as far as is known here. */
  get left() {
    const count = this.row?.count;
    return count && this.state.task !== "find" ? Math.max(count - (this.done.size - this.counted), 0) : undefined;
  }

  /** The bag or departure that one works at, as the hub last told of it. */
  get at() {
    const { place } = this.state;
    return this.tasks?.units.find((one) => one.code === place) ?? this.tasks?.departures.find((one) => one.number === place);
  }

  /** Ask the hub for how things stand; without the network the last answer stays. */
  async renew() {
    if (!this.shift) return;
    try {
      const tasks = await hub.tasks(this.shift.token);
      this.tasks = tasks;
      this.counted = this.done.size;
      this.skew = Date.parse(tasks.now) - Date.now();
      await this.store.put("meta", tasks, "tasks");
      await this.store.put("meta", this.skew, "skew");
      if (this.state.task) await this.#renewList();
    } catch (error) {
      if (error.status === 401) await this.#signedOut();
    }
    this.paint();
  }

  async #signedOut() {
    await this.store.delete("meta", "shift");
    this.shift = undefined;
    this.state = { ...BLANK, screen: "start" };
    this.outcome = { signal: "red", word: say("signal.red"), what: say("code.signed_out"), next: say("next.sign_in") };
  }

  async #takeList() {
    const kept = await this.store.get("lists", this.state.task);
    this.rows = indexed(kept);
    const { task } = this.state;
    for (const item of [...(await this.store.all("sent")), ...(await this.store.all("out"))].slice(-500)) {
      const fresh = Date.now() - Date.parse(item.scan.at) < 15 * 60_000;
      if (fresh && item.scan.action === this.row?.action && item.task === task && item.answer?.outcome !== "refused") this.done.add(item.scan.code);
    }
    this.#renewList().catch(() => {});
  }

  async #renewList() {
    const { task } = this.state;
    const kept = await this.store.get("lists", task);
    const fresh = await hub.list(this.shift.token, task, kept?.etag);
    if (!fresh || task !== this.state.task) return;
    await this.store.put("lists", fresh);
    this.rows = indexed(fresh);
    this.paint();
  }

  // --- Codes ---

  /** Codes are handled one after the other, however fast they come. */
  onCode(text, ms = 0) {
    wake();
    this.handling = this.handling.then(() => this.#handle(text, ms)).catch((error) => this.#wrong("other", String(error)));
    return this.handling;
  }

  async #handle(text, ms) {
    if (this.state.screen === "device") return this.tested?.(text, ms);
    if (doubled(text)) return this.#wrong("doubled", text);
    const found = read(text);
    if (found.kind === "command") return this.command(found.value);
    if (!this.shift) return this.#wrong("no_shift", text);
    if (this.stopped) return this.#wrong("confirm_first", text);
    const want = this.state.screen === "task" ? wanted(this.state) : undefined;
    if (want === "weight") return this.weigh(text);
    if (want === "seal") return this.commit(this.state.pending, { seal: text.slice(0, 40) });
    if (found.kind === "bad") return this.#wrong(found.reason, text);
    if (!want) return this.#look(found);
    return this.#take(want, found);
  }

  // Outside of a task a scan asks what a thing is.
  async #look(found) {
    await this.go("task", { task: "find" });
    return this.commit(found.value);
  }

  async #take(want, { value, kind }) {
    if (want === "reason") return this.#wrong("reason_first", value);
    if (want === "confirm") return this.#wrong("confirm_first", value);
    const place = isPlace(this.state.task, kind);
    if (want === "location" && this.state.pending) {
      return place ? this.commit(this.state.pending, { location: value }) : this.#wrong("not_a_place", value);
    }
    if (place && (want !== "code" || TASKS[this.state.task].optional)) return this.#settle(value);
    if (want !== "code") return this.#wrong(`no_${want}`, value);
    const { ask } = TASKS[this.state.task];
    if (!ask || (ask === "location" && this.state.place)) return this.commit(value);
    await this.#step({ pending: value });
    this.ready(value);
    if (ask === "location") this.#suggest(value);
  }

  async #settle(place) {
    this.done = new Set();
    await this.#step({ place });
    tell("green");
    this.ready(place);
  }

  async #suggest(code) {
    const scan = { id: newId(this.now), action: "suggest", code, at: localTime(this.now), context: {} };
    const answer = await hub.suggest(this.shift.token, scan).then(({ results }) => results[0], () => undefined);
    if (this.state.pending !== code) return;
    if (answer?.outcome === "refused") {
      await this.#step({ pending: "" });
      this.outcome = this.#shown(this.told(answer), code);
      tell("red");
    } else if (answer) this.suggested = { code, location: answer.location };
    this.paint();
  }

  weigh(text) {
    const weight = grams(text.trim());
    if (weight === null) return this.#wrong("not_a_weight", text);
    return this.commit(this.state.pending, { weight_g: weight, source: "typed" });
  }

  #wrong(reason, text) {
    tell("red");
    this.outcome = { signal: "red", word: say("signal.red"), what: say(`code.${reason}`), next: text };
    this.paint();
  }

  // --- Commands: what a printed code or a button tells ---

  async command(name) {
    const key = name.toLowerCase();
    if (key === "confirm") return this.confirm();
    if (!this.shift) return this.#wrong("no_shift", name);
    if (key === "undo") return this.undo();
    if (key === "skip") return this.skip();
    if (key === "menu" || key === "done") return this.go("menu");
    if (key === "exception") return this.go("task", { task: "exception" });
    if (key.startsWith("task")) return this.#byName(key.slice(4), Object.keys(TASKS), (task) => this.go("task", { task }));
    if (key.startsWith("reason")) return this.#byName(key.slice(6), this.tasks?.reasons ?? [], (reason) => this.choose(reason));
    return this.#wrong("unknown_command", name);
  }

  #byName(letters, names, act) {
    const name = names.find((one) => one.replaceAll("_", "") === letters);
    return name ? act(name) : this.#wrong("unknown_command", letters);
  }

  confirm() {
    if (this.stopped) {
      this.stopped = false;
      return this.ready();
    }
    const want = this.state.screen === "task" && this.state.pending ? wanted(this.state) : undefined;
    if (want === "seal" || want === "confirm") return this.commit(this.state.pending);
    if (this.state.screen === "start") return this.startNow?.();
    return this.#wrong("nothing_to_confirm", "");
  }

  async choose(reason) {
    if (!TASKS[this.state.task]?.reason) return this.#wrong("no_reason_here", reason);
    await this.#step({ reason });
    this.ready(named("reason", reason));
  }

  async skip() {
    await this.#step(this.state.pending ? { pending: "" } : { place: "", reason: "" });
    this.stopped = false;
    this.ready();
  }

  get undoable() {
    const one = this.last.find((line) => line.action !== "find");
    if (!one || one.action === "undo" || one.undone || one.signal === "red" || one.shift !== this.shift?.id) return undefined;
    const task = Object.keys(TASKS).find((name) => name === one.action || (name === "exception" && one.action === "hold"));
    return TASKS[task]?.undo && this.now - one.madeAt < UNDO_MS ? one : undefined;
  }

  undo() {
    const one = this.undoable;
    if (!one) return this.#wrong("nothing_to_undo", "");
    one.undone = true;
    this.done.delete(one.code);
    this.stopped = false;
    return this.#put({ action: "undo", code: one.code, context: { of: one.id } }, { signal: "green", code: "saved", params: {} });
  }

  // --- Scans ---

  async commit(code, extra = {}) {
    const { task } = this.state;
    const context = contextOf(this.state, extra);
    const judged = judge(this.row && { ...this.row, place: TASKS[task].place }, this.at, code, this.rows, this.done);
    const action = this.row?.action ?? (task === "exception" ? "hold" : task);
    await this.#step({ pending: "" });
    this.suggested = undefined;
    return this.#put({ action, code, context }, judged);
  }

  /** A piece that has no label: it gets a name of its own and becomes a case. */
  unlabelled() {
    const code = `NOLABEL-${newId().slice(-8).toUpperCase()}`;
    return this.#put({ action: "receive", code, context: { reason: this.state.reason } }, { signal: "amber", code: "set_aside", params: {} });
  }

  async #put(what, judged) {
    const scan = { id: newId(this.now), action: what.action, code: what.code, at: localTime(this.now), context: what.context };
    const item = { scan, shift: this.shift.id, task: this.state.task };
    try {
      item.seq = await this.store.add(item);
    } catch {
      tell("red");
      this.outcome = { signal: "red", word: say("signal.red"), what: say("not_saved"), next: what.code };
      return this.paint();
    }
    if (judged.signal === "green") this.done.add(what.code);
    this.#note(item, judged);
    this.sender.kick();
    return item;
  }

  // Shown when it is on the disk, and not before.
  #note(item, judged) {
    const saved = judged.signal === "green";
    const words = saved ? say("saved.short") : say(`code.${judged.code}`, judged.params);
    const line = this.#line(item);
    this.last = [{ ...line, signal: saved ? "saved" : judged.signal, words }, ...this.last].slice(0, SHOWN);
    this.net = { ...this.net, waiting: this.net.waiting + 1 };
    const word = saved ? say("saved") : say(`signal.${judged.signal}`);
    this.outcome = { signal: saved ? "saved" : judged.signal, word, what: item.scan.code, next: saved ? say("saved.next") : words };
    this.stopped = judged.signal === "red" && STOPS.has(judged.code);
    this.judged = { id: item.scan.id, signal: saved ? "green" : judged.signal };
    tell(saved ? "saved" : judged.signal);
    this.paint();
  }

  // --- Answers ---

  #answered(item) {
    const told = this.told(item.answer);
    const line = this.last.find((one) => one.id === item.scan.id);
    if (line) Object.assign(line, told);
    if (told.signal === "red") this.done.delete(item.scan.code);
    if (this.judged?.id === item.scan.id) {
      if (told.signal !== this.judged.signal) tell(told.signal);
      this.outcome = this.#shown(told, item.scan.code);
      this.stopped = told.signal === "red" && STOPS.has(item.answer.code);
    }
    this.onPhotoWanted?.(item);
    this.paint();
  }

  /** An answer in the words of this language; the hub's own English only where that is the language. */
  told(answer) {
    const subject = answer.subject ?? {};
    const params = { gateway: subject.gateway ?? "–", reasons: (subject.holds ?? []).map((one) => named("reason", one)).join(", "), weight: kilograms(subject.weight_g ?? 0) };
    const english = document.documentElement.lang === "en";
    const refused = (answer.first_outcome ?? answer.outcome) === "refused";
    const state = subject.handling || subject.state;
    const done = answer.code === "find" && state ? `${named("state", state)}${subject.clearance ? ` · ${named("clearance", subject.clearance)}` : ""}` : undefined;
    const words = refused ? (find(`code.${answer.code}`, params) ?? (english ? answer.detail : say("code.other"))) : (done ?? find(`done.${answer.code}`, params) ?? named("action", answer.code));
    const next = find(`next.${answer.next_code}`, params) ?? (english ? answer.next : "");
    return { signal: answer.signal, words, next };
  }

  #shown({ signal, words, next }, code) {
    return { signal, word: say(`signal.${signal}`), what: `${code} · ${words}`, next };
  }

  async #heard(net) {
    const refused = await this.store.count("refused");
    this.net = { ...this.net, ...net, refused };
    if (net.online && net.waiting === 0) this.#giveBack();
    this.paint();
  }

  // --- The outbox ---

  /** Send a refused scan again as a new one, of the person who is here now. */
  async resend(item, override = false) {
    const context = { ...item.scan.context, ...(override ? { override: true } : {}) };
    await this.#put({ action: item.scan.action, code: item.scan.code, context }, { signal: "green", code: "saved", params: {} });
    await this.dismiss(item);
  }

  async dismiss(item) {
    await this.store.delete("refused", item.seq);
    this.net = { ...this.net, refused: await this.store.count("refused") };
    this.paint();
  }

  async keepPhoto(scanId, blob) {
    await this.store.put("photos", { scan: scanId, shift: this.shift.id, blob });
    this.sender.kick();
  }
}
