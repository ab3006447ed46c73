// What is chosen: read from the address, shown by the controls, written back on every change, so
// that a choice can be sent, kept and undone by the back button.

const FROM = "from";
const TO = "to";
// No choice, as an address: an empty one would scroll to the top.
const EVERYTHING = "all";

function readAddress(cube) {
  const told = new URLSearchParams(location.hash.slice(1));
  const values = {};
  for (const [name, known] of Object.entries(cube.dimensions)) {
    if (told.has(name) && known.includes(told.get(name))) values[name] = told.get(name);
  }
  const months = cube.months.map((day) => day.slice(0, 7));
  const [from, to] = [FROM, TO].map((end) => (months.includes(told.get(end)) ? told.get(end) : null));
  const hasPeriod = from || to;
  const ends = [from ?? months[0], to ?? months.at(-1)].sort();
  return { values, period: hasPeriod ? [`${ends[0]}-01`, lastDay(monthNumber(ends[1]))] : null, from, to };
}

function writeAddress(controls) {
  const told = new URLSearchParams();
  for (const control of controls) {
    const value = control.type === "radio" ? (control.checked ? control.value : "") : control.value;
    if (value) told.set(control.dataset.filter, value);
  }
  location.hash = told.toString() || EVERYTHING;
}

function showChoice(controls, choice) {
  for (const control of controls) {
    const name = control.dataset.filter;
    const value = choice.values[name] ?? choice[name] ?? "";
    if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
  }
}

// The choice in words, for titles and for those who do not see the numbers change.
function choiceWords(choice) {
  const period = choice.period?.map((day) => writeDate(day, "MMM yyyy"));
  const told = period && (period[0] === period[1] ? period[0] : `${period[0]} to ${period[1]}`);
  return [...Object.values(choice.values), ...(told ? [told] : [])].join(", ");
}

// Whether a group that may belong to the choice gave up what was chosen by.
function leavesOut(cube, choice) {
  const wanted = Object.entries(choice.values).map(([name, value]) => [
    cube.groups[name],
    cube.dimensions[name].indexOf(value),
  ]);
  return cube.groups.customers.some((_, group) => {
    const places = wanted.map(([groups]) => groups[group]);
    const mayMatch = places.every((place, number) => place === GIVEN_UP || place === wanted[number][1]);
    return mayMatch && places.includes(GIVEN_UP);
  });
}

function follow(page, bar) {
  const controls = [...bar.querySelectorAll("[data-filter]")];
  const note = bar.querySelector(".filter-note");
  const show = () => {
    // A link to a place on the page is no choice.
    if (!location.hash.includes("=") && location.hash !== `#${EVERYTHING}` && location.hash) return;
    const choice = readAddress(page.cube);
    choice.words = choiceWords(choice);
    showChoice(controls, choice);
    if (choice.words) redraw(page, choice);
    else restore(page.parts);
    const rest = leavesOut(page.cube, choice) ? ` ${page.words.leftOut}` : "";
    note.textContent = choice.words ? `${page.words.showing} ${choice.words}.${rest}` : "";
    if (choice.words) bar.closest("details")?.setAttribute("open", "");
    document.body.classList.toggle("is-filtered", Boolean(choice.words));
  };
  bar.addEventListener("change", () => writeAddress(controls));
  bar.querySelector("[data-clear]").addEventListener("click", () => {
    location.hash = EVERYTHING;
  });
  window.addEventListener("hashchange", show);
  bar.hidden = false;
  show();
}

const bar = byId("filters");
if (bar) follow(JSON.parse(byId("page-data").textContent), bar);
