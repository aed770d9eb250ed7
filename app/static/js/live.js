// Says so when a page that renews itself has not been renewed for half a minute.

const STALE_MS = 30_000;
const told = document.getElementById("stale");
let renewed = Date.now();

document.body.addEventListener("htmx:afterSwap", () => {
  renewed = Date.now();
});

setInterval(() => {
  told.hidden = Date.now() - renewed < STALE_MS;
}, 1000);
