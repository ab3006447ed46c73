// Values as the build writes them (reports/formats.py): a format is an object, never a name.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MISSING = "–";
// The name of a group that has none.
const UNKNOWN = "unknown";

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
  if (minutes < 60) return `${plain(minutes, 0)} min`;
  const days = minutes / 60 / 24;
  if (days >= 1) return Number.isInteger(days) ? `${days} day${days > 1 ? "s" : ""}` : `${plain(days, 1)} days`;
  const all = Number(plain(minutes, 0));
  const rest = all % 60;
  const hours = (all - rest) / 60;
  return rest ? `${hours} h ${String(rest).padStart(2, "0")} min` : `${hours} h`;
}

function writeDate(day, pattern) {
  const [year, month, date] = day.split("-").map(Number);
  return pattern
    .replace("yyyy", year)
    .replace("QQQ", `Q${Math.ceil(month / 3)}`)
    .replace(/\bd\b/, date)
    .replace("MMM", MONTHS[month - 1]);
}

function digitsOf(value, format) {
  const scaled = Math.abs(value) / format.scale;
  if (format.decimals !== null) return fixed(scaled, format.decimals);
  if (scaled >= 1000 || Number.isInteger(scaled)) return fixed(scaled, 0);
  return fixed(scaled, 2).replace(/0+$/, "").replace(/\.$/, "");
}

function write(value, format) {
  if (value === null || value === undefined) return MISSING;
  if (format.kind === "date") return writeDate(value, format.pattern);
  if (typeof value !== "number") return String(value);
  if (format.kind === "text") return Number.isInteger(value) ? plain(value, 0) : String(value);
  const digits = format.kind === "duration" ? duration(Math.abs(value)) : digitsOf(value, format);
  const isZero = format.kind !== "duration" && !/[1-9]/.test(digits);
  const text = format.kind === "duration" ? digits : `${format.prefix}${digits}${format.suffix}`;
  if (value < 0 && !isZero) return `−${text}`;
  return format.signed && !isZero ? `+${text}` : text;
}
