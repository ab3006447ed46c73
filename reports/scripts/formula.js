// Formulas as the site's build wrote them (reports/filters/formula.py), evaluated as SQL would:
// what is not known makes the result not known, and and/or have three answers.

const ARITHMETIC = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? null : a / b),
  "=": (a, b) => a === b,
  "<>": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  pow: (a, b) => a ** b,
  sqrt: (a) => Math.sqrt(a),
  abs: (a) => Math.abs(a),
  nullif: (a, b) => (a === b ? null : a),
  not: (a) => !a,
  round: (a, digits = 0) => (Math.sign(a) * Math.round(Math.abs(a) * 10 ** digits)) / 10 ** digits,
};

const OVER_NULLS = {
  coalesce: (values) => values.find((value) => value !== null) ?? null,
  greatest: (values) => extreme(values, Math.max),
  least: (values) => extreme(values, Math.min),
  "is null": ([value]) => value === null,
  "is not null": ([value]) => value !== null,
  and: (values) => (values.includes(false) ? false : values.includes(null) ? null : true),
  or: (values) => (values.includes(true) ? true : values.includes(null) ? null : false),
};

function extreme(values, choose) {
  const known = values.filter((value) => value !== null);
  return known.length ? choose(...known) : null;
}

// `row.asked` and `row.against` hold the values that a formula may read.
function evaluate(tree, row) {
  if (!Array.isArray(tree)) return tree;
  const [operator, ...inputs] = tree;
  if (operator === "text") return inputs[0];
  if (operator === "asked" || operator === "against") return row[operator]?.[inputs[0]] ?? null;
  if (operator === "case") {
    for (let place = 0; place + 1 < inputs.length; place += 2) {
      if (evaluate(inputs[place], row) === true) return evaluate(inputs[place + 1], row);
    }
    return evaluate(inputs[inputs.length - 1], row);
  }
  const values = inputs.map((input) => evaluate(input, row));
  if (operator in OVER_NULLS) return OVER_NULLS[operator](values);
  if (operator === "nullif" && values[1] === null) return values[0];
  return values.includes(null) ? null : ARITHMETIC[operator](...values);
}
