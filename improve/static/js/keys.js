/* Comfort only: single keys, for those who did not turn them off. /keys lists them all. */
"use strict";
(() => {
  const entries = "main .rows > li, main .cards > li, main .t tbody tr";
  const linkOf = (entry) => entry.querySelector("a.q[href]") || entry.querySelector("a[href]");
  const isShown = (element) => element.getClientRects().length > 0;
  const fields = "input, textarea, select, [contenteditable]";
  // A box with a key of its own is ticked by it, and nothing is typed into it.
  const boxes = "input[type=checkbox][data-key]";

  // What assistive technology reads out after a key pressed a button that has not got the focus.
  const voice = document.createElement("p");
  voice.className = "visually-hidden";
  voice.setAttribute("aria-live", "polite");
  document.body.append(voice);
  let spoken = null;

  function links() {
    return [...document.querySelectorAll(entries)].map(linkOf).filter((link) => link && isShown(link));
  }

  // Walking moves the focus itself: Enter opens, Tab goes on from there, a screen reader reads the link.
  function walk(step) {
    const all = links();
    const here = document.activeElement && document.activeElement.closest(entries);
    let place = here ? all.indexOf(linkOf(here)) + step : 0;
    if (!here && step < 0) {
      place = all.length - 1;
    }
    const link = all[Math.min(Math.max(place, 0), all.length - 1)];
    if (!link) {
      return false;
    }
    link.focus();
    link.closest(entries).scrollIntoView({ block: "nearest" });
    return true;
  }

  function back() {
    const here = document.activeElement && document.activeElement.closest(entries);
    const button = (here || document.getElementById("backing") || document.createElement("p")).querySelector("button.vote");
    if (!button) {
      return false;
    }
    spoken = here || document.body;
    button.click();
    return true;
  }

  document.addEventListener("htmx:afterSettle", () => {
    if (!spoken) {
      return;
    }
    const place = spoken === document.body ? document.getElementById("backing") : spoken;
    const button = place && place.querySelector("button.vote");
    voice.textContent = button ? button.textContent.replace(/\s+/g, " ").trim() : "";
    spoken = null;
  });

  // The list of keys in front of the page, so that nothing half-done is left; without it, the page of its own.
  async function help(link) {
    let dialog = document.getElementById("keys-dialog");
    if (!dialog) {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [title, list] = [page.querySelector("h1"), page.getElementById("keys")];
      if (!answer.ok || !list) {
        throw new Error("no list of keys");
      }
      dialog = document.createElement("dialog");
      dialog.id = "keys-dialog";
      const heading = document.createElement("h2");
      heading.id = "keys-title";
      heading.textContent = title.textContent;
      dialog.setAttribute("aria-labelledby", heading.id);
      list.querySelectorAll("h2").forEach((other) => {
        const smaller = document.createElement("h3");
        smaller.id = other.id;
        smaller.textContent = other.textContent;
        other.replaceWith(smaller);
      });
      const close = document.createElement("form");
      close.method = "dialog";
      const button = document.createElement("button");
      button.className = "btn btn-2";
      button.textContent = link.dataset.close;
      button.autofocus = true;
      close.append(button);
      dialog.append(heading, list, close);
      document.body.append(dialog);
    }
    dialog.showModal();
  }

  function press(key) {
    const wanted = [...document.querySelectorAll("[data-key]")].filter((element) => element.dataset.key === key);
    const shown = wanted.filter(isShown);
    const element = shown.find((one) => one.matches(fields)) || shown[0] || wanted[0];
    if (!element) {
      return false;
    }
    if (key === "?") {
      help(element).catch(() => element.click());
    } else if (element.matches(boxes)) {
      element.click();
      element.focus();
    } else if (element.matches(fields)) {
      element.focus();
      element.select();
    } else {
      element.click();
    }
    return true;
  }

  function act(event) {
    const inEntry = event.target.closest(entries);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "j" || (key === "ArrowDown" && inEntry)) {
      return walk(1);
    }
    if (key === "k" || (key === "ArrowUp" && inEntry)) {
      return walk(-1);
    }
    if (event.repeat || key.length > 1) {
      return false;
    }
    return key === "v" ? back() : press(key === "？" ? "?" : key);
  }

  document.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    if (composing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const field = event.target.closest(fields);
    if (field && !field.matches(boxes)) {
      if (event.key === "Escape" && field.dataset.key === "/") {
        document.getElementById("main").focus();
      }
      return;
    }
    // The keys of a page come before those of all pages.
    const pages = document.querySelector(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!pages && !document.querySelector("dialog[open]") && act(event)) {
      event.preventDefault();
    }
  });
})();
