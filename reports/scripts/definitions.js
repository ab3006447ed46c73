// A definition that is shown beside its word is closed by Escape, without moving the pointer or the
// focus, and stays closed until both have left the word.

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const word of document.querySelectorAll(".defined:is(:hover,:focus-within)")) word.classList.add("is-closed");
});
for (const left of ["mouseout", "focusout"]) {
  document.addEventListener(left, ({ target, relatedTarget }) => {
    const word = target.closest?.(".defined");
    if (word && !word.contains(relatedTarget)) word.classList.remove("is-closed");
  });
}
