// What is chosen: read from the address, shown by the controls, written back on every change, so
// that a choice can be sent, kept and undone by the back button.

const FROM = "from";
const TO = "to";
// No choice, as an address: an empty one would scroll to the top.
const EVERYTHING = "all";
const COMING = ["pointerenter", "focusin"];

function choiceOf(address, cube) {
  const told = new URLSearchParams(address);
  const values = {};
  for (const [name, known] of Object.entries(cube.dimensions)) {
    const place = known.findIndex((value) => value !== null && String(value) === told.get(name));
    if (place >= 0) values[name] = known[place];
  }
  const months = cube.months.map((day) => day.slice(0, 7));
  const [from, to] = [FROM, TO].map((end) => (months.includes(told.get(end)) ? told.get(end) : null));
  const hasPeriod = from || to;
  const ends = [from ?? months[0], to ?? months.at(-1)].sort();
  return { values, period: hasPeriod ? [`${ends[0]}-01`, lastDay(monthNumber(ends[1]))] : null, from, to };
}

// What a control chooses; a slider counts months back from the newest.
function chosenBy(control, cube) {
  if (control.type === "radio" || control.type === "checkbox") return control.checked ? control.value : "";
  if (control.type !== "range") return control.value;
  return Number(control.value) ? cube.months.at(-control.value).slice(0, 7) : "";
}

function addressOf(controls, cube) {
  const told = new URLSearchParams();
  for (const control of controls) {
    const value = chosenBy(control, cube);
    if (value) told.set(control.dataset.filter, value);
  }
  return told.toString() || EVERYTHING;
}

function sayMonths(slider) {
  const told = Number(slider.value) ? slider.value : slider.dataset.none;
  slider.parentElement.querySelector("output").textContent = told;
  slider.setAttribute("aria-valuetext", told);
}

function showChoice(controls, choice, cube) {
  for (const control of controls) {
    const name = control.dataset.filter;
    const value = String(choice.values[name] ?? choice[name] ?? "");
    if (control.type === "radio" || control.type === "checkbox") control.checked = control.value === value;
    else if (control.type !== "range") control.value = value;
    else {
      control.value = value ? cube.months.filter((day) => day >= value).length : 0;
      sayMonths(control);
    }
  }
}

// The choice in words, for titles and for those who do not see the numbers change.
function choiceWords(choice) {
  const period = choice.period?.map((day) => writeDate(day, "MMM yyyy"));
  const told = period && (period[0] === period[1] ? period[0] : `${period[0]} to ${period[1]}`);
  return [...Object.values(choice.values).map(nameOf), ...(told ? [told] : [])].join(", ");
}

// Whether a group that may belong to the choice gave up what was chosen by.
function leavesOut(cube, choice) {
  const wanted = Object.entries(choice.values).map(([name, value]) => [
    name,
    cube.dimensions[name].indexOf(value),
  ]);
  return cube.families.some(({ groups }) =>
    groups.customers.some((_, group) => {
      const told = wanted.map(([name, place]) => [groups[name][group], place]);
      const mayMatch = told.every(([given, place]) => given === GIVEN_UP || given === place);
      return mayMatch && told.some(([given]) => given === GIVEN_UP);
    })
  );
}

// A link to a place on the page, such as the one that skips to the content, keeps the choice.
function goToPlace(event) {
  const place = byId(event.target.closest?.('a[href^="#"]')?.hash.slice(1) ?? "");
  if (!place) return;
  event.preventDefault();
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus();
}

function follow(page, bar) {
  const controls = [...bar.querySelectorAll("[data-filter]")];
  const note = bar.querySelector(".filter-note");
  let shown = null;
  const show = (address, ...first) => {
    // A link to a place on the page is no choice.
    if ((!address.includes("=") && address !== EVERYTHING && address) || address === shown) return;
    shown = address;
    const choice = choiceOf(address, page.cube);
    choice.words = choiceWords(choice);
    showChoice(controls, choice, page.cube);
    const left = choice.words ? redraw(page, choice) : restore();
    left.unshift(...first);
    afterwards(left);
    const rest = leavesOut(page.cube, choice) ? ` ${page.words.leftOut}` : "";
    note.textContent = choice.words ? `${page.words.showing} ${choice.words}.${rest}` : "";
    if (choice.words) bar.closest("details")?.setAttribute("open", "");
    document.body.classList.toggle("is-filtered", Boolean(choice.words));
  };
  // The address is written once the choice is seen: writing it lays the whole page out.
  const choose = (address) => show(address, () => {
    location.hash = address;
  });
  bar.addEventListener("change", () => choose(addressOf(controls, page.cube)));
  const come = () => {
    for (const coming of COMING) bar.removeEventListener(coming, come);
    rehearse(page);
  };
  for (const coming of COMING) bar.addEventListener(coming, come);
  bar.addEventListener("input", ({ target }) => target.type === "range" && sayMonths(target));
  bar.querySelector("[data-clear]").addEventListener("click", () => choose(EVERYTHING));
  addEventListener("hashchange", () => show(location.hash.slice(1) || EVERYTHING));
  document.addEventListener("click", goToPlace);
  bar.hidden = false;
  // What has the focus stands below the bar, not under it.
  new ResizeObserver(() => {
    const isSticky = getComputedStyle(bar).position === "sticky";
    document.documentElement.style.scrollPaddingTop = isSticky ? `${bar.offsetHeight + 8}px` : "";
  }).observe(bar);
  show(location.hash.slice(1) || EVERYTHING);
}

const bar = byId("filters");
if (bar) {
  const page = JSON.parse(byId("page-data").textContent);
  Object.assign(NAMES, page.words.names);
  follow(page, bar);
}
