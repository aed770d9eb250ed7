// One scan at a time to the hub, in order. Each has an id made here; until the hub has answered,
// the same scan with the same id is sent again, so that it is applied once.

const SIGNS = { green: "✓", amber: "!", red: "✕" };
const WORDS = { green: "Done", amber: "Look", red: "Stop" };
const ASK = { location: "Scan the bin or place", unit: "Scan the bag", departure: "Scan the departure" };
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const SHOWN = 10;

const byId = (id) => document.getElementById(id);
const form = byId("scan");
const code = byId("code");
const outcome = byId("outcome");
const waiting = byId("waiting");
const token = document.querySelector('meta[name="csrf-token"]').content;
const queue = [];
const last = [];
let task = document.querySelector('.task[aria-pressed="true"]');
let place = "";
let sending = false;

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function localTime() {
  const moment = new Date();
  const offset = -moment.getTimezoneOffset();
  const two = (value) => String(Math.floor(Math.abs(value))).padStart(2, "0");
  const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

function say(element, text) {
  element.textContent = text;
}

function show(signal, word, what, next = "") {
  outcome.className = `outcome ${signal}`;
  say(outcome.querySelector(".sign"), SIGNS[signal] ?? "▮");
  say(outcome.querySelector(".word"), word);
  say(outcome.querySelector(".what"), what);
  say(outcome.querySelector(".next"), next);
}

function prompt() {
  const wanted = task.dataset.sticky;
  const asksPlace = wanted && !place;
  say(byId("prompt"), asksPlace ? ASK[wanted] : task.dataset.prompt);
  byId("place").hidden = !place;
  say(byId("place-words"), place ? `${wanted}: ${place}` : "");
  if (asksPlace && wanted === "departure") code.setAttribute("list", "departures");
  else code.removeAttribute("list");
  for (const label of document.querySelectorAll("#fields [data-field]")) {
    label.hidden = !task.dataset.fields.split(" ").includes(label.dataset.field);
  }
  code.focus();
}

function choose(button) {
  task.setAttribute("aria-pressed", "false");
  task = button;
  task.setAttribute("aria-pressed", "true");
  place = "";
  prompt();
}

// Null, and a message, when a field that this action needs cannot be read.
function context() {
  const values = {};
  for (const name of task.dataset.fields.split(" ").filter(Boolean)) {
    const text = form.elements[name].value.trim();
    if (name === "weight_g") {
      if (!/^[1-9][0-9]{0,5}$/.test(text)) {
        show("red", WORDS.red, "The weight must be whole grams, 1 to 999999", "type the weight, then scan again");
        form.elements.weight_g.focus();
        return null;
      }
      values.weight_g = Number(text);
    } else if (text) values[name] = text;
  }
  if (task.dataset.sticky) values[task.dataset.sticky] = place;
  return values;
}

function take(text) {
  if (task.dataset.sticky && !place) {
    place = text.toUpperCase();
    prompt();
    show("ready", task.textContent, `${task.dataset.sticky}: ${place}`, task.dataset.prompt);
    return;
  }
  const values = context();
  if (values === null) return;
  queue.push({ id: newId(), action: task.dataset.action, code: text, at: localTime(), context: values });
  if ("weight_g" in values) form.elements.weight_g.value = "";
  show("sending", "…", text, "sent to the hub; not yet answered");
  send();
}

async function send() {
  if (sending) return;
  sending = true;
  let wait = FIRST_WAIT_MS;
  while (queue.length > 0) {
    const answered = await post(queue[0]);
    if (answered) {
      queue.shift();
      wait = FIRST_WAIT_MS;
    } else {
      waiting.hidden = false;
      say(waiting, `! ${queue.length} waiting: the hub does not answer. They are sent again; keep this page open.`);
      await new Promise((done) => setTimeout(done, wait * (0.75 + Math.random() / 2)));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
  waiting.hidden = true;
  sending = false;
}

// Whether the hub has answered; a refusal is an answer, no network or a busy hub is none.
async function post(scan) {
  let response;
  try {
    response = await fetch("/api/v1/scans", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ scans: [scan] }),
    });
  } catch {
    return false;
  }
  if (response.status >= 500 || response.status === 429) return false;
  const value = await response.json().catch(() => null);
  if (value === null) return false;
  if (response.ok) told(scan, value.results[0]);
  else if (response.status === 401 || value.code === "no_form_token") {
    show("red", "Sign in again", "Your time ran out; this scan was not applied", "open the page again, sign in, scan again");
    note(scan, "red", "not applied: signed out");
  } else told(scan, { signal: "red", detail: value.detail, next: value.hint });
  return true;
}

function told(scan, answer) {
  show(answer.signal, WORDS[answer.signal], answer.detail, answer.next);
  note(scan, answer.signal, answer.detail);
}

function note(scan, signal, detail) {
  last.unshift({ signal, text: `${scan.action.replace("_", " ")} ${detail}` });
  last.length = Math.min(last.length, SHOWN);
  byId("last").replaceChildren(
    ...last.map((one) => {
      const item = document.createElement("li");
      const sign = document.createElement("b");
      sign.textContent = SIGNS[one.signal];
      sign.setAttribute("aria-label", WORDS[one.signal]);
      item.append(sign, one.text);
      return item;
    }),
  );
}

function entered() {
  const text = code.value.trim();
  code.value = "";
  if (text) take(text);
  code.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  entered();
});
code.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || !code.value.trim()) return;
  event.preventDefault();
  entered();
});
for (const button of document.querySelectorAll(".task")) button.addEventListener("click", () => choose(button));
byId("place-change").addEventListener("click", () => {
  place = "";
  prompt();
});
byId("keys").addEventListener("click", () => {
  const open = code.inputMode === "none";
  code.inputMode = open ? "text" : "none";
  byId("keys").setAttribute("aria-pressed", String(open));
  code.blur();
  code.focus();
});
// A scanner types wherever the focus is: what begins outside of a field goes to the scan field.
document.addEventListener("keydown", (event) => {
  const inField = event.target.closest("input, select, textarea, button, a");
  if (!inField && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) code.focus();
});
window.addEventListener("beforeunload", (event) => {
  if (queue.length > 0) event.preventDefault();
});
code.disabled = false;
byId("send").disabled = false;
show("ready", "Ready", "Scan to begin");
prompt();
