/* Hands in what this device has kept, as soon as the network is back and the same person is signed in. */
"use strict";
(() => {
  if (!window.indexedDB || !window.isSecureContext) return;
  const PLACE = /\/i\/([A-Za-z0-9]+)$/;
  const base = document.querySelector("script[data-device]").dataset;

  function tell(answer) {
    const line = document.createElement("div");
    line.className = answer.state === "refused" ? "flash flash-bad" : "flash";
    line.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = `${answer.message} `;
    if (answer.address) {
      const link = document.createElement("a");
      link.href = answer.address;
      link.textContent = answer.link;
      words.append(link);
    }
    line.append(words);
    document.getElementById("main").prepend(line);
  }

  async function send(idea, who) {
    const body = new FormData();
    for (const [name, value] of idea.entries) body.append(name, value);
    body.set("csrf_token", who.token);
    const answer = await fetch(base.device, { method: "POST", body, redirect: "manual" });
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) return;
    const told = await answer.json();
    if (answer.ok) await kept.remove(idea.writer);
    tell(told);
  }

  async function handIn() {
    const ideas = await kept.all();
    show(ideas.length);
    if (!ideas.length || !navigator.onLine) return;
    const answer = await fetch(base.device, { redirect: "manual", headers: { Accept: "application/json" } });
    const signIn = document.getElementById("sign-in");
    if (signIn) signIn.hidden = answer.ok;
    if (!answer.ok) return;
    const who = await answer.json();
    // What belongs to nobody yet was typed before anybody signed in on this device: it is of who does so first.
    for (const idea of ideas.filter((one) => !one.owner || one.owner === who.owner)) {
      if (!idea.owner) idea.entries = [...idea.entries.filter(([name]) => name !== "device_owner"), ["device_owner", who.owner]];
      await send(idea, who);
    }
    show((await kept.all()).length);
  }

  // Of the page without a network: how much waits, and the two buttons.
  function show(count) {
    const waiting = document.getElementById("kept");
    if (!waiting) return;
    waiting.hidden = !count;
    document.getElementById("kept-count").textContent = count;
  }
  const form = document.getElementById("offline-form");
  if (form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const place = location.pathname.match(PLACE); // the address of a QR code says where one stands
      if (place) data.append("place", place[1]);
      await kept.keep(data);
      form.reset();
      location.hash = "kept";
      await again();
      document.getElementById("kept").focus();
    });
    document.getElementById("forget").addEventListener("click", async () => {
      const owner = await kept.owner();
      for (const idea of await kept.all()) {
        if (!idea.owner || idea.owner === owner) await kept.remove(idea.writer);
      }
      show((await kept.all()).length);
    });
  }

  // One tab at a time; the server counts once what two devices or tabs send.
  const again = () =>
    (navigator.locks ? navigator.locks.request("improve-kept", handIn) : handIn()).catch(() => undefined);

  const owner = document.querySelector("input[name=device_owner]");
  if (owner && navigator.serviceWorker) {
    kept.setOwner(owner.value).catch(() => undefined);
    navigator.serviceWorker
      .register(base.worker, { scope: base.scope })
      .then(() => navigator.serviceWorker.ready)
      .then((registration) => registration.active.postMessage("refresh"))
      .catch(() => undefined);
  }
  window.addEventListener("online", again);
  again();
})();
