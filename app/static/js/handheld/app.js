// The handheld: one state, kept at every step; codes come in, scans go to the outbox, answers come back.

import { tell, wake } from "./feedback.js";
import * as hub from "./hub.js";
import { makeSender } from "./sender.js";
import { localTime, newId } from "./store.js";
import { indexed } from "./verdict.js";
import { clock, find, kilograms, named, say } from "./words.js";

const RENEW_MS = 60_000;
const SHOWN = 10;
// What must be seen before the next scan: the piece in hand must not go where it was going.
const STOPS = new Set(["on_hold", "not_cleared", "wrong_unit", "wrong_departure", "no_release", "departure_full", "departure_closed", "after_cutoff", "signed_out", "unit_closed"]);
const BLANK = { screen: "menu", task: "", place: "", pending: "", given: {}, reason: "" };

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
    await this.prepare(this.state.screen);
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
    const line = { id: item.scan.id, code: item.scan.code, action: item.scan.action, task: item.task, madeAt: Date.parse(item.scan.at), shift: item.shift };
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

  // One after the other: a token that is given back twice would be refused.
  #giveBack() {
    this.giving = (this.giving ?? Promise.resolve()).then(() => this.#giveBackAll());
    return this.giving;
  }

  async #giveBackAll() {
    const [shifts, out, photos] = await Promise.all(["shifts", "out", "photos"].map((name) => this.store.all(name)));
    const busy = new Set([...out, ...photos].map((one) => one.shift));
    for (const shift of shifts.filter((one) => one.ending && !busy.has(one.id))) {
      const gone = await hub.end(shift.token).then(() => true, (error) => error.status === 401 || error.status === 404);
      if (gone) await this.store.delete("shifts", shift.id);
    }
  }

  // --- Where one is ---

  /** Load what a screen needs before it is shown. */
  async prepare(screen) {
    if (screen === "task") await this.atWork();
  }

  async go(screen, changes = {}) {
    await this.prepare(screen);
    this.state = { ...BLANK, screen, ...changes };
    this.stopped = false;
    this.done = new Set();
    this.rows = new Map();
    this.counted = 0;
    await this.#keepState();
    this.ready();
    if (this.state.task) await this.#takeList();
  }

  async step(changes) {
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
    const count = this.at?.left ?? this.row?.count;
    return count && this.state.task !== "find" ? Math.max(count - (this.done.size - this.counted), 0) : undefined;
  }

  /** The bag, departure or inbound load that one works at, as the hub last told of it. */
  get at() {
    const { place } = this.state;
    const { units = [], departures = [], loads = [], lists = [] } = this.tasks ?? {};
    return [...units, ...departures, ...loads, ...lists].find((one) => place && (one.code ?? one.number) === place);
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
    await this.store.put("lists", { ...fresh, heard: Date.now() });
    this.rows = indexed(fresh);
    this.paint();
  }

  // --- Codes ---

  /** Codes are handled one after the other, however fast they come. */
  onCode(text, ms = 0) {
    wake();
    this.handling = this.handling
      .then(() => this.atWork())
      .then((work) => work.handle(text, ms))
      .catch((error) => this.refuse(String(error), text));
    return this.handling;
  }

  async atWork() {
    this.work ??= new (await import("./work.js")).Work(this);
    return this.work;
  }

  /** This was not taken: nothing is saved, and the next scan may follow. */
  wrong(reason, text) {
    this.refuse(say(`code.${reason}`), text);
  }

  /** A red outcome in words: what is wrong, and what to do. */
  refuse(what, next = "") {
    tell("red");
    this.outcome = { signal: "red", word: say("signal.red"), what, next };
    this.paint();
  }

  // --- Scans ---

  /** Put a scan on the disk, then show it as judged here; the hub hears of it when it can. */
  async put(what, judged) {
    const scan = { id: newId(this.now), action: what.action, code: what.code, at: localTime(this.now), context: what.context };
    const item = { scan, shift: this.shift.id, task: this.state.task };
    try {
      item.seq = await this.store.add(item, this.state);
    } catch {
      return this.refuse(say("not_saved"), what.code);
    }
    if (judged.signal === "green") this.done.add(what.code);
    this.#note(item, judged);
    this.sender.kick();
    return item;
  }

  // Shown when it is on the disk, and not before.
  #note(item, judged) {
    const saved = judged.signal === "green";
    const plain = judged.code === "saved";
    const words = plain ? say("saved.short") : say(`code.${judged.code}`, judged.params);
    const line = this.#line(item);
    this.last = [{ ...line, signal: saved ? "saved" : judged.signal, words }, ...this.last].slice(0, SHOWN);
    this.net = { ...this.net, waiting: this.net.waiting + 1 };
    const word = saved ? say("saved") : say(`signal.${judged.signal}`);
    this.outcome = { signal: saved ? "saved" : judged.signal, word, what: item.scan.code, next: plain ? say("saved.next") : words };
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
      this.outcome = this.shown(told, item.scan.code);
      this.stopped = told.signal === "red" && STOPS.has(item.answer.code);
    }
    this.onPhotoWanted?.(item);
    this.paint();
  }

  /** An answer in the words of this language; the hub's own English only where that is the language. */
  told(answer) {
    const subject = answer.subject ?? {};
    const params = { gateway: [subject.gateway, subject.service].filter(Boolean).join(" ") || "–", reasons: (subject.holds ?? []).map((one) => named("reason", one)).join(", "), weight: kilograms(subject.weight_g ?? 0) };
    const english = document.documentElement.lang === "en";
    const refused = (answer.first_outcome ?? answer.outcome) === "refused";
    const state = subject.handling || subject.state;
    const done = answer.code === "find" && state ? `${named("state", state)}${subject.clearance ? ` · ${named("clearance", subject.clearance)}` : ""}` : undefined;
    const words = refused ? (find(`code.${answer.code}`, params) ?? (english ? answer.detail : say("code.other"))) : (done ?? find(`done.${answer.code}`, params) ?? named("action", answer.code));
    const next = find(`next.${answer.next_code}`, params) ?? (english ? answer.next : "");
    return { signal: answer.signal, words, next };
  }

  shown({ signal, words, next }, code) {
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
    await this.put({ action: item.scan.action, code: item.scan.code, context }, { signal: "green", code: "saved", params: {} });
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
