// What each task asks for, in order, and what it makes of the answers. The hub's own table (states, needs, counts)
// comes with /api/v1/handheld/tasks; this one says how a person is led through it.

/**
 * `code`: what is scanned, a parcel unless told otherwise. `place`: what is scanned once and kept; `optional` places may
 * be skipped. `asks`: what is wanted after the code, in order, each a row of ASKED. `reason`: a reason is chosen first.
 * `undo`: whether a scan of it can be taken back.
 */
export const TASKS = {
  receive: { place: "load", optional: true, undo: true },
  measure: { asks: ["weight", "sides"], undo: true },
  store: { place: "location", optional: true, asks: ["location"], undo: true },
  pick: { place: "list", optional: true, undo: true },
  move: { place: "list", optional: true, asks: ["location"], undo: true },
  pack: { place: "unit", undo: true },
  close: { code: "unit", asks: ["seal"], undo: true },
  stage: { code: "either", place: "location", optional: true, undo: true },
  load: { code: "either", place: "departure", undo: true },
  hand_over: { code: "departure", asks: ["confirm"] },
  exception: { reason: true, unlabelled: true, undo: true },
  find: { code: "anything" },
  unpack: {},
  offload: { code: "either" },
  reopen: { code: "unit" },
  release_hold: { reason: true },
};

const PLACES = {
  location: ({ kind }) => kind === "location",
  unit: ({ kind }) => kind === "sscc",
  departure: ({ kind, value }) => kind === "departure" || /^LL\d{7}$/.test(value),
  load: ({ value }) => /^IN\d{7}$/.test(value),
  list: ({ value }) => /^[PM]L\d{7}$/.test(value),
};

/**
 * `read(text, found)`: what goes along with the scan, or null when this is not what was asked for; `wrong` says so.
 * What is `skippable` is left out by Confirm, and by a code of a kind in `passedBy`: the next piece.
 */
export const ASKED = {
  weight: { read: weight, wrong: "not_a_weight" },
  sides: { read: sides, wrong: "not_sides", skippable: true, passedBy: ["tracking", "s10", "sscc"] },
  location: { read: (_, found) => (PLACES.location(found) ? { location: found.value } : null), wrong: "not_a_place" },
  seal: { read: (text) => ({ seal: text.slice(0, 40) }), skippable: true },
  confirm: { read: () => null, wrong: "confirm_first", skippable: true },
};

/** What is wanted next, as the name of a prompt; nothing when all that goes along with the code is there. */
export function wanted({ task: name, reason, place, pending, given }) {
  const task = TASKS[name];
  if (task.reason && !reason) return "reason";
  if (task.place && !task.optional && !place) return task.place;
  if (!pending) return "code";
  return task.asks?.find((one) => !(one in given) && !(one === task.place && place));
}

/** What is scanned in a task: a parcel, a unit, either of them, a departure, anything. */
export function codeOf(task) {
  return TASKS[task].code ?? "parcel";
}

/** Whether a code is of the kind of place that the task is done at. */
export function isPlace(task, found) {
  return PLACES[TASKS[task].place]?.(found) ?? false;
}

/** What goes along with a scan of this task. A load list, `at`, stands for the departure that it is of. */
export function contextOf({ task: name, place, reason, given }, at) {
  const task = TASKS[name];
  const context = Object.assign({}, ...Object.values(given));
  if (at?.uld) Object.assign(context, { departure: at.departure, list: place });
  else if (task.place && place) context[task.place] ??= place;
  if (task.reason) context.reason = reason;
  return context;
}

// Grams: no code, not nothing, and below a tonne.
function weight(text) {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
  return value > 0 ? { weight_g: value, source: "typed" } : null;
}

// Three sides in millimetres, between whatever the keyboard has: 300x200x150, 300 200 150.
function sides(text) {
  const found = /^(\d{1,4})[^\d]+(\d{1,4})[^\d]+(\d{1,4})$/.exec(text.trim())?.slice(1).map(Number);
  return found && Math.min(...found) > 0 ? { sides_mm: found } : null;
}
