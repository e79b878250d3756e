/* In a frame: tells the page around it how high the survey is, if that page is on a listed site. */
"use strict";
(() => {
  const sites = document.currentScript.dataset.sites.split(" ");
  let watched = false;
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !sites.includes(event.origin) || event.data !== "improve:height") {
      return;
    }
    const tell = () => {
      const improveHeight = Math.ceil(document.body.getBoundingClientRect().height);
      window.parent.postMessage({ improveHeight }, event.origin);
    };
    tell();
    if (!watched) {
      watched = true;
      new ResizeObserver(tell).observe(document.body);
    }
  });
})();
