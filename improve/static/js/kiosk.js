/* A shared device forgets: after a while without a touch, and when somebody comes back to an old page. */
"use strict";
(() => {
  const form = document.querySelector("form[data-reset]");
  if (!form) {
    return;
  }
  let timer = 0;
  const anew = () => {
    form.reset();
    window.location.replace(form.getAttribute("action"));
  };
  const wait = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(anew, Number(form.dataset.reset) * 1000);
  };
  ["pointerdown", "keydown", "input"].forEach((name) => document.addEventListener(name, wait));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      anew();
    }
  });
  wait();
})();
