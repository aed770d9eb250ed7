// Keeps the handheld's shell, so that it opens without the network. Data never passes through here.

const BUILD = "__BUILD__";
const FILES = ["__FILES__"];
const CACHE = `entrepot-${BUILD}`;
const SHELL = "/handheld";

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

// Every file anew: what the browser kept may be of another build.
async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((path) => new Request(path, { cache: "reload" })));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(clean());
});

async function clean() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("entrepot-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

// A new version waits until no scan is half done: the page says when.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === SHELL) event.respondWith(kept(SHELL, event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(kept(event.request, event.request));
});

async function kept(key, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(key)) ?? (await vendored(request)) ?? fetch(request);
}

// The camera's reader is kept by the page when it is first wanted (reader.js), whatever the build: its address names its version.
function vendored({ url }) {
  return new URL(url).pathname.startsWith("/static/vendor/") ? caches.match(url) : undefined;
}
