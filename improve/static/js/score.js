/* Comfort on the scoring page: keys, a count that follows, and a draft that is kept. Without this file the page does the same. */
"use strict";
(() => {
  const form = document.querySelector("form[data-score]");
  if (!form) {
    return;
  }
  const questions = [...form.querySelectorAll("[data-question]")];
  const radiosOf = (question) => [...question.querySelectorAll("input[type=radio]")];
  const boxOf = (question) => question.querySelector("input[type=checkbox]");
  const isAnswered = (question) => boxOf(question).checked || radiosOf(question).some((radio) => radio.checked);

  // A number and "I cannot judge this" exclude each other.
  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-question]");
    if (question && event.target.type === "checkbox" && event.target.checked) {
      radiosOf(question).forEach((radio) => { radio.checked = false; });
    } else if (question && event.target.type === "radio") {
      boxOf(question).checked = false;
    }
    count();
  });

  const counter = form.querySelector("[data-count]");
  function count() {
    if (!counter) {
      return;
    }
    counter.textContent = counter.dataset.count.replace("{done}", questions.filter(isAnswered).length);
  }

  // The question in which the focus is, else the first one that is open.
  function current() {
    const inside = document.activeElement && document.activeElement.closest("[data-question]");
    return inside || questions.find((question) => !isAnswered(question)) || null;
  }

  // A number is chosen by itself, a yes by 1 and a no by 2: 0 says "I cannot judge this" everywhere.
  function choiceOf(question, key) {
    const radios = radiosOf(question);
    return radios.length === 2 ? radios[Number(key) - 1] : radios.find((radio) => radio.value === key);
  }

  function choose(key) {
    const question = current();
    const control = question && (key === "0" ? boxOf(question) : choiceOf(question, key));
    if (!control) {
      return;
    }
    control.checked = key === "0" ? !control.checked : true;
    control.dispatchEvent(new Event("change", { bubbles: true }));
    const next = questions.slice(questions.indexOf(question) + 1).find((other) => !isAnswered(other));
    (next && key !== "0" ? radiosOf(next)[0] : control).focus();
  }

  // What is filled in is kept a moment after each change, so that nothing is lost with a closed window.
  const kept = form.querySelector("[data-kept]");
  let waiting = 0;
  const leaving = new AbortController();
  async function keep() {
    waiting = 0;
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form), signal: leaving.signal });
      kept.textContent = answer.ok ? kept.dataset.kept : kept.dataset.lost;
    } catch {
      kept.textContent = leaving.signal.aborted ? "" : kept.dataset.lost;
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = form.dataset.keep ? setTimeout(keep, 700) : 0; // practice is handed in or not
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    leaving.abort(); // what is handed in must not come back as a draft
  });

  if ("keyless" in form.dataset) {
    return;
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }
    const key = event.key.toLowerCase();
    if (/^[0-9]$/.test(key)) {
      event.preventDefault();
      choose(key);
      return;
    }
    const pressed = document.querySelector(`[data-press="${CSS.escape(key)}"]`);
    if (pressed) {
      event.preventDefault();
      pressed.click();
    }
  });

  form.querySelectorAll("kbd[hidden]").forEach((hint) => { hint.hidden = false; });
  const keys = document.querySelector("[data-keys]");
  if (keys) {
    keys.hidden = false;
  }
})();
