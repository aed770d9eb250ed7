// Puts the handheld together: the store, the words, the scanner, the screens, the worker that keeps the shell.

import { Handheld } from "./app.js";
import { SCREENS, screen } from "./screens.js";
import { open } from "./store.js";
import { byId, showBody, showHead, showOutcome, showPrompt, showQueue } from "./view.js";
import { preferred, say, speak } from "./words.js";
import { listen } from "./wedge.js";

const BUILD = document.documentElement.dataset.build;
const field = byId("code");

class App extends Handheld {
  async speak(language) {
    await speak(language);
    await this.store.put("meta", language, "language");
    byId("menu").textContent = say("menu");
    byId("keys").setAttribute("aria-label", say("keys"));
    byId("send").textContent = say("enter");
    byId("camera").setAttribute("aria-label", say("camera"));
    this.ready();
  }

  async prepare(name) {
    await super.prepare(name);
    if (name === "task") await import("./floor.js");
    else if (!SCREENS[name]) this.back = (await import("./backroom.js")).backroom;
  }

  async go(name, changes) {
    closeCamera();
    await super.go(name, changes);
    if (name === "start") await this.meet();
    await this.back?.[name]?.(this);
    this.paint();
    takeOver();
  }

  /** Who would begin a shift here. */
  async meet() {
    await this.person();
    this.paint();
  }

  async tryToBegin(name) {
    try {
      await this.beginShift(name);
    } catch (error) {
      this.refuse(error.status ? error.message : say("start.no_network"), error.hint);
    }
  }

  key(key) {
    if (key === "⌫") field.value = field.value.slice(0, -1);
    else if (key !== "✓") field.value += key;
    else if (field.value) {
      const text = field.value;
      field.value = "";
      this.onCode(text);
    }
  }

  async dismiss(item) {
    await super.dismiss(item);
    await this.back?.outbox(this);
    this.paint();
  }

  async takePhoto(line, file) {
    try {
      const { shrink } = await import("./photo.js");
      await this.keepPhoto(line.id, await shrink(file));
      line.photo = true;
      this.paint();
    } catch {
      this.refuse(say("photo.no_picture"));
    }
  }

  async openCamera() {
    const { openViewer } = await import("./camera.js");
    closeCamera();
    camera = openViewer(this, byId("viewer"));
  }
}

let app;
let camera;
let painting = false;
let later;

function closeCamera() {
  camera?.close();
  camera = undefined;
}

// Many things change at once; they are drawn once, before the next frame.
function paint() {
  if (painting) return;
  painting = true;
  queueMicrotask(() => {
    painting = false;
    draw();
  });
}

// The outcome first, what stands under it right after: a slow handheld shows what was done before it lists it.
function draw() {
  const { title, under, prompt } = screen(app);
  showHead({ title, under });
  showPrompt(prompt);
  showOutcome(app.outcome, app.stopped ? () => app.work.confirm() : undefined);
  showQueue(app.net);
  byId("menu").hidden = app.state.screen === "start";
  byId("scan").hidden = app.state.screen === "start";
  clearTimeout(later);
  later = setTimeout(drawBody);
}

function drawBody() {
  const { body } = screen(app);
  const typed = document.activeElement?.id === "name" ? document.activeElement.value : undefined;
  showBody(...body());
  if (typed !== undefined) Object.assign(byId("name") ?? {}, { value: typed }).focus?.();
  else if (app.state.screen !== "start") focus();
}

// A new version waits until nothing is half done.
async function takeOver() {
  const registration = await navigator.serviceWorker?.getRegistration("/handheld");
  if (app.state.screen === "menu" || app.state.screen === "start") registration?.waiting?.postMessage("take over");
}

async function keepShell() {
  if (!("serviceWorker" in navigator)) return;
  const controlled = Boolean(navigator.serviceWorker.controller);
  await navigator.serviceWorker.register("/handheld/sw.js", { scope: "/handheld" });
  navigator.serviceWorker.addEventListener("controllerchange", () => controlled && location.reload());
  takeOver();
}

async function main() {
  const store = await open();
  app = new App(store, BUILD, paint);
  app.outcome = { signal: "ready", word: "", what: "" };
  if (await store.get("meta", "scanner ends")) ends();
  await speak((await store.get("meta", "language")) ?? preferred());
  await app.start();
  await app.speak(document.documentElement.lang.slice(0, 2));
  if (app.state.screen === "start") await app.meet();
  field.disabled = false;
  focus();
  document.documentElement.dataset.ready = "yes";
  keepShell().catch(() => {}); // without it the handheld works as long as this page stays open
}

const { focus, ends } = listen(field, (text, ms) => app?.onCode(text, ms), (whether) => app?.store.put("meta", whether, "scanner ends"));
byId("menu").addEventListener("click", () => app.go("menu"));
byId("queue").addEventListener("click", () => app.shift && app.go("outbox"));
byId("camera").addEventListener("click", () => app.openCamera());
byId("keys").addEventListener("click", () => {
  field.inputMode = field.inputMode === "none" ? "text" : "none";
  byId("keys").setAttribute("aria-pressed", String(field.inputMode !== "none"));
  field.blur();
  field.focus();
});
main().catch((error) => {
  showHead({ title: "Entrepot", under: "" });
  showOutcome({ signal: "red", word: "✕", what: "This browser keeps no data here. Leave the private window, or free some room.", next: String(error) });
});
