// The answer of a question from the cube: rows that match the choice are added up, and every
// column is computed from the sums by the formula that the semantic layer uses itself.

const MONTH = "metric_time__month";
const GIVEN_UP = -1;

const monthNumber = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const dayOf = (month) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01`;
const lastDay = (month) => new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).toISOString().slice(0, 10);

// The period of a question, and the one it is compared with: as long before it, or a year before.
function periodsOf(question, choice) {
  const [start, end] = (choice.period ?? question.period).map(monthNumber);
  if (!question.against) return { asked: [start, end], against: null };
  const [told, toldEnd] = question.period.map(monthNumber);
  const toldBefore = told - monthNumber(question.against[0]);
  const before = toldBefore === toldEnd - told + 1 ? end - start + 1 : toldBefore;
  return { asked: [start, end], against: [start - before, end - before] };
}

// The rows of a family that match what was chosen, found once for all questions; a group that gave
// the dimension up matches nothing.
function matching(cube, family, choice) {
  choice.rows ??= new Map();
  if (!choice.rows.has(family)) {
    const { groups, rows } = family;
    const wanted = Object.entries(choice.values).map(([name, value]) => [groups[name], cube.dimensions[name].indexOf(value)]);
    const matches = groups.customers.map((_, group) => wanted.every(([places, place]) => places[group] === place));
    const found = [];
    rows.group.forEach((group, row) => matches[group] && found.push(row));
    choice.rows.set(family, found);
  }
  return choice.rows.get(family);
}

function groupValue(cube, { groups, rows }, name, row) {
  if (name === MONTH) return cube.months[rows.month[row]];
  const place = groups[name][rows.group[row]];
  return place === GIVEN_UP ? cube.words.merged : cube.dimensions[name][place];
}

// Sums of the parts by group; a part nothing is known of stays null, as SQL's sum() has it. Parts
// that are known of different customers come in families, each by groups of its own.
function addUp(cube, choice, groupBy, period) {
  const sums = new Map();
  for (const family of cube.families) addFamily(sums, cube, family, choice, groupBy, period);
  if (!groupBy.length && !sums.size) sums.set("", {});
  return sums;
}

function addFamily(sums, cube, family, choice, groupBy, [first, last]) {
  const { group, month, ...parts } = family.rows;
  const names = Object.keys(parts);
  const isWithin = cube.months.map((day) => monthNumber(day) >= first && monthNumber(day) <= last);
  // Where a row stands is told faster by numbers than by the values that they stand for.
  const places = groupBy.map((name) => (name === MONTH ? (row) => month[row] : (row) => family.groups[name][group[row]]));
  for (const row of matching(cube, family, choice)) {
    if (!isWithin[month[row]]) continue;
    const key = places.map((place) => place(row)).join();
    let sum = sums.get(key);
    if (!sum) {
      sum = Object.fromEntries(groupBy.map((name) => [name, groupValue(cube, family, name, row)]));
      sums.set(key, sum);
    }
    for (const name of names) {
      const value = parts[name][row];
      if (value !== null) sum[name] = (sum[name] ?? 0) + value;
    }
  }
}

// The metrics that a question's columns are computed from, found once.
function neededBy(cube, question) {
  if (!question.needed) {
    const formulas = new Map(cube.metrics);
    const names = new Set();
    const visit = (tree) => {
      if (!Array.isArray(tree)) return;
      const [operator, ...inputs] = tree;
      if (operator !== "asked" && operator !== "against") return inputs.forEach(visit);
      if (names.has(inputs[0]) || !formulas.has(inputs[0])) return;
      names.add(inputs[0]);
      visit(formulas.get(inputs[0]));
    };
    question.columns.forEach(([, formula]) => visit(formula));
    question.needed = cube.metrics.filter(([name]) => names.has(name));
  }
  return question.needed;
}

function withMetrics(cube, metrics, sum, last) {
  const end = MONTH in sum ? monthNumber(sum[MONTH]) : last;
  sum.day = lastDay(end) < cube.as_of ? lastDay(end) : cube.as_of;
  for (const [name, formula] of metrics) sum[name] = evaluate(formula, { asked: sum });
  return sum;
}

function answer(cube, name, choice) {
  const question = cube.questions[name];
  const periods = periodsOf(question, choice);
  const asked = addUp(cube, choice, question.group_by, periods.asked);
  const isKnown = periods.against && monthNumber(cube.months[0] ?? "9999-12-01") <= periods.against[0];
  const against = isKnown ? addUp(cube, choice, question.group_by, periods.against) : new Map();
  const metrics = neededBy(cube, question);
  const rows = [...new Set([...asked.keys(), ...against.keys()])].map((key) => {
    const row = {
      asked: withMetrics(cube, metrics, asked.get(key) ?? {}, periods.asked[1]),
      against: against.has(key) ? withMetrics(cube, metrics, against.get(key), periods.asked[1]) : null,
    };
    const keys = question.group_by.map((name) => [name, (asked.get(key) ?? against.get(key))[name]]);
    const told = question.columns.map(([column, formula]) => [column, evaluate(formula, row)]);
    return Object.fromEntries([...keys, ...told]);
  });
  return inOrder(rows, question);
}

// What is not known comes last, whichever way is asked for.
function inOrder(rows, question) {
  const order = [...question.order_by, ...question.group_by];
  rows.sort((one, other) => {
    for (const told of order) {
      const name = told.replace(/^-/, "");
      const [a, b] = [one[name], other[name]];
      if (a === b) continue;
      if (a === null || b === null) return a === null ? 1 : -1;
      return (a < b ? -1 : 1) * (told.startsWith("-") ? -1 : 1);
    }
    return 0;
  });
  return question.limit ? rows.slice(0, question.limit) : rows;
}
