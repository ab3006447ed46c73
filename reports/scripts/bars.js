// Bars as the build draws them (reports/charts/bars.py): standing over time, lying for names.

function bandScale(count, length, inner, outer) {
  const step = length / Math.max(1, count - inner + 2 * outer);
  return { width: step * (1 - inner), at: (place) => step * (outer + place) };
}

// Where each bar begins and ends, in values: stacked on those before it, or from nothing.
function barEnds(chart) {
  const totals = chart.positions.map((_, place) =>
    chart.series.reduce((sum, { values }) => sum + (values[place] ?? 0), 0) || 1
  );
  const up = chart.positions.map(() => 0);
  const down = chart.positions.map(() => 0);
  return chart.series.map(({ values }) =>
    values.map((value, place) => {
      if (value === null) return null;
      if (chart.stack === "grouped") return [0, value];
      const height = chart.stack === "stacked100" ? value / totals[place] : value;
      const level = height < 0 ? down : up;
      level[place] += height;
      return [level[place] - height, level[place]];
    })
  );
}

const box = (x, y, width, height) => `M${two(x)},${two(y)}h${two(width)}v${two(height)}h${two(-width)}Z`;

function barMarks(chart, shapeOf) {
  return barEnds(chart).flatMap((ends, number) => {
    const series = chart.series[number];
    return ends.flatMap((end, place) => {
      if (!end) return [];
      const words = `${series.title}, ${chart.labels[place]}: ${series.texts[place]}`;
      // Lighter under an interval, so that the interval is seen.
      const opacity = chart.isLying && series.highs.length ? 0.6 : null;
      return [titled(svg("path", { d: shapeOf(place, end), fill: `var(${series.colour})`, opacity }), words)];
    });
  });
}

// Which positions are labelled below standing bars, in lines.
function barLabels(chart, { left, width, right }) {
  if (chart.isTime) return timeLabels(chart, Math.max(Math.floor(width / 44), 1));
  const band = bandScale(chart.positions.length, width, 0.28, 0.14);
  const xs = chart.labels.map((_, place) => band.at(place) + band.width / 2);
  return nameLabels(chart.labels, xs, { left, width, right });
}

// Where events stand among periods that are equally wide: [place, name].
function withinPeriods(chart, width) {
  const starts = chart.isTime ? chart.positions.map(dayNumber) : [];
  if (starts.length < 2) return [];
  const ends = [...starts.slice(1), 2 * starts.at(-1) - starts.at(-2)];
  return chart.events.flatMap(([day, name]) =>
    starts.flatMap((start, place) => {
      const number = dayNumber(day);
      const isHere = start <= number && number < ends[place];
      return isHere ? [[(width / starts.length) * (place + (number - start) / (ends[place] - start)), name]] : [];
    })
  );
}

function standingBars(chart, size, style) {
  const left = widest(tickTexts(chart, valueTicks(chart, size))) + 10;
  const labels = barLabels(chart, { left, width: size.width - left - 10, right: 10 });
  const lines = Math.max(1, ...labels.map((label) => label?.length ?? 0));
  const hasNames = chart.events.length && size.width >= EVENTS_FROM;
  const margins = { right: 10, top: 30 + (hasNames ? 18 : 0), bottom: 12 + (FONT + 2) * lines };
  let frame = frameOf(size, chart, margins);
  const single = chart.series[0];
  const isBelowZero = frame.ticks[0] < 0;
  const fits = chart.hasLabels && chart.series.length === 1 && !isBelowZero && widest(single.texts) + 4 < frame.width / chart.positions.length;
  // One tick more where a bar's value would stand on an event's name.
  if (hasNames && fits && frame.y(Math.max(...single.values)) < FONT + 4) {
    frame = frameOf(size, chart, { ...margins, ticks: [...frame.ticks, 2 * frame.ticks.at(-1) - frame.ticks.at(-2)] });
  }
  const band = bandScale(chart.positions.length, frame.width, 0.28, 0.14);
  const middle = (place) => band.at(place) + band.width / 2;
  const bars = barMarks(chart, (place, [from, to]) => {
    const top = frame.y(Math.max(from, to));
    return box(band.at(place), top, band.width, frame.y(Math.min(from, to)) - top);
  });
  const below = labels.flatMap((label, place) =>
    label ? [text(middle(place), frame.height + 17, label, { "text-anchor": "middle", fill: "var(--muted)" })] : []
  );
  const level = isBelowZero ? frame.y(0) : frame.height + 0.5;
  const zero = rule(0, level, frame.width, 0, { stroke: "var(--muted)" });
  const above = fits
    ? single.values.flatMap((value, place) =>
        value === null ? [] : [text(middle(place), frame.y(value) - 7, single.texts[place], { "text-anchor": "middle", fill: "var(--ink)" })]
      )
    : [];
  const [behind, before] = references(frame, chart);
  const events = eventMarks(frame, withinPeriods(chart, frame.width));
  return drawing(frame, chart, style, [...valueAxis(frame, chart), ...behind, ...events, ...bars, zero, ...before, ...below, ...above]);
}

const roomOfNames = (size) => size.width * (size.isNarrow ? 0.46 : 0.34);

// The names of lying bars, in lines where one is too short, best before a bracket.
function barNames(chart, size) {
  return chart.labels.map((label) => {
    const lines = wrapped(label, roomOfNames(size) - 12);
    const at = label.indexOf(" (");
    const isBroken = lines.length > 1 && at > 0 && textWidth(label.slice(0, at)) <= roomOfNames(size) - 12;
    return isBroken ? [label.slice(0, at), label.slice(at + 1)] : lines;
  });
}

function lyingHeight(chart) {
  const lines = Math.max(...barNames(chart, { width: 340, isNarrow: true }).map((names) => names.length), 1);
  return 34 + chart.positions.length * Math.max(30, 6 + 15 * lines);
}

const goalLine = (x, frame) => [
  rule(x, -2, 0, frame.height + 2, { stroke: "var(--panel)", "stroke-width": 3 }),
  rule(x, -2, 0, frame.height + 2, { stroke: "var(--goal)", "stroke-width": 1.5, "stroke-dasharray": "5,4" }),
];

function lyingBars(chart, size, style) {
  const series = chart.series[0];
  const lines = barNames(chart, size);
  const left = Math.min(widest(lines.flat()) + 12, roomOfNames(size));
  const top = (chart.yTitle ? 26 : 8) + (chart.references.length ? 16 : 0);
  const frame = frameOf(size, chart, { left, right: widest(series.texts) + 12, top, bottom: 10 });
  const band = bandScale(chart.positions.length, frame.height, 0.3, 0.1);
  const x = (value) => frame.width * frame.share(value);
  const middle = (place) => band.at(place) + band.width / 2;
  const bars = barMarks(chart, (place, [from, to]) =>
    box(x(Math.min(from, to)), band.at(place), x(Math.max(from, to)) - x(Math.min(from, to)), band.width)
  );
  const names = lines.map((told, place) => {
    const look = { "text-anchor": "end", fill: "var(--ink)" };
    const kept = told.map((line) => cut(line, left - 8));
    return text(-5.5, middle(place) + 4 - (told.length - 1) * 7, kept, look, FONT + 1);
  });
  const whiskers = series.highs.flatMap((high, place) => {
    const low = series.lows[place];
    const look = { stroke: "var(--ink)", "stroke-width": 1.5 };
    return low === null || high === null ? [] : [rule(x(low), middle(place), x(high) - x(low), 0, look)];
  });
  const values = series.values.flatMap((value, place) =>
    value === null
      ? []
      : [text((series.highs.length ? frame.width : x(Math.max(value, 0))) + 6, middle(place) + 4, series.texts[place], { fill: "var(--ink)" })]
  );
  const bands = chart.references.flatMap(({ low, high }) =>
    high === null ? [] : [svg("path", { d: box(x(low), 0, x(high) - x(low), frame.height), fill: "var(--band)" })]
  );
  const goals = chart.references.flatMap(({ low, high, label }) => [
    ...(high === null ? goalLine(x(low), frame) : []),
    text(x(high === null ? low : (low + high) / 2), -8, label, { "text-anchor": "middle", fill: "var(--goal)" }),
  ]);
  const axis = rule(0.5, 0.5, 0, frame.height, { stroke: "var(--rule)" });
  return drawing(frame, chart, style, [axis, ...names, ...bands, ...bars, ...whiskers, ...goals, ...values]);
}
