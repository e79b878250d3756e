/* Cards are moved with mouse, finger and keyboard; without this file their buttons do it. */
"use strict";
(() => {
  const board = document.querySelector("[data-board]");
  const form = board && board.querySelector("[data-move]");
  if (!form) {
    return;
  }
  const said = board.querySelector("[data-said]");
  const titleOf = (card) => card.querySelector("a").textContent;
  const columnsBeside = (card) => [...card.closest(".board").querySelectorAll("[data-column]")];
  const nameOf = (column) => column.querySelector("h2, h3").firstChild.textContent.trim();
  const say = (key, values) => {
    said.textContent = board.dataset[key].replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  };
  board.querySelectorAll(".grip").forEach((grip) => {
    grip.hidden = false;
  });
  let lifted = null; // {card, from, at, columns}

  const may = (column) =>
    column === lifted.from || lifted.card.dataset.to.split(" ").includes(column.dataset.column);
  const lift = (card) => {
    const from = card.closest("[data-column]");
    lifted = { card, from, at: from, columns: columnsBeside(card) };
    card.classList.add("lifted");
    document.body.classList.add("dragging");
    lifted.columns.forEach((column) => column.classList.add(may(column) ? "may" : "never"));
  };
  const over = (column) => {
    lifted.at = column;
    lifted.columns.forEach((one) => one.classList.toggle("here", one === column && may(one)));
  };
  const letGo = () => {
    lifted.card.classList.remove("lifted");
    document.body.classList.remove("dragging");
    lifted.columns.forEach((column) => column.classList.remove("may", "never", "here"));
    lifted = null;
  };
  const drop = () => {
    const { card, from, at } = lifted;
    const moves = at && at !== from && may(at);
    letGo();
    if (!moves) {
      say("left", { title: titleOf(card) });
      return;
    }
    if (from.dataset.column === "check" && at.dataset.column === "act") {
      // Into Act leads a decision, which is made on the project's page.
      window.location.href = form.dataset.page.replace("/0", `/${card.dataset.card}`) + "#decide";
      return;
    }
    form.action = form.dataset.action.replace("/0/", `/${card.dataset.card}/`);
    form.elements.to.value = at.dataset.column;
    form.requestSubmit();
  };

  const columnAt = (event) => {
    const found = document.elementFromPoint(event.clientX, event.clientY);
    const column = found && found.closest("[data-column]");
    return column && lifted.columns.includes(column) ? column : null;
  };
  let start = null; // where the pointer went down, before it counts as dragging
  const down = (event) => {
    const card = event.target.closest("[data-card]");
    const grip = event.target.closest(".grip");
    const onMouse = event.pointerType === "mouse" && !event.target.closest("a, button, form, summary");
    if (!card || event.button || !(grip || onMouse) || !card.querySelector(".grip")) {
      return;
    }
    if (lifted) {
      letGo();
    }
    start = { card, x: event.clientX, y: event.clientY };
  };
  const moved = (event) => {
    if (!start) {
      return;
    }
    if (!lifted && Math.hypot(event.clientX - start.x, event.clientY - start.y) > 6) {
      lift(start.card);
    }
    if (lifted) {
      event.preventDefault();
      over(columnAt(event));
      const edge = 48;
      if (event.clientY < edge) {
        window.scrollBy(0, -12);
      } else if (event.clientY > window.innerHeight - edge) {
        window.scrollBy(0, 12);
      }
    }
  };
  const up = (event) => {
    const dragged = start && lifted;
    start = null;
    if (dragged) {
      over(columnAt(event));
      drop();
    }
  };
  board.addEventListener("pointerdown", down);
  document.addEventListener("pointermove", moved);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", () => {
    start = null;
    if (lifted) {
      letGo();
    }
  });
  board.addEventListener("selectstart", (event) => {
    if (start) {
      event.preventDefault();
    }
  });

  const step = (by) => {
    const next = lifted.columns[lifted.columns.indexOf(lifted.at) + by];
    if (next) {
      over(next);
      say(may(next) ? "over" : "not", { column: nameOf(next) });
    }
  };
  const keys = {
    ArrowLeft: () => step(-1),
    ArrowUp: () => step(-1),
    ArrowRight: () => step(1),
    ArrowDown: () => step(1),
    Enter: drop,
    " ": drop,
    Escape: () => {
      const { card } = lifted;
      letGo();
      say("left", { title: titleOf(card) });
    },
  };
  board.addEventListener("keydown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip) {
      return;
    }
    if (lifted && keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    } else if (!lifted && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      const card = grip.closest("[data-card]");
      lift(card);
      say("pick", { title: titleOf(card) });
    }
  });
  board.addEventListener("focusout", () => {
    if (lifted && !start) {
      letGo();
    }
  });
})();
