// Reads codes with the device's camera where the browser can (BarcodeDetector), and makes pictures small enough to send.

const LONGEST_SIDE = 1_600;
const QUALITY = 0.8;
const SAME_AGAIN_MS = 400;
const FORMATS = ["code_128", "qr_code", "data_matrix", "ean_13", "itf"];

/** Show the rear camera in `video` and call `onCode(text)`. Rejects where there is no camera or no reader. */
export async function openCamera(video, onCode) {
  const detector = new globalThis.BarcodeDetector({ formats: FORMATS });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  await video.play();
  let last = { text: "", at: 0 };
  let open = true;

  async function look() {
    if (!open) return;
    for (const { rawValue } of await detector.detect(video).catch(() => [])) seen(rawValue, performance.now());
    requestAnimationFrame(look);
  }

  function seen(text, at) {
    const again = text === last.text && at - last.at < SAME_AGAIN_MS;
    last = { text, at };
    if (!again) onCode(text);
  }

  look();
  return {
    stop() {
      open = false;
      stream.getTracks().forEach((track) => track.stop());
    },
  };
}

/** A picture as a JPEG of at most 1,600 pixels a side, turned as it was taken. */
export async function shrink(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = new OffscreenCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}
