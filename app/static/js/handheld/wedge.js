// A scanner types like a keyboard, wherever the focus is: every code goes to one field, and none is dropped.

const BURST_GAP_MS = 30; // nobody types that fast
// A scanner that sends no Enter has sent all of a code when it is silent for so long. One that is known to send Enter is
// waited for much longer: a stalled browser sees half a code seconds before the rest.
const PAUSE_MS = 250;
const LONG_PAUSE_MS = 6_000;
// A timer that comes later than this tells that the handheld was stalled: the rest may be on its way still.
const LATE_MS = 100;
const SHORTEST = 6;
const SAME_AGAIN_MS = 150;

// What scanners press for the group separator of GS1, which no keyboard has.
const GS = "\x1d";

/**
 * Call `onCode(text, ms)` for each code that is scanned, typed or pasted, and `onEnds(whether)` when it shows that the scanner
 * sends Enter or Tab after a code, or no more. Returns `focus()`, which gives `field` the focus, and `ends()`, for who
 * knows already that it does.
 */
export function listen(field, onCode, onEnds) {
  let ahead = ""; // keys that are not in the field yet: put there once a frame, which is quicker than one by one
  let times = [];
  let began = 0;
  let pause;
  let terminated = false;
  let last = { text: "", at: 0 };

  function typed() {
    if (ahead) field.value += ahead;
    ahead = "";
    return field.value;
  }

  function entered() {
    clearTimeout(pause);
    times = [];
    const texts = typed().split(/[\r\n\t]+/).map((one) => one.trim()).filter(Boolean);
    field.value = "";
    for (const text of texts) hand(text);
    began = 0;
  }

  function hand(text) {
    const at = performance.now();
    if (text === last.text && at - last.at < SAME_AGAIN_MS) return;
    last = { text, at };
    onCode(text, at - (began || at));
  }

  // Typed by a scanner and not by hand: nobody is that fast.
  function fast() {
    return times.length >= SHORTEST && (times.at(-1) - times[0]) / (times.length - 1) < BURST_GAP_MS;
  }

  function wait() {
    const ms = terminated ? LONG_PAUSE_MS : PAUSE_MS;
    clearTimeout(pause);
    pause = setTimeout(unfinished, ms, performance.now() + ms);
  }

  // A scanner that sends no Enter is known by its speed.
  function unfinished(due) {
    if (performance.now() > due + LATE_MS) return wait();
    if (typed().length < SHORTEST || !fast()) return;
    learn(false);
    entered();
  }

  function learn(ends) {
    if (ends !== terminated) onEnds(ends);
    terminated = ends;
  }

  function press(key) {
    if (!ahead) requestAnimationFrame(typed);
    ahead += key;
    began ||= performance.now();
    times.push(performance.now());
    wait();
    return true;
  }

  // Enter, or Tab after a code. Whether there is any.
  function end() {
    if (!typed()) return false;
    if (times.length >= SHORTEST) learn(true);
    entered();
    return true;
  }

  // Whether a key is ours: not, when somebody corrects what stands in the field.
  function take(event) {
    if (event.key === "F8" || (event.ctrlKey && event.key === "]")) return press(GS);
    if (event.ctrlKey || event.metaKey) return false;
    if (event.key === "Enter" || event.key === "Tab") return end();
    const here = event.target === field;
    if (event.key.length > 1 || (here && field.selectionStart < field.value.length)) {
      typed();
      return false;
    }
    // A key that a focused button would take for a click belongs to the code.
    if (!here) field.focus({ preventScroll: true });
    return press(event.key);
  }

  function focus() {
    if (document.activeElement !== field && !typesElsewhere(document.activeElement)) field.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => !event.isComposing && !typesElsewhere(event.target) && take(event) && event.preventDefault(), true);
  field.addEventListener("paste", () => setTimeout(() => /[\r\n\t]/.test(field.value) && entered()));
  field.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    entered();
  });
  document.addEventListener("visibilitychange", focus);
  window.addEventListener("focus", focus);
  document.addEventListener("click", () => setTimeout(focus));
  return { focus, ends: () => (terminated = true) };

  function typesElsewhere(target) {
    return target !== field && target?.matches?.("input:not([type=radio], [type=checkbox], [type=file]), textarea, select");
  }
}

/** Whether a text is one code twice: a scanner that sends by two channels at once. */
export function doubled(text) {
  const half = text.length / 2;
  return half >= SHORTEST && Number.isInteger(half) && text.slice(0, half) === text.slice(half);
}
