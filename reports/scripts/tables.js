// Tables that can be sorted by any column; without script they are plain tables. One listener serves
// all, so that a table that was drawn again needs none of its own.

const ORDER = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const DIRECTIONS = { none: "descending", descending: "ascending", ascending: "none" };

// What a cell is sorted by: its number where it has one, else its words; nothing known is null.
function sortKey(row, place) {
  const cell = row.cells[place];
  if (cell.dataset.sort === undefined) return cell.textContent.trim();
  return cell.dataset.sort === "" ? null : Number(cell.dataset.sort);
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : ORDER.compare(a, b);
}

function sortBy(head) {
  const direction = DIRECTIONS[head.getAttribute("aria-sort") ?? "none"];
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  if (direction !== "none") head.setAttribute("aria-sort", direction);
  sortRows(head);
}

// The rows in the order that the head tells, or as they came.
function sortRows(head) {
  const direction = head.getAttribute("aria-sort") ?? "none";
  const sign = direction === "ascending" ? 1 : -1;
  for (const body of head.closest("table").tBodies) {
    const rows = rowsOf(body);
    rows.forEach((row, place) => (row.dataset.place ??= place));
    rows.sort((one, other) => {
      const [a, b] = [one, other].map((row) => sortKey(row, head.cellIndex));
      const inPlace = one.dataset.place - other.dataset.place;
      if (direction === "none") return inPlace;
      if (a === null || b === null) return (a === null) - (b === null) || inPlace;
      return sign * compare(a, b) || inPlace;
    });
    const total = body.querySelector(AROUND[1]);
    for (const row of rows) body.insertBefore(row, total);
  }
}

for (const head of document.querySelectorAll("[data-sortable] thead th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sort";
  button.append(head.firstElementChild);
  head.prepend(button);
  // What the head means is told of what has the focus.
  if (!head.hasAttribute("aria-describedby")) continue;
  button.setAttribute("aria-describedby", head.getAttribute("aria-describedby"));
  for (const moved of ["aria-describedby", "tabindex"]) head.removeAttribute(moved);
}
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("button.sort");
  if (button) sortBy(button.closest("th"));
});
