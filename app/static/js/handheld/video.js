// Looks into the rear camera's picture without end, and tells when a code has come into it.

import { VIDEO } from "./reader.js";

const PICTURE = { facingMode: "environment", width: { ideal: 1_920 }, height: { ideal: 1_080 } };
const REST_MS = 30;
const SAME_AGAIN_MS = 400;
const LOOKS_AWAY = 2 * VIDEO.length; // a look may miss what is still there

/** Show the rear camera in `video` until `signal` is aborted. Gives its track; rejects where it cannot be had. */
export async function rearCamera(video, signal) {
  if (!navigator.mediaDevices) throw new DOMException("no camera without https", "SecurityError");
  const stream = await navigator.mediaDevices.getUserMedia({ video: PICTURE });
  const [track] = stream.getVideoTracks();
  signal.addEventListener("abort", () => track.stop());
  if (signal.aborted) track.stop();
  video.srcObject = stream;
  await video.play();
  return track;
}

/** Call `onSeen(codes)` after each look at `video`; the ways of looking take turns. */
export async function look(video, read, onSeen, signal) {
  const canvas = new OffscreenCanvas(1, 1);
  for (let turn = 0; !signal.aborted; turn += 1) {
    const began = performance.now();
    const codes = await read(shown(video, canvas), [VIDEO[turn % VIDEO.length]]).catch(() => []);
    if (!signal.aborted) onSeen(codes);
    const took = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, Math.max(took, REST_MS))); // the screen needs its turn
  }
}

// Only what the person sees of the picture is read: the video is cropped to its place on the screen.
function shown(video, canvas) {
  const { videoWidth, videoHeight, clientWidth, clientHeight } = video;
  const scale = Math.max(clientWidth / videoWidth, clientHeight / videoHeight);
  canvas.width = Math.round(clientWidth / scale);
  canvas.height = Math.round(clientHeight / scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, (canvas.width - videoWidth) / 2, (canvas.height - videoHeight) / 2);
  return canvas;
}

/** The codes that were handed on and are still in the picture. */
export class Held {
  #held = new Map();
  #looks = 0;

  /** What one look has found: a code is let go when it was away for a while, and not only missed. */
  saw(values, at) {
    this.#looks += 1;
    for (const value of values) if (this.#held.has(value)) this.#hold(value, at);
    for (const [value, last] of this.#held) if (at - last.at >= SAME_AGAIN_MS && this.#looks - last.look > LOOKS_AWAY) this.#held.delete(value);
  }

  /** Whether a code is new; it is held from now on. */
  take(value, at) {
    const fresh = !this.#held.has(value);
    this.#hold(value, at);
    return fresh;
  }

  #hold(value, at) {
    this.#held.set(value, { at, look: this.#looks });
  }
}
