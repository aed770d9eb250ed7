// Tells what a scan is, with the same verdicts as the hub itself (labels/identifiers.py), and the command codes.

const LONGEST = 64;
const AIM = /^\](?<symbology>[A-Za-z][0-9A-Za-z])/;
const GS1_SYMBOLOGIES = ["C1", "d2", "e0", "Q3", "J1"];
// What scanners and keyboards make of the group separator (ASCII 29).
const SEPARATORS = /\x1d|\u241d|\{GS\}|<GS>|\^\]|~1/gi;
const DIGITAL_LINK = /^HTTPS?:\/\/\S+\/00\/(\d{18})(?:[/?#]|$)/;
const COMMAND = /^CMD([A-Z]+)$/;

const CHECKED = [
  ["sscc", /^(?:\(00\)|00)?(?<value>(?<body>\d{17})(?<check>\d))$/, gs1CheckDigit],
  ["tracking", /^(?<value>EN(?<body>\d{9})(?<check>\d)[A-Z]{3})$/, gs1CheckDigit],
  ["s10", /^(?<value>[A-Z]{2}(?<body>\d{8})(?<check>\d)[A-Z]{2})$/, s10CheckDigit],
  ["awb", /^(?<value>\d{3}-?(?<body>\d{7})(?<check>\d))$/, (body) => Number(body) % 7],
];
const PLAIN = [
  ["s9", /^[A-Z]{15}\d{14}$/],
  ["location", /^[A-Z]{3}-[A-Z0-9]+(?:-[A-Z0-9]+)*$/],
  ["departure", /^[A-Z0-9]{3,15}\/20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/],
  ["uld", /^[A-Z][A-Z0-9]{2}\d{4,5}[A-Z0-9]{2,3}$/],
];

// GS1 modulo 10: weights 3, 1, 3 … from the right.
function gs1CheckDigit(digits) {
  const sum = [...digits].reverse().reduce((total, one, place) => total + Number(one) * (place % 2 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10;
}

// UPU S10: weights 8 6 4 2 3 5 9 7, 11 minus the sum modulo 11.
function s10CheckDigit(serial) {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const rest = 11 - (weights.reduce((total, weight, place) => total + weight * Number(serial[place]), 0) % 11);
  return rest === 10 ? 0 : rest === 11 ? 5 : rest;
}

/** `{value, kind}` of a scanned or typed text; kind "bad" has a `reason` and must be scanned again. */
export function read(raw) {
  const text = raw.trim();
  const aim = AIM.exec(text);
  const bare = (aim ? text.slice(3) : text).replace(SEPARATORS, "\x1d").replace(/^\x1d+|\x1d+$/g, "");
  const value = firstElement(bare.trim().toUpperCase(), aim?.groups.symbology);
  if (!value) return bad("empty_code", value);
  if (value.length > LONGEST || /[\x00-\x1f\x7f]/.test(value)) return bad("bad_code", value);
  const command = COMMAND.exec(value);
  if (command) return { value: command[1], kind: "command" };
  return checked(value) ?? { value, kind: PLAIN.find(([, form]) => form.test(value))?.[0] ?? "other" };
}

// An SSCC stands first and has a fixed length; what follows it tells about the unit.
function firstElement(value, symbology) {
  const link = DIGITAL_LINK.exec(value);
  if (link) return link[1];
  const gs1 = GS1_SYMBOLOGIES.includes(symbology) || value.includes("\x1d");
  return gs1 && value.startsWith("00") ? value.slice(0, 20) : value;
}

function checked(value) {
  const compact = value.replaceAll(" ", "");
  for (const [kind, form, checkDigit] of CHECKED) {
    const found = form.exec(compact)?.groups;
    if (!found) continue;
    if (Number(found.check) === checkDigit(found.body)) return { value: found.value.replaceAll("-", ""), kind };
    // Eleven bare digits are just as well some carrier's own number.
    return kind === "awb" && !compact.includes("-") ? null : bad("check_digit", found.value);
  }
  return null;
}

function bad(reason, value) {
  return { value, kind: "bad", reason };
}
