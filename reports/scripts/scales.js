// Ticks, labels and widths as the build chooses them (reports/charts/scales.py, theme.py).

const FONT = 13;
const EVENT_FONT = 12;
const EVENT_ROOM = 14;
const DURATIONS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 4320, 7200, 14400];
const WIDTHS = [
  [" .,:;!|/\\'ijlIft()[]–", 0.28],
  ["0123456789€$£", 0.56],
  ["mwMW%@—", 0.85],
  ["ABCDEFGHKLNOPQRSTUVXYZ&+−×", 0.7],
];

function textWidth(text, size = FONT) {
  const widthOf = (mark) => WIDTHS.find(([marks]) => marks.includes(mark))?.[1] ?? 0.56;
  return [...text].reduce((sum, mark) => sum + widthOf(mark), 0) * size * 1.04;
}

const widest = (texts) => Math.max(0, ...texts.map((text) => textWidth(text)));

function stepOf(rough, isDuration) {
  if (isDuration && rough <= DURATIONS.at(-1)) return DURATIONS.find((step) => step >= rough);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((unit) => unit * power).find((step) => step >= rough * 0.999);
}

function niceTicks(low, high, count, isDuration) {
  const top = high <= low ? low + (Math.abs(low) || 1) : high;
  const step = stepOf((top - low) / Math.max(count - 1, 1), isDuration);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(top / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, place) => Number(((first + place) * step).toFixed(10)));
}

// Ticks that hold all values, intervals, goals and bands; the ends of the axis are ticks.
function valueTicks(chart, size) {
  const ends = chart.references.flatMap(({ low, high }) => (high === null ? [low] : [low, high]));
  const values = [...extremesOf(chart), ...ends];
  const fromZero = chart.kind === "bar";
  // An end that is told widens the axis: no value is ever cut off, and bars begin at nought.
  const [lows, highs] = [chart.yMin, chart.yMax].map((end) => (end === null ? values : [...values, end]));
  let bottom = Math.min(...(lows.length ? lows : [0]));
  let top = Math.max(...(highs.length ? highs : [1]));
  if (chart.yMin === null && (fromZero || (bottom >= 0 && bottom < top * 0.4))) bottom = Math.min(bottom, 0);
  if (fromZero) [bottom, top] = [Math.min(bottom, 0), Math.max(top, 0)];
  return niceTicks(bottom, top, size.isNarrow || size.height < 240 ? 4 : 5, chart.axis.full.kind === "duration");
}

function extremesOf(chart) {
  const known = (values) => values.filter((value) => value !== null);
  if (chart.stack === "stacked100") return [0, 1];
  if (chart.stack === "stacked" && chart.kind === "bar") {
    const columns = chart.positions.map((_, place) => known(chart.series.map(({ values }) => values[place])));
    const sum = (column, keep) => column.filter(keep).reduce((a, b) => a + b, 0);
    return columns.flatMap((column) => [sum(column, (v) => v > 0), sum(column, (v) => v < 0)]);
  }
  return chart.series.flatMap(({ values, lows, highs }) => known([...values, ...lows, ...highs]));
}

// No more decimals than tell the ticks apart.
function tickTexts(chart, ticks) {
  const largest = Math.max(...ticks.map(Math.abs));
  const scale = chart.axis.scales.find(([from]) => largest >= from)?.[1] ?? "";
  for (const [shorter, atZero, unit] of chart.axis.shorter[scale] ?? []) {
    const texts = ticks.map((tick) => write(tick, tick ? shorter : atZero));
    const isExact = ticks.every((tick) => Math.abs(Math.round(tick / unit) - tick / unit) < 1e-6);
    if (isExact && new Set(texts).size === texts.length) return texts;
  }
  return ticks.map((tick) => write(tick, chart.axis.full));
}

const dayNumber = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / 864e5);

// Which days are labelled, the year below where it changes: [day, lines].
function dateLabels(days, room) {
  const every = Math.max(1, Math.ceil(days.length / Math.max(room, 1)));
  const isMonthly = days.every((day) => day.endsWith("-01"));
  let year = "";
  return days
    .filter((_, place) => (days.length - 1 - place) % every === 0)
    .map((day) => {
      const lines = [writeDate(day, isMonthly ? "MMM" : "d MMM")];
      if (day.slice(0, 4) !== year) lines.push(day.slice(0, 4));
      year = day.slice(0, 4);
      return [day, lines];
    });
}

// A text in lines that are no longer than the limit.
function wrapped(text, limit) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (lines.at(-1) && textWidth(longer) > limit) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

// A text cut where its room ends.
function cut(text, limit) {
  if (textWidth(text) <= limit) return text;
  let kept = text;
  while (kept && textWidth(`${kept}…`) > limit) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}

// Names below a chart (reports/charts/labels.py): in lines, and none beyond the drawing.
function nameLabels(labels, xs, { left, width, right }) {
  const step = xs.length > 1 ? xs[1] - xs[0] : width + left + right;
  const words = labels.flatMap((label) => label.split(/\s+/));
  const every = Math.max(1, Math.ceil((Math.min(widest(words), 120) + 8) / step));
  return labels.map((label, place) => {
    if (place % every) return null;
    const room = Math.min(step * every, 2 * (xs[place] + left), 2 * (width + right - xs[place])) - 8;
    const lines = wrapped(label, room);
    const kept = lines.length > 3 ? [...lines.slice(0, 2), lines.slice(2).join(" ")] : lines;
    return kept.map((line) => cut(line, room));
  });
}
