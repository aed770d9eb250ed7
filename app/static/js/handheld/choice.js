// Which of several codes in a picture is meant: the one that the task wants now.

import { read } from "./codes.js";
import { ASKED, TASKS, codeOf, isPlace, wanted } from "./tasks.js";

const PARCELS = ["tracking", "s10"];
const UNITS = ["sscc", "s9", "uld"];
const KINDS = {
  parcel: PARCELS,
  unit: UNITS,
  either: [...PARCELS, ...UNITS],
  departure: ["departure"],
  anything: [...PARCELS, ...UNITS, "departure", "location"],
};
export const WANTED = 2;

/**
 * What was seen as `[{text, value, kind, fit}]`, each code once: a label bears the same number as bars and as a square.
 * `fit` is 3 for a code on the task's list, WANTED for one of the wanted kind, 1 for what may be a carrier's own number.
 */
export function distinct(app, seen) {
  const found = new Map();
  for (const { text } of seen) {
    const code = { text, ...read(text) };
    if (!found.has(code.value)) found.set(code.value, { ...code, fit: fit(app, code) });
  }
  return [...found.values()];
}

/** The codes that fit best; none when nothing fits. */
export function fitting(codes) {
  const best = Math.max(1, ...codes.map((one) => one.fit));
  return codes.filter((one) => one.fit === best);
}

function fit(app, code) {
  const { text, value, kind } = code;
  const { task, screen } = app.state;
  const busy = screen === "task";
  const want = busy ? wanted(app.state) : "code";
  if (kind === "command") return WANTED;
  if (want === "seal") return kind === "other" ? WANTED : 0;
  if (want in ASKED) return ASKED[want].read(text, code) ? WANTED : 0;
  if (busy && isPlace(task, code) && (want !== "code" || TASKS[task].optional)) return WANTED;
  if (want !== "code" || kind === "bad") return 0;
  if (app.rows.has(value)) return 3;
  if (KINDS[busy ? codeOf(task) : "anything"].includes(kind)) return WANTED;
  return ["other", "awb", "piece"].includes(kind) ? 1 : 0;
}
