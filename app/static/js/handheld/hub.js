// Asks the hub for what is not a scan: who is signed in, a shift, the tasks, the list of one.

const TIMEOUT_MS = 8_000;

export class Problem extends Error {
  constructor(status, value) {
    super(value.detail ?? `the hub answered ${status}`);
    this.status = status;
    this.code = value.code;
    this.hint = value.hint;
  }
}

/** The hub's answer, null when it has none to give. `body` is a value, or a picture as it is. Rejects with a Problem. */
export async function ask(path, { token, method = "GET", headers = {}, body } = {}) {
  const sent = { Accept: "application/json", ...headers };
  if (token) sent.Authorization = `Bearer ${token}`;
  const picture = body instanceof Blob;
  if (body) sent["Content-Type"] = picture ? body.type : "application/json";
  const credentials = token ? "omit" : "same-origin";
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(path, { method, headers: sent, body: body && !picture ? JSON.stringify(body) : body, credentials, signal });
  if (response.status === 204 || response.status === 304) return null;
  const value = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, value);
  return Object.assign(value, { etag: response.headers.get("ETag") ?? undefined });
}

export const session = () => ask("/api/v1/session");
export const begin = (csrf, body) => ask("/api/v1/shifts", { method: "POST", headers: { "X-CSRFToken": csrf }, body });
export const end = (token) => ask("/api/v1/shifts", { method: "DELETE", token });
export const tasks = (token) => ask("/api/v1/handheld/tasks", { token });
export const newBag = (token, body) => ask("/api/v1/units", { method: "POST", token, body });
export const suggest = (token, scan) => ask("/api/v1/scans", { method: "POST", token, body: { scans: [scan] } });

/** A task's list; null when the kept one with `etag` is still right. */
export function list(token, task, etag) {
  return ask(`/api/v1/handheld/list?task=${task}`, { token, headers: etag ? { "If-None-Match": etag } : {} });
}
