// The code in the address stands after "#": browsers keep it to themselves. It moves into its field and out of sight.
const field = document.querySelector('input[name="code"]');
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1)).slice(0, 80);
  history.replaceState(null, "", location.pathname + location.search);
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.replace(/\s+/g, ""));
    button.querySelector("span").textContent = button.dataset.copied;
  });
}
