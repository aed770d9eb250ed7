// Brings scans from the outbox to the hub: one sender over all tabs, in order, one timer, never a storm of tries.

const MOST = 50;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const CUT_SHORT_AFTER_MS = 2_000;
const TIMEOUT_MS = 20_000;

/** How long to wait after the n-th failed try in a row (the first is 0), with up to a quarter more or less. */
export function backOff(tries, random = Math.random()) {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(tries, 10), LONGEST_WAIT_MS) * (0.75 + random / 2);
}

/**
 * Start sending. `about()` tells of the handheld ({id, version, persisted}). `onAnswer(item)` comes for each scan that
 * was answered, in every tab; `onState({online, waiting, stuck})` when that changes.
 */
export function makeSender(store, { about, onAnswer, onState }) {
  const news = new BroadcastChannel("entrepot-answers");
  const stopped = new AbortController();
  let tries = 0;
  let triedAt = 0;
  let timer;
  let running = false;
  let more = false;
  let gap = false;

  news.onmessage = ({ data }) => (data.items ? data.items.forEach(onAnswer) : kick());
  const hasten = () => document.visibilityState === "visible" && performance.now() - triedAt > CUT_SHORT_AFTER_MS && kick();
  addEventListener("online", hasten, { signal: stopped.signal });
  document.addEventListener("visibilitychange", hasten, { signal: stopped.signal });

  /** Send now, unless the hub has just failed to answer: then at the next try. */
  function kick() {
    more = true;
    if (running) return;
    if (tries === 0 || performance.now() - triedAt > CUT_SHORT_AFTER_MS) plan(0);
  }

  function plan(wait) {
    clearTimeout(timer);
    if (!stopped.signal.aborted) timer = setTimeout(run, wait);
  }

  function run() {
    // Another tab that sends already will see this scan, too: it stands in the outbox.
    return navigator.locks.request("entrepot-sender", { ifAvailable: true }, async (lock) => {
      if (!lock) return plan(CUT_SHORT_AFTER_MS);
      running = true;
      try {
        // A scan that comes while the last words are said is sent by another round.
        do {
          more = false;
          while (await sendBatch()) tries = 0;
          await sendPhotos();
          tries = 0;
          await tell(true);
        } while (more);
      } catch (error) {
        more = true;
        triedAt = performance.now();
        plan(error.retryMs ?? backOff(tries));
        tries += 1;
        await tell(false, error);
      } finally {
        running = false;
      }
    });
  }

  async function tell(online, error) {
    onState({ online, waiting: await store.count("out"), stuck: error?.message });
  }

  /** Send the first scans of one shift. Returns whether there may be more. */
  async function sendBatch() {
    const first = await store.waiting(MOST);
    if (first.length === 0) return false;
    const items = consecutive(first);
    const shift = await store.get("shifts", items[0].shift);
    if (!shift) return settle(items, items.map(() => lost("signed_out")));
    const waiting = (await store.count("out")) - items.length;
    const handheld = { ...(await about()), first: items[0].seq, waiting, gap };
    const response = await call(shift.token, "/api/v1/scans", JSON.stringify({ scans: items.map((one) => one.scan), handheld }));
    const value = await response.json();
    if (response.ok) {
      gap = false;
      return settle(items, value.results);
    }
    return refusedWhole(items, response.status, value);
  }

  // What cannot be sent any better by trying again.
  async function refusedWhole(items, status, problem) {
    if (status === 409 && problem.code === "gap") return again(items[0].seq, Number(problem.errors[0].expected));
    if (status === 401) return settle(items, items.map(() => lost("signed_out")));
    if (status === 422 || status === 400 || status === 413) {
      const wrong = new Set(problem.errors.map((one) => one.row).filter(Boolean));
      const named = items.filter((_, place) => wrong.has(place + 1));
      // A request that is refused without a row is sent again one scan at a time.
      const first = named.length > 0 ? named : items.slice(0, 1);
      return settle(first, first.map(() => lost(problem.code, problem.detail, problem.hint)));
    }
    throw Object.assign(new Error(problem.detail ?? `the hub answered ${status}`), { retryMs: status === 404 ? LONGEST_WAIT_MS : undefined });
  }

  // The hub was restored to an earlier state: what was acknowledged and is still kept goes into the outbox again.
  async function again(first, expected) {
    const kept = (await store.sentFrom(expected)).filter((one) => one.seq < first && !one.answer.lost);
    gap = kept.length === 0 || kept[0].seq > expected;
    for (const item of kept) await store.put("out", { seq: item.seq, scan: item.scan, shift: item.shift });
    return true;
  }

  async function settle(items, answers) {
    const settled = items.map((item, place) => ({ ...item, answer: answers[place] }));
    await store.settle(settled);
    settled.forEach(onAnswer);
    news.postMessage({ items: settled });
    await tell(true);
    return true;
  }

  async function sendPhotos() {
    for (const photo of await store.all("photos")) {
      const shift = await store.get("shifts", photo.shift);
      if (!shift) continue; // it waits until its person begins a shift here again
      const response = await call(shift.token, `/api/v1/photos?scan=${photo.scan}`, photo.blob, "image/jpeg");
      if (response.status !== 401) await store.delete("photos", photo.scan);
    }
  }

  async function call(token, path, body, type = "application/json") {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": type, Accept: "application/json" };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(path, { method: "POST", headers, body, signal, credentials: "omit" });
    if (response.status >= 500 || response.status === 429) throw new Error(`the hub answered ${response.status}`);
    return response;
  }

  kick();
  return {
    /** Whether the hub is being asked at this moment. */
    get busy() {
      return running;
    },
    /** A scan was put into the outbox: send it, whichever tab is the sender. */
    kick() {
      news.postMessage({});
      kick();
    },
    stop() {
      stopped.abort();
      clearTimeout(timer);
      news.close();
    },
  };
}

// One shift's scans whose numbers follow each other without a gap.
function consecutive(items) {
  const end = items.findIndex((one, place) => one.shift !== items[0].shift || one.seq !== items[0].seq + place);
  return end < 0 ? items : items.slice(0, end);
}

function lost(code, detail = "", hint = "") {
  return { outcome: "refused", signal: "red", code, detail, next: hint, next_code: "look", subject: null, lost: true };
}
