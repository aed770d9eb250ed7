// The viewer over the outcome: what the rear camera sees, read without end; or photos of codes, one at a time.

import { WANTED, distinct, fitting } from "./choice.js";
import { codesOf } from "./photo.js";
import { loadReader } from "./reader.js";
import { Held, look, rearCamera } from "./video.js";
import { button, make } from "./view.js";
import { named, say } from "./words.js";

const WHY = {
  NotAllowedError: "camera.denied",
  SecurityError: "camera.insecure",
  NotReadableError: "camera.busy",
  NotFoundError: "camera.missing",
  OverconstrainedError: "camera.missing",
};
const PATIENCE_MS = 800;

/** Open the viewer in an element and look; codes go to `app.onCode`. What it returns has `close()`. */
export function openViewer(app, place) {
  const viewer = new Viewer(app, place);
  viewer.look();
  return viewer;
}

class Viewer {
  #live = new AbortController(); // the camera runs until then
  #open = true;
  #held = new Held();
  #stranger = {};

  constructor(app, place) {
    this.app = app;
    this.place = place;
    this.input = make("input", { type: "file", accept: "image/*", capture: "environment", hidden: true, onchange: () => this.#photo() });
  }

  close() {
    this.#open = false;
    this.#live.abort();
    this.place.replaceChildren();
  }

  #show(...children) {
    if (this.#open) this.place.replaceChildren(...children, this.input);
  }

  // --- The running picture ---

  async look() {
    const { signal } = this.#live;
    // Nobody sees it then. A photo is another matter: the device's own camera covers this page while it is taken.
    document.addEventListener("visibilitychange", () => document.hidden && this.close(), { signal });
    const video = make("video", { playsinline: true, muted: true, "aria-label": say("camera") });
    this.#show(video, this.#under());
    try {
      const [track, read] = await Promise.all([rearCamera(video, signal), loadReader()]);
      if (signal.aborted) return;
      track.addEventListener("ended", () => this.#noCamera("camera.missing"));
      if (track.getCapabilities?.().torch) this.#show(video, this.#under(torch(track)));
      await look(video, read, (seen) => this.#seen(seen), signal);
    } catch (error) {
      if (!signal.aborted) this.#noCamera(WHY[error.name] ?? "camera.no_reader");
    }
  }

  #under(...more) {
    return make("div", { class: "row" }, ...more, button(say("photo.code"), () => this.#choosePhoto()), button(say("close"), () => this.close()));
  }

  #seen(seen, at = performance.now()) {
    const codes = distinct(this.app, seen);
    this.#held.saw(codes.map((one) => one.value), at);
    const [code] = [...fitting(codes), ...codes];
    if (code && this.#meant(code, at) && this.#held.take(code.value, at)) this.app.onCode(code.text);
  }

  // A label bears numbers of others, too: such a code must stay in the picture for a while with none that fits better.
  #meant({ value, fit }, at) {
    if (fit >= WANTED) this.#stranger = {};
    else if (this.#stranger.value !== value) this.#stranger = { value, at };
    return fit >= WANTED || at - this.#stranger.at >= PATIENCE_MS;
  }

  #noCamera(why) {
    this.#photos();
    this.app.refuse(say(why), say("camera.instead"));
  }

  // --- Photos ---

  #photos(...above) {
    this.#live.abort();
    const again = button(say("photo.code"), () => this.#choosePhoto(), { class: "primary" });
    this.#show(...above, again, button(say("close"), () => this.close()));
  }

  #choosePhoto() {
    this.#photos();
    this.input.click();
  }

  async #photo() {
    const [file] = this.input.files;
    this.input.value = "";
    if (!this.app.stopped) this.app.ready(); // what stands there is of another code
    this.#show(make("p", { class: "note" }, say("photo.looking")), button(say("close"), () => this.close()));
    const { seen, what } = await codesOf(file, this.app);
    if (!this.#open) return;
    this.#photos();
    if (what) this.app.refuse(what, say("photo.closer"));
    else this.#choose(distinct(this.app, seen));
  }

  #choose(codes) {
    const fits = fitting(codes);
    const [code] = fits.length === 1 ? fits : codes;
    if (fits.length === 1 || codes.length === 1) return this.app.onCode(code.text);
    const buttons = codes.map((one) => button(make("span", {}, make("b", { class: "code" }, one.value), make("span", { class: "count" }, named("kind", one.kind))), () => this.#chosen(one), { class: "tile" }));
    this.#photos(make("h2", {}, say("photo.which")), make("div", { class: "choices", role: "group", "aria-label": say("photo.which") }, ...buttons));
  }

  #chosen(code) {
    this.#photos();
    this.app.onCode(code.text);
  }
}

function torch(track) {
  let on = false;
  const one = button(say("camera.light"), async () => {
    await track.applyConstraints({ advanced: [{ torch: !on }] });
    on = !on;
    one.setAttribute("aria-pressed", String(on));
  }, { "aria-pressed": "false" });
  return one;
}
