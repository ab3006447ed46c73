// Draws the chart that the build has drawn, with new rows: the same marks at the same places
// (reports/charts/frame.py, lines.py, notes.py). Baselines are Vega's.

const LINE_HEIGHT = 15;
// What stands between two writings on one line; more room than enough is no better.
const BETWEEN = 14;
const ENOUGH = 24;
// A drawing narrower than this has no room for names of events.
const EVENTS_FROM = 600;
const SVG = "http://www.w3.org/2000/svg";
const two = (value) => String(Number(value.toFixed(2)));
const move = (x, y) => `translate(${two(x)},${two(y)})`;

function make(space, tag, attributes, children) {
  const node = space ? document.createElementNS(space, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

const svg = (tag, attributes, ...children) => make(SVG, tag, attributes, children);
const html = (tag, attributes, ...children) => make(null, tag, attributes, children);

function frameOf(size, chart, margins) {
  const ticks = margins.ticks ?? valueTicks(chart, size);
  const left = margins.left ?? widest(tickTexts(chart, ticks)) + 10;
  const width = size.width - left - margins.right;
  const height = size.height - margins.top - margins.bottom;
  const share = (value) => (value - ticks[0]) / (ticks.at(-1) - ticks[0]);
  return { ...margins, size, ticks, left, width, height, share, y: (value) => height * (1 - share(value)) };
}

function drawing(frame, chart, style, marks) {
  const heading = text(1 - frame.left, FONT - frame.top, chart.yTitle, { fill: "var(--muted)" });
  const plot = svg("g", { fill: "none", transform: move(frame.left, frame.top) }, heading, ...marks);
  const { width, height } = frame.size;
  const shape = { class: style, width, height, viewBox: `0 0 ${width} ${height}` };
  return svg("svg", { ...shape, "aria-hidden": "true", focusable: "false" }, plot);
}

function text(x, y, told, attributes = {}, lineHeight = LINE_HEIGHT) {
  const lines = Array.isArray(told) ? told : [told];
  const shape = { "text-anchor": "start", transform: move(x, y), "font-size": `${FONT}px`, ...attributes };
  if (lines.length === 1) return svg("text", shape, lines[0]);
  const spans = lines.map((line, place) => svg("tspan", place ? { x: 0, dy: lineHeight } : {}, line));
  return svg("text", shape, ...spans);
}

const rule = (x, y, right, down, attributes) =>
  svg("line", { transform: move(x, y), x2: two(right), y2: two(down), "stroke-width": 1, ...attributes });

const titled = (node, words) => (node.append(svg("title", {}, words)), node);

// Lines across the plot at the ticks, and their labels.
function valueAxis(frame, chart) {
  const texts = tickTexts(chart, frame.ticks);
  return frame.ticks.flatMap((tick, place) => [
    rule(0.5, Math.round(frame.y(tick)) + 0.5, frame.width, 0, { stroke: "var(--rule)" }),
    text(-5.5, frame.y(tick) + 4.5, texts[place], { "text-anchor": "end", fill: "var(--muted)" }),
  ]);
}

// How near a line comes to a height between two places.
function distanceTo(line, left, right, y) {
  const found = line.flatMap(([x, py]) => (py !== null && left <= x && x <= right ? [Math.abs(py - y)] : []));
  line.slice(1).forEach(([after, end], place) => {
    const [x, start] = line[place];
    if (start === null || end === null || after <= left || x >= right) return;
    const [a, b] = [left, right].map((at) => start + ((end - start) * (Math.min(Math.max(at, x), after) - x)) / (after - x) - y);
    found.push(a * b < 0 ? 0 : Math.min(Math.abs(a), Math.abs(b)));
  });
  return Math.min(...found);
}

// Where a label at the left end begins: further in beside a label of the axis.
function startOf(frame, middle) {
  return frame.ticks.some((tick) => Math.abs(frame.y(tick) - middle) < LINE_HEIGHT) ? BETWEEN : 4;
}

// Where along a level line, and on which of some sides of it, its label is far from the data: the ends
// come first, a place between them must be better. What is written elsewhere is kept at a distance.
function spotOf(frame, chart, y, wide, xs, sides, taken) {
  const lines = chart.series.map(({ values }) => values.map((value, place) => [xs[place], value === null ? null : frame.y(value)]));
  const written = [...taken, ...frame.ticks.map((tick) => [-frame.left, -6].map((x) => [x, frame.y(tick)]))];
  const last = frame.width - wide - 4;
  let best = -1;
  let spot = [4, sides[0] || y < FONT];
  for (const x of [4, last, ...[1, 2, 3, 4, 5, 6, 7].map((n) => 4 + ((last - 4) * n) / 8)]) {
    for (const isBelow of sides) {
      const middle = y + (isBelow ? 12 : -13);
      if (middle < FONT / 2 || middle > frame.height - FONT / 2) continue;
      const near = lines.map((line) => distanceTo(line, x, x + wide, middle));
      const beside = written.map((line) => distanceTo(line, x - BETWEEN, x + wide + BETWEEN, middle));
      const room = Math.min(ENOUGH, ...near, ...beside.filter((one) => one < LINE_HEIGHT));
      if (room > best + 1) [best, spot] = [room, [x, isBelow]];
    }
  }
  return spot;
}

// Goals are lines named beside them, bands are named inside.
function references(frame, chart, xs = [], taken = []) {
  const behind = [];
  const before = [];
  for (const { low, high, label } of chart.references) {
    const y = frame.y(high ?? low);
    if (high === null) {
      const look = { stroke: "var(--goal)", "stroke-width": 1.5, "stroke-dasharray": "5,4" };
      behind.push(rule(0, y, frame.width, 0, look));
    } else {
      const shape = `M0,${two(y)}h${two(frame.width)}v${two(frame.y(low) - y)}h${two(-frame.width)}Z`;
      behind.push(svg("path", { d: shape, fill: "var(--band)" }));
    }
    const halo = { stroke: "var(--panel)", "stroke-width": 4, "stroke-linejoin": "round" };
    const sides = high === null ? [false, true] : [true];
    const isInside = sides[0] || y < FONT;
    const [x, isBelow] = xs.length
      ? spotOf(frame, chart, y, textWidth(label), xs, sides, taken)
      : [startOf(frame, y + (isInside ? 12 : -13)), isInside];
    const at = y + (isBelow ? 14 : -8);
    before.push(text(x, at, label, { fill: "var(--goal)", ...halo }), text(x, at, label, { fill: "var(--goal)" }));
  }
  return [behind, before];
}

// The middles of the events' names, moved apart; null for a name that would leave its line.
function namePlaces(frame, events, reach) {
  if (frame.size.width < EVENTS_FROM) return events.map(() => null);
  const halves = events.map(([, name]) => textWidth(name, EVENT_ROOM) / 2);
  const middles = events.map(([x]) => x);
  let taken = -frame.left;
  halves.forEach((half, place) => {
    middles[place] = Math.max(middles[place], taken + half);
    taken = middles[place] + half;
  });
  let limit = frame.width + reach;
  for (let place = middles.length - 1; place >= 0; place -= 1) {
    middles[place] = Math.min(middles[place], limit - halves[place]);
    limit = middles[place] - halves[place];
  }
  const off = middles.map((middle, place) => Math.abs(middle - events[place][0]) - halves[place]);
  const most = Math.max(0, ...off);
  if (most <= 0) return middles;
  // What the one furthest from its line gives up is room for the others.
  const worst = off.indexOf(most);
  const rest = namePlaces(frame, events.filter((_, place) => place !== worst), reach);
  return [...rest.slice(0, worst), null, ...rest.slice(worst)];
}

// What happened when, [place, name]: hairlines, named where there is room for names.
function eventMarks(frame, events, reach = frame.right) {
  const places = namePlaces(frame, events, reach);
  return events.flatMap(([x, name], place) => {
    const line = rule(x, 0, 0, frame.height, { stroke: "var(--muted)", "stroke-dasharray": "1,3" });
    if (places[place] === null) return [titled(line, name)];
    const look = { "text-anchor": "middle", "font-size": `${EVENT_FONT}px`, fill: "var(--muted)" };
    return [titled(line, name), text(places[place], -5, name, look)];
  });
}

// The lower axis: a calendar in proportion, or one place after the other.
function placesOf(chart, frame) {
  const places = chart.isTime ? chart.positions.map(dayNumber) : chart.positions.map((_, place) => place);
  const low = Math.min(...places);
  const high = Math.max(...places);
  return { places, low, high, x: (place) => (frame.width * (place - low)) / (high > low ? high - low : 1) };
}

function timeLabels(chart, room) {
  const labels = new Map(dateLabels(chart.positions, room));
  return chart.positions.map((day) => labels.get(day) ?? null);
}

// Which positions are named below the lines.
function lineLabels(chart, room) {
  if (chart.isTime) return timeLabels(chart, Math.floor(room.width / 46));
  const last = Math.max(chart.labels.length - 1, 1);
  return nameLabels(chart.labels, chart.labels.map((_, place) => (room.width * place) / last), room);
}

function lowerAxis(frame, labels, at) {
  const marks = labels.flatMap((lines, place) => {
    if (!lines) return [];
    const x = at.x(at.places[place]);
    const tick = rule(Math.round(x) + 0.5, frame.height + 0.5, 0, 5, { stroke: "var(--muted)" });
    const look = { "text-anchor": "middle", fill: "var(--muted)" };
    return [tick, text(x + 0.5, frame.height + 21.5, lines, look)];
  });
  return [...marks, rule(0.5, frame.height + 0.5, frame.width, 0, { stroke: "var(--muted)" })];
}

function lowerTitle(frame, chart) {
  const look = { "text-anchor": "end", fill: "var(--muted)" };
  return chart.xTitle ? [text(frame.width, frame.height + 37, `${chart.xTitle} →`, look)] : [];
}

// A path through what is known; what is not known leaves a gap.
function pathThrough(points) {
  const runs = [[]];
  for (const point of points) {
    if (point[1] === null) runs.push([]);
    else runs.at(-1).push(point);
  }
  const straight = (run) => run.map(([x, y], place) => `${place ? "L" : "M"}${two(x)},${two(y)}`).join("");
  return runs.filter((run) => run.length).map(straight).join("");
}

function bandOf(series, xs, frame) {
  const known = xs.map((_, place) => place).filter((place) => (series.lows[place] ?? null) !== null && series.highs[place] !== null);
  if (!known.length) return [];
  const top = known.map((place) => `${two(xs[place])},${two(frame.y(series.highs[place]))}`);
  const bottom = known.map((place) => `${two(xs[place])},${two(frame.y(series.lows[place]))}`).reverse();
  return [svg("path", { d: `M${[...top, ...bottom].join("L")}Z`, fill: `var(${series.colour})`, opacity: 0.16 })];
}

function lineOf(series, chart, xs, frame) {
  const colour = `var(${series.colour})`;
  const ys = series.values.map((value) => (value === null ? null : frame.y(value)));
  const d = pathThrough(xs.map((x, place) => [x, ys[place]]));
  const look = { stroke: colour, "stroke-width": 2.5, "stroke-linecap": "round", "stroke-linejoin": "round" };
  const last = ys.findLastIndex((y) => y !== null);
  const points = ys.flatMap((y, place) => {
    if (y === null) return [];
    const shape = { cx: two(xs[place]), cy: two(y), fill: colour };
    // One alone between two that are not known has no line through it.
    const isAlone = (ys[place - 1] ?? null) === null && (ys[place + 1] ?? null) === null;
    const seen = place === last || isAlone ? { r: 3.7 } : { r: 4.74, opacity: 0 };
    const words = `${series.title}, ${chart.labels[place]}: ${series.texts[place]}`;
    return [titled(svg("circle", { ...shape, ...seen }), words)];
  });
  return [...bandOf(series, xs, frame), ...(d ? [svg("path", { d, ...look })] : []), ...points];
}

// What stands at the end of each line: its value, and its name where there are several.
function endLabels(chart, size) {
  const limit = size.width * (size.isNarrow ? 0.3 : 0.24);
  return chart.series.map(({ title, values, texts }) => {
    const last = values.findLastIndex((value) => value !== null);
    const told = last < 0 ? "" : texts[last];
    return chart.series.length > 1 ? [...wrapped(title, limit), told] : told ? [told] : [];
  });
}

// Labels moved apart until none covers another, from the top down and back up.
function spread(wanted, ends, height) {
  const halves = wanted.map(([, number]) => (ends[number].length * LINE_HEIGHT) / 2 + 1);
  const ys = wanted.map(([y]) => y);
  for (let place = 1; place < ys.length; place += 1) {
    ys[place] = Math.max(ys[place], ys[place - 1] + halves[place - 1] + halves[place]);
  }
  let limit = height + 8;
  for (let place = ys.length - 1; place >= 0; place -= 1) {
    ys[place] = Math.min(ys[place], limit - halves[place]);
    limit = ys[place] - halves[place];
  }
  return wanted.map(([, number], place) => [ys[place], number]);
}

const lastOf = (series) => series.values.findLastIndex((value) => value !== null);

function labelPlaces(chart, frame, ends) {
  const wanted = chart.series
    .map((series, number) => [lastOf(series) < 0 ? null : frame.y(series.values[lastOf(series)]), number])
    .filter(([y]) => y !== null)
    .sort(([a], [b]) => a - b);
  return spread(wanted, ends, frame.height);
}

// Where the lines of the labels run: a line that ends early has its label in the plot.
function writtenOf(chart, xs, ends, labels) {
  return labels.flatMap(([y, number]) => {
    const x = xs[lastOf(chart.series[number])] + 9;
    const top = y - ((ends[number].length - 1) * LINE_HEIGHT) / 2;
    return ends[number].map((told, line) => [x, x + textWidth(told)].map((at) => [at, top + line * LINE_HEIGHT]));
  });
}

// How far right of the plot names of events may stand: not above a label that is as high.
function reachOf(frame, ends, labels) {
  const isHigh = labels.some(([y, number]) => y < (ends[number].length * LINE_HEIGHT) / 2);
  return isHigh ? 0 : frame.right;
}

function namesOf(chart, xs, ends, labels) {
  return labels.map(([y, number]) => {
    const series = chart.series[number];
    const top = y - ((ends[number].length - 1) * LINE_HEIGHT) / 2;
    const look = { fill: `var(${series.colour})`, "font-weight": "bold" };
    return text(xs[lastOf(series)] + 9, top + 4, ends[number], look);
  });
}

function lineChart(chart, size, style) {
  const ends = endLabels(chart, size);
  const top = 24 + (chart.events.length && size.width >= EVENTS_FROM ? 18 : chart.references.length ? 4 : 0);
  const [left, right] = [widest(tickTexts(chart, valueTicks(chart, size))) + 10, widest(ends.flat()) + 14];
  const below = lineLabels(chart, { left, right, width: size.width - left - right });
  const lines = Math.max(2, ...below.map((label) => label?.length ?? 0));
  const frame = frameOf(size, chart, { left, right, top, bottom: Math.max(10 + LINE_HEIGHT * lines, chart.xTitle ? 44 : 0) });
  const at = placesOf(chart, frame);
  const xs = at.places.map(at.x);
  const labels = labelPlaces(chart, frame, ends);
  const [behind, before] = references(frame, chart, xs, writtenOf(chart, xs, ends, labels));
  const events = eventMarks(
    frame,
    chart.events.flatMap(([day, name]) => {
      const number = dayNumber(day);
      return number < at.low || number > at.high ? [] : [[at.x(number), name]];
    }),
    reachOf(frame, ends, labels)
  );
  const drawn = chart.series.flatMap((series) => lineOf(series, chart, xs, frame));
  const axes = [...valueAxis(frame, chart), ...lowerAxis(frame, below, at)];
  return drawing(frame, chart, style, [...axes, ...behind, ...events, ...drawn, ...before, ...namesOf(chart, xs, ends, labels), ...lowerTitle(frame, chart)]);
}
