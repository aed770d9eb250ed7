// Reads the codes of a photo: here with the reader at hand, and where that finds none, by the hub, which has more of them.

import { ask } from "./hub.js";
import { PHOTO, loadReader } from "./reader.js";
import { find, say } from "./words.js";

const LONGEST_SIDE = 1_600;
const QUALITY = 0.8;

/** `{seen: [{text}]}` of a picture's codes, or `{what}` in words: why there are none. */
export async function codesOf(file, { shift }) {
  const picture = await shrink(file).catch(() => undefined);
  if (!picture) return { what: say("photo.no_picture") };
  const here = await readHere(picture).catch(() => []);
  return here.length > 0 ? { seen: here } : askHub(picture, shift?.token);
}

/** The codes that the handheld itself finds. Rejects where it has no reader. */
export async function readHere(picture) {
  const read = await loadReader();
  return read(await createImageBitmap(picture), PHOTO);
}

async function askHub(picture, token) {
  try {
    const { codes } = await ask("/api/v1/read", { method: "POST", token, body: picture });
    return codes.length > 0 ? { seen: codes } : { what: say("photo.none") };
  } catch (error) {
    return { what: error.status ? (find(`code.${error.code}`) ?? say("photo.no_answer")) : say("photo.offline") };
  }
}

/** A picture as a JPEG of at most 1,600 pixels a side, turned as it was taken. */
export async function shrink(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = new OffscreenCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}
