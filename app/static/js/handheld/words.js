// Says things in the language of whoever holds the device. Data (codes, names, places) is never translated.

export const LANGUAGES = { en: "English", ms: "Bahasa Melayu", zh: "中文" };
const HTML_LANG = { en: "en", ms: "ms", zh: "zh-Hans" };
let words = {};
export let language = "en";

/** Load a language's words; they are part of the shell, so this works without the network. */
export async function speak(wanted) {
  language = wanted in LANGUAGES ? wanted : "en";
  const response = await fetch(new URL(`./words/${language}.json`, import.meta.url));
  words = await response.json();
  document.documentElement.lang = HTML_LANG[language];
}

/** The browser's own language where it is one of ours. */
export function preferred() {
  return navigator.languages.map((one) => one.slice(0, 2)).find((one) => one in LANGUAGES) ?? "en";
}

/** The words of a key with `{name}` filled in; undefined when there are none. */
export function find(key, params = {}) {
  return words[key]?.replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "–");
}

export function say(key, params) {
  return find(key, params) ?? key;
}

/** Words for a value of the hub, such as a state; the value itself where it has none. */
export function named(kind, value) {
  return find(`${kind}.${value}`) ?? value.replaceAll("_", " ");
}

/** Kilograms as people say them. */
export function kilograms(grams) {
  return `${(grams / 1000).toLocaleString(HTML_LANG[language], { minimumFractionDigits: 2, maximumFractionDigits: 2 })} kg`;
}

/** A time of day, 24 hours, in the hub's zone. */
export function clock(moment, zone) {
  const options = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone };
  return new Date(moment).toLocaleTimeString("en-GB", options);
}
