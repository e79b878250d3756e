/* Comfort only: every page works without this file. */
"use strict";
(() => {
  // One key to the search field, Escape to leave it.
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    const typing = target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (wanted) {
      event.preventDefault();
      if (wanted.matches("input, textarea, select")) {
        wanted.focus();
      } else {
        wanted.click();
      }
    }
  });
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
