// Gives the reader of codes in pictures: the browser's own where it knows our symbols, else the one brought along.

const FORMATS = ["code_128", "qr_code", "data_matrix", "ean_13", "itf"];
const ITF_DIGITS = 14; // a part of a longer row of bars reads as a shorter code
const KEPT = "reader-3.2.2";
const file = (name) => new URL(`../../vendor/${name}`, import.meta.url).href;
const DETECTOR = file("barcode-detector-3.2.2/ponyfill.js");
const WASM = file("zxing-wasm-3.1.3/zxing_reader.wasm");
const FILES = [DETECTOR, file("barcode-detector-3.2.2/zxing-exported.js"), WASM];
// Bars that lie at 45° cross no line along which they would be read; small modules are read when they are drawn larger.
const AS_IS = { scale: 1, degrees: 0 };
export const VIDEO = [AS_IS, { scale: 1, degrees: 45 }];
export const PHOTO = [AS_IS, { scale: 1.5, degrees: 0 }, { scale: 1.5, degrees: 45 }];
let ready;

/**
 * `await read(picture, looks)` looks at a canvas or bitmap in one way after the other until something is found. It gives
 * `[{text, away}]`, the code nearest to the middle first.
 */
export function loadReader() {
  ready ??= load().catch((error) => {
    ready = undefined;
    throw error;
  });
  return ready;
}

async function load() {
  const detector = (await own()) ?? (await brought());
  return async (picture, looks) => {
    for (const one of looks) {
      const found = await look(detector, picture, one);
      if (found.length > 0) return found;
    }
    return [];
  };
}

async function look(detector, picture, { scale, degrees }) {
  const seen = scale === 1 && degrees === 0 ? picture : turned(picture, scale, (degrees * Math.PI) / 180);
  const away = ({ left, right, top, bottom }) => Math.hypot((left + right - seen.width) / 2, (top + bottom - seen.height) / 2) / scale;
  const found = (await detector.detect(seen)).filter(whole).map(({ rawValue, boundingBox }) => ({ text: rawValue, away: away(boundingBox) }));
  return found.sort((one, other) => one.away - other.away);
}

function turned(picture, scale, angle) {
  const [along, across] = [Math.abs(Math.cos(angle)) * scale, Math.abs(Math.sin(angle)) * scale];
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(Math.ceil(width * along + height * across), Math.ceil(width * across + height * along));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#888";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate(angle);
  context.scale(scale, scale);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, -width / 2, -height / 2);
  return canvas;
}

const whole = ({ rawValue, format }) => rawValue && (format !== "itf" || rawValue.length === ITF_DIGITS);

async function own() {
  const known = (await globalThis.BarcodeDetector?.getSupportedFormats()) ?? [];
  return FORMATS.every((one) => known.includes(one)) ? new globalThis.BarcodeDetector({ formats: FORMATS }) : undefined;
}

async function brought() {
  await keep();
  const { BarcodeDetector, prepareZXingModule, purgeZXingModule } = await import(DETECTOR);
  try {
    await prepareZXingModule({ overrides: { locateFile: () => WASM }, fireImmediately: true });
  } catch (error) {
    purgeZXingModule();
    throw error;
  }
  return new BarcodeDetector({ formats: FORMATS });
}

// From now on it is here without the network, too. Kept by the page: at its first visit the worker does not see it yet.
async function keep() {
  if (!globalThis.caches) return;
  const cache = await caches.open(KEPT);
  await Promise.all(FILES.map(async (one) => (await cache.match(one)) ?? cache.add(one)));
  const others = (await caches.keys()).filter((name) => name.startsWith("reader-") && name !== KEPT);
  await Promise.all(others.map((name) => caches.delete(name)));
}
