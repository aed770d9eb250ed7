// What is heard and felt of a scan: one high tone, two middle ones, two low ones; and the screen that stays on.

const TONES = { green: [[880, 0]], saved: [[660, 0]], amber: [[520, 0], [520, 0.16]], red: [[220, 0], [180, 0.22]] };
const PULSES = { green: [40], saved: [40], amber: [80, 80, 80], red: [200, 80, 200] };
const LENGTH_S = { green: 0.09, saved: 0.09, amber: 0.11, red: 0.2 };
let audio;
let lock;

/** Sound and the wake lock need a first touch or key; without one this does nothing. */
export async function wake() {
  audio ??= "AudioContext" in window ? new AudioContext() : undefined;
  await audio?.resume().catch(() => {});
  if (!lock || lock.released) lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
}

export function tell(signal) {
  navigator.vibrate?.(PULSES[signal] ?? []);
  if (audio?.state !== "running") return;
  for (const [pitch, after] of TONES[signal] ?? []) beep(pitch, audio.currentTime + after, LENGTH_S[signal]);
}

function beep(pitch, from, length) {
  const tone = new OscillatorNode(audio, { frequency: pitch, type: "square" });
  const volume = new GainNode(audio, { gain: 0.2 });
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(from + length);
}

export function sounds() {
  return audio?.state === "running";
}
