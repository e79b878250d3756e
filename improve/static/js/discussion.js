/* Comfort only: typing @ looks for people, and choosing one puts them where the cursor is. */
"use strict";
(() => {
  const typed = /(^|[\s(（，。：:])@([^\s@\[\]()]{0,40})$/;
  const boxes = document.querySelectorAll("form.writing");
  boxes.forEach((form) => {
    const text = form.querySelector("textarea");
    const who = form.querySelector("input[name=who]");
    const before = () => text.value.slice(0, text.selectionStart);
    text.addEventListener("input", () => {
      const found = typed.exec(before());
      if (found && found[2] && found[2] !== who.value) {
        who.value = found[2];
        who.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    form.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-insert]");
      if (!chosen) {
        return;
      }
      event.preventDefault();
      const start = before().replace(typed, "$1");
      const gap = start && !/[\s(（]$/.test(start) ? " " : "";
      const head = `${start}${gap}${chosen.dataset.insert} `;
      text.value = head + text.value.slice(text.selectionStart);
      text.focus();
      text.setSelectionRange(head.length, head.length);
      who.value = "";
      chosen.closest(".people").replaceChildren();
    });
    form.addEventListener("keydown", (event) => {
      const list = form.querySelector(".people");
      if (event.key === "Escape" && list.childElementCount) {
        list.replaceChildren();
        text.focus();
      }
    });
  });
})();
