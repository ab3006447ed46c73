// Searches of tables and catalogues, as one types; without script they are not shown and everything
// is. One listener serves all, so that a table that was drawn again needs none of its own.

const AROUND = [".group-row", ".group-total"];
const TEXTS = new WeakMap();

// The rows of a group without its heading and its total, which stay around them.
const rowsOf = (body) => [...body.rows].filter((row) => !row.matches(String(AROUND)));

// What is found or not, and what goes with the last of it.
const itemsOf = (part) => (part.matches("tbody") ? rowsOf(part) : [...part.querySelectorAll(".entry")]);
const aroundOf = (part) => (part.matches("tbody") ? part.querySelectorAll(AROUND) : [part, document.querySelector(`.letters [href="#${part.id}"]`).parentElement]);

// The words of a row or an entry, without what is behind its disclosure.
function textOf(item) {
  if (!TEXTS.has(item)) {
    const behind = item.querySelector("details")?.textContent ?? "";
    TEXTS.set(item, item.textContent.replace(behind, "").toLowerCase());
  }
  return TEXTS.get(item);
}

function search(input) {
  const wanted = input.value.toLowerCase().split(/\s+/);
  const counts = { shown: 0, all: 0 };
  for (const part of input.closest("[data-searched]").querySelectorAll("tbody, .letter")) {
    const items = itemsOf(part);
    for (const item of items) item.hidden = !wanted.every((word) => textOf(item).includes(word));
    const shown = items.filter(({ hidden }) => !hidden).length;
    for (const around of aroundOf(part)) around.hidden = !shown;
    counts.shown += shown;
    counts.all += items.length;
  }
  const told = input.value.trim() ? `${counts.shown} of ${counts.all} shown` : "";
  input.parentElement.querySelector("[role=status]").textContent = told;
}

// A place that a search has hidden is shown again to whoever follows a link to it.
function reveal(hash) {
  const place = document.getElementById(hash.slice(1))?.closest("[hidden]");
  const input = place?.closest("[data-searched]")?.querySelector(".search input");
  if (!input) return false;
  input.value = "";
  search(input);
  return true;
}

for (const box of document.querySelectorAll(".search")) box.hidden = false;
document.addEventListener("input", ({ target }) => {
  if (target.matches?.(".search input")) search(target);
});
document.addEventListener("click", ({ target }) => reveal(target.closest?.('a[href^="#"]')?.hash ?? ""));
addEventListener("hashchange", () => {
  if (reveal(location.hash)) document.getElementById(location.hash.slice(1)).scrollIntoView();
});
