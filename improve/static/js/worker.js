/* Answers in the browser when the network does not: with the kept page, and by keeping a new idea on the device. */
const CACHE = "improve-offline";
const OFFLINE = new URL("offline", self.location).href;
const NEW = new URL("new", self.location).pathname;
// Pages that leave no trace on a device.
const TRACELESS = /\/(box|claim|kiosk)(\/|$)/;

async function refresh() {
  const page = await fetch(OFFLINE, { credentials: "same-origin", cache: "no-store" });
  if (!page.ok) return;
  const text = await page.clone().text();
  const parts = [...text.matchAll(/(?:href|src)="([^"]*\/static\/[^"]+)"/g)].map((found) => new URL(found[1], OFFLINE).href);
  const cache = await caches.open(CACHE);
  await cache.addAll(parts);
  await cache.put(OFFLINE, page);
  for (const request of await cache.keys()) {
    if (request.url !== OFFLINE && !parts.includes(request.url)) await cache.delete(request);
  }
}

async function open(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await caches.match(OFFLINE);
    if (page) return page;
    throw error;
  }
}

// An answer that was lost on the way counts as not sent: sent twice, it is one idea all the same.
async function handIn(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    await kept.keep(await copy.formData());
    return Response.redirect(`${OFFLINE}#kept`, 303);
  }
}

self.addEventListener("install", (event) => event.waitUntil(refresh().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(refresh().catch(() => undefined));
});
self.addEventListener("fetch", (event) => {
  const request = event.request;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate" && !TRACELESS.test(path)) {
    if (request.method === "POST" && path === NEW) event.respondWith(handIn(request));
    if (request.method === "GET") event.respondWith(open(request));
  } else if (request.method === "GET" && path.includes("/static/")) {
    event.respondWith(caches.match(request).then((found) => found || fetch(request)));
  }
});
