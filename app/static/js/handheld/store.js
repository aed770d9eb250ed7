// What a handheld keeps: scans on their way, answers, refusals, shifts, lists. A scan is on the disk before it is shown.

const NAME = "entrepot";
const VERSION = 1;
const KEPT_SENT = 1_000;

/** Open the store. Rejects when the browser keeps nothing (private window, no room). */
export function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another tab holds an older version open"));
    request.onsuccess = () => {
      const db = request.result;
      db.onversionchange = () => db.close();
      resolve(new Store(db));
    };
  });
}

// Later versions add to this; `out` and `refused` stay as they are, whatever comes.
function upgrade(db) {
  db.createObjectStore("out", { keyPath: "seq", autoIncrement: true });
  db.createObjectStore("sent", { keyPath: "seq" });
  db.createObjectStore("refused", { keyPath: "seq" });
  db.createObjectStore("photos", { keyPath: "scan" });
  db.createObjectStore("shifts", { keyPath: "id" });
  db.createObjectStore("lists", { keyPath: "task" });
  db.createObjectStore("meta");
}

class Store {
  constructor(db) {
    this.db = db;
  }

  /** Put `{scan, shift, task}` into the outbox, and where one is after it; resolves with its number when both are on the disk. */
  async add(item, state) {
    return this.#write(["out", "meta"], (out, meta) => {
      meta.put(state, "state");
      return out.add(item);
    });
  }

  /** The first scans of the outbox, in order, at most `most`. */
  waiting(most) {
    return this.#read("out", (store) => store.getAll(undefined, most));
  }

  count(name) {
    return this.#read(name, (store) => store.count());
  }

  all(name) {
    return this.#read(name, (store) => store.getAll());
  }

  get(name, key) {
    return this.#read(name, (store) => store.get(key));
  }

  put(name, value, key) {
    return this.#write([name], (store) => store.put(value, key));
  }

  delete(name, key) {
    return this.#write([name], (store) => store.delete(key));
  }

  /** Acknowledged scans that are kept, from a number on. */
  sentFrom(seq) {
    return this.#read("sent", (store) => store.getAll(IDBKeyRange.lowerBound(seq)));
  }

  /** Move answered scans out of the outbox: all to `sent`, those that somebody must look at to `refused`, too. */
  async settle(items) {
    await this.#write(["out", "sent", "refused"], (out, sent, refused) => {
      for (const item of items) {
        out.delete(item.seq);
        sent.put(item);
        if (isConflict(item)) refused.put(item);
      }
      return sent.delete(IDBKeyRange.upperBound(items.at(-1).seq - KEPT_SENT));
    });
  }

  #read(name, ask) {
    return new Promise((resolve, reject) => {
      const request = ask(this.db.transaction(name).objectStore(name));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  #write(names, change) {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(names, "readwrite", { durability: "strict" });
      const request = change(...names.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

// What was refused and would have changed something; that it was done already is no conflict.
function isConflict({ scan, answer }) {
  return (answer.first_outcome ?? answer.outcome) === "refused" && answer.signal === "red" && scan.action !== "find";
}

/** A version 7 UUID (RFC 9562): the time first, so that ids of one device sort as they were made. */
export function newId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 5, rest = now; place >= 0; place -= 1, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A moment as RFC 3339 in the device's own zone. */
export function localTime(at = Date.now()) {
  const moment = new Date(at);
  const offset = -moment.getTimezoneOffset();
  const two = (value) => String(Math.floor(Math.abs(value))).padStart(2, "0");
  const local = new Date(at + offset * 60_000).toISOString().slice(0, -1);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}
