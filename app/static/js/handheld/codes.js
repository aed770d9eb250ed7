// Tells what a scan is, with the same verdicts as the hub itself (labels/identifiers.py), and the command codes.

const LONGEST = 64;
const AIM = /^\](?<symbology>[A-Za-z][0-9A-Za-z])/;
const GS1_SYMBOLOGIES = ["C1", "d2", "e0", "Q3", "J1"];
// What scanners and keyboards make of the group separator (ASCII 29), where there can be element strings.
const SEPARATORS = /\x1d|\u241d|\{GS\}|<GS>|\^\]|~1/gi;
const ELEMENTS = new RegExp(`^(?:${SEPARATORS.source})*\\d\\d`, "i");
const DIGITAL_LINK = /^HTTPS?:\/\/\S+\/00\/(\d{18})(?:[/?#]|$)/;
const UNPRINTABLE = /(?! )[\p{C}\p{Z}]/u;
const COMMAND = /^CMD([A-Z]+)$/;

const CHECKED = [
  ["sscc", /^(?:\(00\)|00)?(?<value>(?<body>\d{17})(?<check>\d))$/, gs1CheckDigit],
  ["tracking", /^(?<value>EN(?<body>\d{9})(?<check>\d)[A-Z]{3})$/, gs1CheckDigit],
  ["s10", /^(?<value>[A-Z]{2}(?<body>\d{8})(?<check>\d)[A-Z]{2})$/, s10CheckDigit],
  ["awb", /^(?<value>\d{3}-?(?<body>\d{7})(?<check>\d))$/, awbCheckDigit],
  ["piece", /^(?<value>\d{3}(?<body>\d{7})(?<check>\d)\d{5})$/, awbCheckDigit],
];
// Numbers that are just as well some carrier's own.
const SHARED = ["awb", "piece"];
const SPACED = [
  ["s9", /^[A-Z]{15}\d{8}[019]{2}\d{4}$/],
  ["s8", /^[A-Z]{15}\d{5}$/],
  ["hawb", /^[A-Z]{3}H\d{8}$/],
  ["uld", /^[A-Z][A-Z0-9]{2}\d{4,5}[A-Z0-9]{2,3}$/],
];
const LOCATION = /^[A-Z]{3}-[A-Z0-9]+(?:-[A-Z0-9]+)*$/;
const DEPARTURE = /^[A-Z0-9]{3,15}\/(20\d\d)(\d\d)(\d\d)$/;

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

// Air waybill: the serial modulo 7.
function awbCheckDigit(serial) {
  return Number(serial) % 7;
}

/** `{value, kind}` of a scanned or typed text; kind "bad" has a `reason` and must be scanned again. */
export function read(raw) {
  const text = raw.trim();
  const symbology = AIM.exec(text)?.groups.symbology;
  const value = firstElement(separated(symbology ? text.slice(3) : text, symbology).trim().toUpperCase(), symbology);
  if (!value) return bad("empty_code", value);
  if (value.length > LONGEST || UNPRINTABLE.test(value)) return bad("bad_code", value);
  const command = COMMAND.exec(value);
  if (command) return { value: command[1], kind: "command" };
  return checked(value) ?? plain(value);
}

function separated(text, symbology) {
  if (!GS1_SYMBOLOGIES.includes(symbology) && !ELEMENTS.test(text)) return text;
  return text.replace(SEPARATORS, "\x1d").replace(/^\x1d+|\x1d+$/g, "");
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
    if (value.includes("-") || !SHARED.includes(kind)) return bad("check_digit", found.value);
  }
  return null;
}

function plain(value) {
  if (LOCATION.test(value)) return { value, kind: "location" };
  if (isDeparture(value)) return { value, kind: "departure" };
  const compact = value.replaceAll(" ", "");
  const kind = SPACED.find(([, form]) => form.test(compact))?.[0];
  return kind ? { value: compact, kind } : { value, kind: "other" };
}

function isDeparture(value) {
  const [, year, month, day] = DEPARTURE.exec(value) ?? [];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === Number(day);
}

function bad(reason, value) {
  return { value, kind: "bad", reason };
}
