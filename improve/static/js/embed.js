/* For other websites: puts a survey in the place of its link, <a href="…/s/…" data-improve-survey>.
   No cookie, nothing read from the page. A site that is not listed with the survey keeps the link. */
"use strict";
(() => {
  const home = new URL(document.currentScript.src).origin;
  const patience = 10000;

  function show(link) {
    const address = new URL(link.href);
    if (address.origin !== home) {
      return;
    }
    address.searchParams.set("frame", "1");
    const frame = document.createElement("iframe");
    frame.src = address.href;
    frame.title = link.textContent;
    Object.assign(frame.style, { width: "100%", height: "30rem", border: "0", display: "block" });
    const late = setTimeout(() => frame.replaceWith(link), patience);
    window.addEventListener("message", (event) => {
      const height = event.data && event.data.improveHeight;
      if (event.source === frame.contentWindow && event.origin === home && Number.isFinite(height)) {
        clearTimeout(late);
        frame.style.height = `${Math.min(Math.max(height, 120), 20000)}px`;
      }
    });
    frame.addEventListener("load", () => {
      try {
        frame.contentWindow.postMessage("improve:height", home);
      } catch {
        // The frame was refused: the link comes back by itself.
      }
    });
    link.replaceWith(frame);
  }

  function begin() {
    document.querySelectorAll("a[data-improve-survey]").forEach(show);
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin);
  } else {
    begin();
  }
})();
