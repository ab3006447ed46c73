// Values as the build writes them (reports/formats.py): a format is an object, never a name.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MISSING = "–";
// The name of a group that has none.
const UNKNOWN = "Unknown";

// Digits after the point; an exact half goes to the even neighbour, as Python has it.
function fixed(value, digits) {
  const shifted = value * 10 ** digits;
  const isHalf = Number.isInteger(value * 2 ** (digits + 1)) && shifted % 1 === 0.5;
  const whole = Math.floor(shifted);
  const text = isHalf
    ? ((whole + (whole % 2)) / 10 ** digits).toFixed(digits)
    : value.toFixed(digits);
  const [before, after] = text.split(".");
  const grouped = before.replace(/\B(?=(\d{3})+$)/g, ",");
  return after ? `${grouped}.${after}` : grouped;
}

const plain = (value, digits) => fixed(value, digits).replaceAll(",", "");

function duration(minutes) {
  const whole = Number(plain(minutes, 0));
  if (whole < 60) return `${whole} min`;
  if (whole >= 24 * 60) {
    const days = plain(minutes / 60 / 24, 1).replace(/\.0$/, "");
    return days === "1" ? `${days} day` : `${days} days`;
  }
  const rest = whole % 60;
  const hours = (whole - rest) / 60;
  return rest ? `${hours} h ${String(rest).padStart(2, "0")} min` : `${hours} h`;
}

const ISO = /^\d{4}-\d\d-\d\d/;
const PATTERN = /'((?:[^']|'')*)'|(y+|Q+|M+|d+|E+|H+|h+|m+|s+|a)|([^'])/g;
const LONG = { month: "long", weekday: "long" };
const padded = (number, code) => String(number).padStart(code.length, "0");

// A day by a pattern of the build's (babel's); the time of a day is midnight.
function writeDate(day, pattern) {
  const [year, month, date] = day.slice(0, 10).split("-").map(Number);
  const said = (part) => new Date(Date.UTC(year, month - 1, date)).toLocaleDateString("en-GB", { [part]: LONG[part], timeZone: "UTC" });
  const fields = {
    y: (code) => (code.length === 2 ? padded(year % 100, code) : String(year)),
    Q: (code) => (code.length === 3 ? "Q" : "") + Math.ceil(month / 3),
    M: (code) => (code.length < 3 ? padded(month, code) : code.length === 3 ? MONTHS[month - 1] : said("month")),
    d: (code) => padded(date, code),
    E: (code) => (code.length < 4 ? said("weekday").slice(0, 3) : said("weekday")),
    h: () => "12",
    a: () => "AM",
  };
  return pattern.replace(PATTERN, (_, quoted, code, sign) => {
    if (quoted !== undefined) return quoted.replaceAll("''", "'") || "'";
    return code ? (fields[code[0]]?.(code) ?? padded(0, code)) : sign;
  });
}

function digitsOf(value, format) {
  const scaled = Math.abs(value) / format.scale;
  if (format.decimals !== null) return fixed(scaled, format.decimals);
  if (scaled >= 1000 || Number.isInteger(scaled)) return fixed(scaled, 0);
  return fixed(scaled, 2).replace(/0+$/, "").replace(/\.$/, "");
}

// What readers call a value that is written otherwise; the page tells them.
const NAMES = {};
const nameOf = (value) => (typeof value === "boolean" ? (value ? "yes" : "no") : NAMES[value] ?? String(value ?? UNKNOWN));

function write(value, format) {
  if (format.kind === "name" && typeof value !== "number") return nameOf(value);
  if (value === null || value === undefined) return MISSING;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "number") return format.kind === "date" && ISO.test(value) ? writeDate(value, format.pattern) : String(value);
  if (format.kind === "text" || format.kind === "date") return Number.isInteger(value) ? plain(value, 0) : String(value);
  const digits = format.kind === "duration" ? duration(Math.abs(value)) : digitsOf(value, format);
  const isZero = format.kind === "duration" ? digits === "0 min" : !/[1-9]/.test(digits);
  const text = format.kind === "duration" ? digits : `${format.prefix}${digits}${format.suffix}`;
  if (value < 0 && !isZero) return `−${text}`;
  return format.signed && !isZero ? `+${text}` : text;
}
