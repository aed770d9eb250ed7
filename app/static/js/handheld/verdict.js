// The handheld's own answer, from the list that it took along: shown at once, corrected when the hub has answered.

const FIELDS = ["code", "others", "kind", "state", "clearance", "holds", "gateway", "service", "weight_g", "location", "list", "to"];

/** What a list tells of a code; undefined when it is not on it. */
export function rowOf(list, code) {
  const values = list.rows.find(([first, others]) => first === code || others.includes(code));
  return values && named(values);
}

function named(values) {
  return Object.fromEntries(FIELDS.map((name, place) => [name, values[place]]));
}

/** Rows of the hub's list as a map from every code to its row. */
export function indexed(list) {
  const found = new Map();
  for (const values of list?.rows ?? []) {
    const row = named(values);
    for (const code of [row.code, ...row.others]) found.set(code, row);
  }
  return found;
}

/**
 * `{signal, code, params}` for a scan. `task` is the hub's row of the task, `at` the place with its gateway, `done`
 * the codes that were scanned in it already. What the list does not know is saved all the same: the hub decides.
 */
export function judge(task, at, code, rows, done) {
  if (done.has(code)) return verdict("amber", "already_done");
  const row = rows.get(code);
  if (!row) return rows.size > 0 ? verdict("amber", "not_verified") : verdict("green", "saved");
  const params = { gateway: [row.gateway, row.service].join(" ").trim() || "–", reasons: row.holds.join(", ") };
  if (task?.needs.includes("no_hold") && row.holds.length > 0) return verdict("red", "on_hold", params);
  if (task?.needs.includes("cleared") && row.kind === "parcel" && row.clearance !== "cleared") return verdict("red", "not_cleared", params);
  if (at?.gateway && (row.gateway !== at.gateway || (at.service && row.service !== at.service))) return verdict("red", task.place === "unit" ? "wrong_unit" : "wrong_departure", params);
  if (at?.uld && row.list && row.list !== at.number) return verdict("amber", "other_uld", row);
  return verdict("green", "saved", params);
}

function verdict(signal, code, params = {}) {
  return { signal, code, params };
}
