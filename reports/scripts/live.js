// The parts of a page that follow its filters: each is told what it shows and drawn again from the
// answer of its question, as the build has drawn it.

const byId = (id) => document.getElementById(id);

// A tone, a sign and words; what is not judged is muted (reports/components/marks.py).
function changeMark(value, written, { isDown, neutral, isJudged }) {
  if (value === null) return ["muted", "", written, "not known"];
  const isNought = !/[1-9]/.test(written);
  if (Math.abs(value) <= neutral || isNought) return ["muted", "", isNought ? "no change" : written, "unchanged"];
  const arrow = value > 0 ? "▲" : "▼";
  if (!isJudged) return ["muted", arrow, written, value > 0 ? "up" : "down"];
  return (value < 0) === isDown ? ["good", arrow, written, "better"] : ["bad", arrow, written, "worse"];
}

// Of a value that cannot be judged, such as of too few answers, no change is good or bad, nor is
// one within noise, or of a measure whose noise nobody knows.
function judgedBy(words, how, status, verdict) {
  const canJudge = verdict !== null && ![status, verdict].some((told) => words.unjudged.includes(told) || told === words.noise[0]);
  return { ...how, isJudged: how.isJudged && canJudge };
}

function changeNodes(value, how, title) {
  const [tone, arrow, written, judgement] = changeMark(value, write(value, how.format), how);
  const sign = arrow ? html("span", { "aria-hidden": "true" }, `${arrow} `) : null;
  const said = judgement === "unchanged" ? null : html("span", { class: "visually-hidden" }, ` (${judgement})`);
  const mark = html("span", { class: `change tone-${tone}` }, sign, written, said);
  return title ? [mark, " ", html("span", { class: "quiet" }, title)] : [mark];
}

function statusNode(words, status, title) {
  const [tone, sign, told] = words.statuses[status ?? "none"];
  return html("span", { class: `status tone-${tone}` }, html("span", { "aria-hidden": "true", class: "sign" }, sign), ` ${title || told}`);
}

function goalText(row, goal) {
  const value = goal.number ?? row[goal.column] ?? null;
  if (value === null) return "";
  if (typeof value === "string") return `Goal ${value}`;
  // No more decimals than a round number needs.
  const scaled = Number((value * goal.factor).toFixed(9));
  const exact = [0, 1].find((digits) => Number(scaled.toFixed(digits)) === scaled) ?? 2;
  return `${goal.prefix}${write(value, goal.formats[exact])} ${goal.title}`.trimEnd();
}

function drawValue(part, rows) {
  put(byId(part.id), [write(rows.at(part.row)?.[part.column] ?? null, part.format)]);
}

function line(style, ...children) {
  return html("p", { class: style }, ...children);
}

function drawBigValue(part, rows, words) {
  const section = byId(part.id);
  const row = rows.at(part.row) ?? {};
  const status = part.status ? row[part.status] ?? "none" : null;
  const heading = section.querySelector(".bv-title");
  const value = line(`bv-value${status === "few" ? " withheld" : ""}`, write(row[part.column], part.format));
  const lines = [html("div", { class: "bv-main" }, value)];
  if (part.change) {
    const verdict = row[part.change.verdict];
    const how = judgedBy(words, part.change, status, verdict);
    const title = how.title + (verdict === words.noise[0] ? words.noise[1] : "");
    lines.push(line("bv-line", ...changeNodes(row[how.column] ?? null, how, title)));
  }
  const goal = part.goal ? goalText(row, part.goal) : "";
  if (status || goal) {
    const mark = status ? [statusNode(words, status, part.statusTitle), " "] : [];
    lines.push(line("bv-line", ...mark, goal ? html("span", { class: "quiet" }, goal) : ""));
  }
  const count = part.count && (row[part.count.column] ?? null) !== null ? `${write(row[part.count.column], part.count.format)} ${part.count.title}` : "";
  const isSure = part.interval?.every((column) => (row[column] ?? null) !== null);
  const ends = isSure && part.interval.map((column) => write(row[column], part.format));
  const interval = ends ? [html("span", { class: "value" }, `${ends[0]} to ${ends[1]}`), ` at 95%${count ? " · " : ""}`] : [];
  if (count || ends) lines.push(line("bv-line quiet", ...interval, count));
  put(section, [heading, ...lines], { class: `big-value${status ? ` edge-${words.statuses[status][0]}` : ""}` });
}

function cellNodes(column, row, rows, words) {
  const value = row[column.name] ?? null;
  if (column.kind === "delta") return changeNodes(value, judgedBy(words, column, row[column.status], row[column.verdict]));
  if (column.kind === "status") return [statusNode(words, value)];
  const written = write(value, column.format);
  if (column.kind !== "bar" || typeof value !== "number") return [written];
  const largest = Math.max(0, ...rows.map((other) => Math.abs(other[column.name] ?? 0)));
  if (!largest) return [written];
  const width = `${((Math.abs(value) / largest) * 100).toFixed(1)}%`;
  const bar = svg("svg", { class: "cell-bar", "aria-hidden": "true", width: "100%", height: 10 }, svg("rect", { width, height: 10, rx: 2 }));
  return [html("span", { class: "bar-cell" }, bar, html("span", {}, written))];
}

// A cell; on a phone it may stand below its row, with its title (reports/components/folding.py).
function tableCell(column, row, rows, words, place) {
  const value = row[column.name] ?? null;
  const nodes = cellNodes(column, row, rows, words);
  const isBlank = column.place && ["", MISSING].includes(nodes[0]);
  const style = [`to-${column.align}`, place && column.isProse && "prose", column.place, isBlank && "blank"];
  const sort = column.sorts ? { "data-sort": value === null ? "" : column.sorts === "date" ? Date.parse(value) : value } : {};
  const shape = { ...(place ? {} : { scope: "row" }), class: style.filter(Boolean).join(" "), "data-title": column.below || null, ...sort };
  return html(place ? "td" : "th", shape, ...nodes);
}

// How many of the rows are shown (reports/components/datatable.py).
const firstOf = (kept, all) => `The first ${kept} of ${fixed(all, 0)} rows; all are in the CSV.`;

function drawTable(part, rows, words, choice) {
  const kept = part.rows ? rows.slice(0, part.rows) : rows;
  const body = kept.map((row) => {
    const cells = part.columns.map((column, place) => tableCell(column, row, rows, words, place));
    return html("tr", {}, ...cells);
  });
  const table = byId(part.id);
  put(table.querySelector("tbody"), body);
  keepOrder(table);
  const note = table.querySelector(".table-note");
  if (note) put(note, [kept.length < rows.length ? firstOf(kept.length, rows.length) : ""]);
  const title = byId(`${part.id}-title`);
  if (title) put(title, [`${part.plainTitle}: ${choice.words}`]);
}

// What the reader sorted by and searched for still holds.
function keepOrder(table) {
  for (const input of table.querySelectorAll(".search input")) search(input);
  const sorted = table.querySelector("[aria-sort]");
  if (sorted ?? table.querySelector("[data-place]")) sortRows(sorted ?? table.querySelector("th"));
}

// The series of a chart; groups too small to be told apart are one of their own, never left out.
function seriesOf(part, rows, merged) {
  if (!part.split || !rows.some((row) => row[part.split] === merged)) return part.series;
  return [...part.series, { title: merged, name: merged, column: part.series[0].column, colour: "--neutral" }];
}

function nameMerged(figure, series, merged) {
  const legend = figure.querySelector(".legend");
  if (!legend) return;
  const known = [...legend.children].filter((item) => !item.dataset.merged);
  const key = svg("rect", { width: 12, height: 12, rx: 2, class: "key-neutral" });
  const sign = svg("svg", { width: 12, height: 12, viewBox: "0 0 12 12" }, key);
  const more = series.at(-1).name === merged ? [html("li", { "data-merged": "true" }, sign, ` ${merged}`)] : [];
  put(legend, [...known, ...more]);
}

// Months between the first and the last that have no row, so that a line is broken there.
function everyMonth(days) {
  if (days.length < 2 || !days.every((day) => day.endsWith("-01"))) return days;
  const [first, last] = [days[0], days.at(-1)].map(monthNumber);
  return Array.from({ length: last - first + 1 }, (_, place) => dayOf(first + place));
}

// A row's values by position on the axis and by series.
function chartOf(part, rows, merged) {
  const isTime = part.isTime;
  const known = isTime ? rows.filter((row) => row[part.x] !== null) : rows;
  const positions = [...new Set(known.map((row) => row[part.x]))];
  if (isTime) positions.splice(0, Infinity, ...everyMonth(positions.sort()));
  const labels = positions.map((place) => (place === null ? UNKNOWN : write(place, part.xFormat)));
  const rowAt = (place, { name }) =>
    known.find((row) => row[part.x] === place && (!part.split || row[part.split] === name));
  const series = seriesOf(part, rows, merged).map((told) => {
    const values = positions.map((place) => rowAt(place, told)?.[told.column] ?? null);
    const ends = (column) => (column ? positions.map((place) => rowAt(place, told)?.[column] ?? null) : []);
    const texts = values.map((value) => write(value, part.format));
    return { ...told, values, texts, lows: ends(part.low), highs: ends(part.high) };
  });
  return { ...part, positions, labels, isTime, series };
}

// The drawing in words (reports/charts/words.py).
function describe(chart) {
  const kind = `${chart.kind[0].toUpperCase()}${chart.kind.slice(1)} chart`;
  const { labels } = chart;
  const said = [chart.isTime ? `${kind}, ${labels[0]} to ${labels.at(-1)}.` : `${kind} of ${labels.length} groups.`];
  for (const { title, values, texts } of chart.series.slice(0, 6)) {
    const known = values.flatMap((value, place) => (value === null ? [] : [[value, place]]));
    if (!known.length) continue;
    const low = known.reduce((a, b) => (b[0] < a[0] ? b : a))[1];
    const high = known.reduce((a, b) => (b[0] >= a[0] ? b : a))[1];
    said.push(`${title}: lowest ${texts[low]} (${labels[low]}), highest ${texts[high]} (${labels[high]}), last ${texts[known.at(-1)[1]]}.`);
  }
  return [...said, ...chart.references.filter(({ label }) => label).map(({ label }) => `${label}.`)].join(" ");
}

// The title of a chart over time: the last value and the extremes (reports/charts/words.py).
function headline(chart, part) {
  const { series, labels } = chart;
  const isOne = series.length === 1;
  const values = isOne ? series[0].values : labels.map((_, place) => {
    const parts = series.flatMap(({ values }) => values[place] ?? []);
    return parts.length ? parts.reduce((sum, value) => sum + value, 0) : null;
  });
  const known = values.flatMap((value, place) => (value === null ? [] : [[value, place]]));
  if (!chart.isTime || !known.length || (!isOne && chart.stack !== "stacked")) return "";
  const said = (place) => `${write(values[place], part.format).replaceAll(" ", "\u00a0")} in ${labels[place]}`;
  const low = known.reduce((a, b) => (b[0] < a[0] ? b : a));
  const high = known.reduce((a, b) => (b[0] >= a[0] ? b : a));
  const last = known.at(-1);
  if (known.length < 3 || low[0] === high[0]) return said(last[1]);
  if (last[0] === low[0] || last[0] === high[0]) {
    return `${said(last[1])}, the ${last[0] === low[0] ? "lowest" : "highest"} of ${known.length} months`;
  }
  return `${said(last[1])}, between ${said(low[1])} and ${said(high[1])}`;
}

// The events of a chart's months, for drawings without their names (reports/charts/notes.py).
function eventsTold({ kind, positions, events }) {
  const days = positions.map(dayNumber);
  const last = days.at(-1) + (kind === "bar" ? days.at(-1) - days.at(-2) : 0);
  const told = events.flatMap(([day, name]) =>
    days.length > 1 && days[0] <= dayNumber(day) && dayNumber(day) <= last ? [`${writeDate(day, "d MMM")} ${name}`] : []
  );
  return told.length ? `Dotted: ${told.join("; ")}.` : "";
}

// The drawing for a wide or a narrow place.
function drawingOf(part, chart, isNarrow) {
  const draw = part.kind === "line" ? lineChart : part.isLying ? lyingBars : standingBars;
  const height = part.isLying ? lyingHeight(chart) : part.height;
  if (!isNarrow) return draw(chart, { width: part.isHalf ? 500 : 900, height }, "plot-wide");
  return draw(chart, { width: 340, height: part.isLying ? height : Math.min(height, 260), isNarrow }, "plot-narrow");
}

// Draws what is seen; the drawing for the other width and the table behind are left for later.
function drawChart(part, rows, words, choice, isNarrow) {
  const figure = byId(part.id);
  const chart = chartOf(part, rows, words.merged);
  nameMerged(figure, chart.series, words.merged);
  const isKnown = chart.positions.length > 0;
  const plot = figure.querySelector(".plot");
  put(plot, [isKnown ? drawingOf(part, chart, isNarrow) : html("p", {}, words.nothing)]);
  put(byId(`${part.id}-text`), [isKnown ? describe(chart) : words.nothing]);
  const note = figure.querySelector(".events");
  if (note) put(note, [eventsTold(chart)]);
  const title = byId(`${part.id}-title`);
  // A finding of everyone's numbers is no finding of the chosen ones.
  if (title) put(title, [[`${part.plainTitle}, ${choice.words}`, headline(chart, part)].filter(Boolean).join(": ")]);
  const other = () => plot[isNarrow ? "prepend" : "append"](drawingOf(part, chart, !isNarrow));
  const cells = (row) => part.columns.map(({ name, format }) => html("td", {}, write(row[name], format)));
  const table = () => put(figure.querySelector(".data tbody"), rows.map((row) => html("tr", {}, ...cells(row))));
  return isKnown ? [other, table] : [table];
}

// Texts that a spreadsheet would take for formulas are disarmed by a quote, as in the build's files.
function csvCell(value) {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^ *[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function offerCsv(part, rows, question) {
  const link = byId(part.id).querySelector("a[download]");
  if (!link) return;
  const all = [...question.group_by, ...question.columns.map(([name]) => name)];
  const names = part.draws === "table" ? [...new Set(part.columns.map(({ name }) => name))] : all;
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))];
  const content = lines.map((cells) => cells.map(csvCell).join(",")).join("\r\n");
  const href = `data:text/csv;charset=utf-8,${encodeURIComponent(`${content}\r\n`)}`;
  put(link, [...link.childNodes], { href, download: `${part.question}.csv` });
}

const DRAW = { value: drawValue, big_value: drawBigValue, table: drawTable, chart: drawChart };
