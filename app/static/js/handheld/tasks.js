// What each task asks for, in order, and what it makes of the answers. The hub's own table (states, needs, counts)
// comes with /api/v1/handheld/tasks; this one says how a person is led through it.

/**
 * `place`: what is scanned once and kept. `optional` places may be skipped. `ask`: what is wanted after the code.
 * `reason`: a reason is chosen first. `undo`: whether a scan of it can be taken back.
 */
export const TASKS = {
  receive: { undo: true },
  measure: { ask: "weight", undo: true },
  store: { place: "location", optional: true, ask: "location", undo: true },
  pick: { undo: true },
  pack: { place: "unit", undo: true },
  close: { ask: "seal", undo: true },
  stage: { place: "location", optional: true, undo: true },
  load: { place: "departure", undo: true },
  hand_over: { ask: "confirm" },
  exception: { reason: true, unlabelled: true, undo: true },
  find: {},
  unpack: {},
  offload: {},
  reopen: {},
  release_hold: { reason: true },
};

const KINDS = { location: ["location"], unit: ["sscc"], departure: ["departure"] };

/** What is wanted next, as the name of a prompt. */
export function wanted(state) {
  const task = TASKS[state.task];
  if (task.reason && !state.reason) return "reason";
  if (task.place && !task.optional && !state.place) return task.place;
  if (!state.pending) return "code";
  return task.ask;
}

/** Whether a code is of the kind of place that the task is done at. */
export function isPlace(task, kind) {
  return KINDS[TASKS[task].place]?.includes(kind) ?? false;
}

/** What goes along with a scan of this task. */
export function contextOf(state, extra = {}) {
  const task = TASKS[state.task];
  const context = { ...extra };
  if (task.place && state.place) context[task.place] = state.place;
  if (task.reason) context.reason = state.reason;
  return context;
}

/** Grams, from what was typed or scanned; null when it is no weight: a code, nothing, or beyond a tonne. */
export function grams(text) {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return value > 0 && value < 1_000_000 ? value : null;
}
