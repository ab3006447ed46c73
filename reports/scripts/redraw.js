// When what is drawn: first what a reader sees, and once that is on the screen the rest, a few
// milliseconds at a time. What the build made is put aside, not copied, and put back without a choice.

const BUILT = new Map();
// Milliseconds of a frame that drawing the rest may take. A browser's own idle time is not waited for:
// after a key was pressed in a list, Chromium gives none.
const AT_ONCE = 8;
let waiting = [];
let isWaiting = false;

// A node's new children and attributes; those that the build gave it are kept.
function put(node, children, attributes = {}) {
  const names = Object.keys(attributes);
  if (!BUILT.has(node)) BUILT.set(node, [[...node.childNodes], names.map((name) => [name, node.getAttribute(name)])]);
  node.replaceChildren(...children);
  for (const name of names) node.setAttribute(name, attributes[name]);
}

// Without a choice the page is as the build made it, and nothing is left to do.
function restore() {
  for (const [node, [children, attributes]] of BUILT) {
    node.replaceChildren(...children);
    for (const [name, value] of attributes) {
      if (value === null) node.removeAttribute(name);
      else node.setAttribute(name, value);
    }
  }
  BUILT.clear();
  for (const table of document.querySelectorAll("figure.table[data-live]")) keepOrder(table);
  return [];
}

function proceed() {
  const begun = performance.now();
  while (waiting.length && performance.now() - begun < AT_ONCE) waiting.shift()();
  isWaiting = waiting.length > 0;
  if (isWaiting) setTimeout(proceed);
  else document.querySelector("main").removeAttribute("aria-busy");
}

// Do the rest when there is time; what an earlier choice left undone is not wanted any more.
function afterwards(jobs) {
  waiting = jobs;
  if (!jobs.length) return;
  document.querySelector("main").setAttribute("aria-busy", "true");
  if (!isWaiting) requestAnimationFrame(() => setTimeout(proceed));
  isWaiting = true;
}

// Paper holds everything.
addEventListener("beforeprint", () => {
  while (waiting.length) waiting.shift()();
});

// Where the parts stand, asked before any is changed: [seen, narrow drawing seen].
function whereSeen(parts) {
  return parts.map(({ id }) => {
    const { top, bottom, width } = byId(id).getBoundingClientRect();
    const narrow = byId(id).querySelector(".plot-narrow");
    return [width > 0 && bottom > 0 && top < innerHeight, narrow?.getBoundingClientRect().width > 0];
  });
}

// Draws what is seen, and tells what is left to do.
function redraw({ cube, parts, words }, choice) {
  const answers = {};
  const answerOf = ({ question }) => (answers[question] ??= answer(cube, question, choice));
  const rest = [];
  const draw = (part, isNarrow) => {
    rest.push(...(DRAW[part.draws](part, answerOf(part), words, choice, isNarrow) ?? []));
    if (part.draws === "table" || part.draws === "chart") {
      rest.push(() => offerCsv(part, answerOf(part), cube.questions[part.question]));
    }
  };
  whereSeen(parts).forEach(([isSeen, isNarrow], place) => {
    if (isSeen) draw(parts[place], isNarrow);
    else rest.push(() => draw(parts[place], isNarrow));
  });
  return rest;
}

// Whoever comes to the filters is about to choose: the browser learns beforehand what that takes.
function rehearse({ cube, parts, words }) {
  const everything = { values: {}, period: null };
  for (const part of parts) {
    setTimeout(() => {
      const rows = answer(cube, part.question, everything);
      const chart = part.draws === "chart" && chartOf(part, rows, words.merged);
      if (chart?.positions?.length) drawingOf(part, chart, false);
    });
  }
}
