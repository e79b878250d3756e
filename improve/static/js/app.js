/* Comfort only: every page works without this file. */
"use strict";
(() => {
  // A form that answers with problems brings the reader to them.
  const problems = document.getElementById("problems");
  if (problems) {
    problems.focus();
  }
  // One submission per click.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "post" && !form.matches("[hx-post]")) {
      if (form.dataset.sent) {
        event.preventDefault();
      }
      form.dataset.sent = "1";
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    }
  });
})();
