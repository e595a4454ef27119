// Makes the records of a Turvo import set one by one: the same for the same seed, however many there are.
//
// Every file draws from random streams of its own, so a row depends only on the seed and on its place, and the
// clean and the wrong set differ in nothing but the cells that were made wrong.

import { createHash } from "node:crypto";
import {
  AREAS,
  COMMA_TITLES,
  DOMAINS,
  FIRST,
  FOREIGN,
  LAST,
  QUOTE_TITLES,
  STREETS,
  TITLES,
  USER_ROLES,
  ZONES,
} from "./words.mjs";
import { spoilChannel, spoilGroup, spoilUser } from "./wrong.mjs";

/** Columns of the four files; the wrong rows address cells by these names. */
export const COLUMNS = {
  user: ["id", "name", "title", "permission", "status.code", "timezone", "userEmail"],
  channel: [
    ...["id", "contextId", "email.type", "email", "phone.type", "phone", "phone.extension", "phone.country"],
    ...["address.type", "address.line1", "address.line2", "address.city", "address.state", "address.zip"],
    ...["address.country", "IsPrimary", "IsPrimaryEmail", "IsPrimaryPhone"],
  ],
  userGroup: ["id", "contextId", "groupId", "permission"],
  group: ["id", "name", "description"],
};

const numbered = (prefix, n, width) => prefix + String(n + 1).padStart(width, "0");
export const userId = (n) => numbered("u-", n, 7);
export const channelId = (n) => numbered("c-", n, 8);
export const userGroupId = (n) => numbered("ug-", n, 7);
export const groupId = (n) => numbered("grp-", n, 6);
const groupCount = (users) => Math.max(5, Math.ceil(users / 50));

/** A small seeded random number generator (32-bit counter, mixed); returns numbers in [0, 1). */
function randomFrom(seed, name) {
  let state = createHash("sha256").update(`${seed}:${name}`).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  };
}

const pick = (random, list) => list[Math.floor(random() * list.length)];
const digits = (random, from, to) => String(from + Math.floor(random() * (to - from)));

/** One record as CSV, its line feed included; quotes only where the text needs them. */
function record(cells) {
  let line = "";
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at];
    if (at > 0) line += ",";
    line += /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
  return `${line}\n`;
}

/**
 * How often a set has what costs a reader more, as shares: `usual` is what a careful export looks like, `mixed` what
 * people send. Quoted titles are a third of the mixed ones, and every ninth row has a line break in a cell.
 */
const MANNERS = {
  usual: { foreign: 0.11, commas: 0.04, quotes: 0.01, breaks: 0.01, phone: 0.64, address: 0.64, second: 0.02 },
  mixed: { foreign: 0.6, commas: 0.15, quotes: 0.07, breaks: 0.11, phone: 0.45, address: 0.35, second: 0.32 },
};
/** Of mixed sets: users that are suspended (each is a finding), and e-mail addresses with a plus sign. */
const SUSPENDED = 0.005;
const PLUS = 0.05;

/**
 * Fills defaults in; `wrong` is the share of spoiled rows, `plain` leaves out every cell that needs quotes, `mixed`
 * has many of them, names that are mostly not ASCII, plus signs in addresses, and suspended users.
 */
export function settled(options) {
  const { users, wrong = 0, plain = false, mixed = false, seed = 42 } = options;
  if (!Number.isInteger(users) || users < 1 || users > 9_000_000) {
    throw new RangeError("users must be a whole number from 1 to 9,000,000");
  }
  if (!(wrong >= 0 && wrong <= 1)) throw new RangeError("wrong must be between 0 and 1");
  return mixed ? { users, wrong, plain, mixed, seed } : { users, wrong, plain, seed };
}

/**
 * Notes which rows get spoiled; the first row of a file never touches what later duplicates refer to. A row that has
 * a finding anyway (`place.found`) is counted and left as it is.
 */
function spoiler(options, name, spoil, counts) {
  const random = randomFrom(options.seed, `${name}:wrong`);
  return (cells, place) => {
    const chance = random();
    const kind = random();
    if (place.found === undefined && chance >= options.wrong) return;
    const what = place.found ?? spoil(cells, kind, place);
    counts[what] = (counts[what] ?? 0) + 1;
  };
}

/** Yields `user.csv` record by record, the header first. */
export function* userRecords(given, counts = {}) {
  const options = settled(given);
  const manner = mannerOf(options);
  const random = randomFrom(options.seed, "user");
  const spoil = spoiler(options, "user", spoilUser, counts);
  yield record(COLUMNS.user);
  let firstEmail = "";
  for (let n = 0; n < options.users; n++) {
    const [name, ascii] = personName(random, manner);
    const plus = options.mixed && random() < PLUS ? "+import" : "";
    const suspended = options.mixed && random() < SUSPENDED && n > 0;
    const email = `${ascii}.${n + 1}${plus}@${pick(random, DOMAINS)}`;
    if (n === 0) firstEmail = email;
    const row = {
      id: userId(n),
      name,
      title: title(random, options, manner),
      permission: pick(random, USER_ROLES),
      "status.code": suspended ? "2451" : random() < 0.03 ? "" : "2450",
      timezone: pick(random, ZONES),
      userEmail: email,
    };
    spoil(row, { n, firstEmail, found: suspended ? "not-active: suspended" : undefined });
    yield record(Object.values(row));
  }
}

const mannerOf = ({ mixed }) => (mixed ? MANNERS.mixed : MANNERS.usual);

/** A display name and the same in letters that an e-mail address may hold. */
function personName(random, manner) {
  const foreign = random() < manner.foreign;
  const [first, asciiFirst] = foreign ? pick(random, FOREIGN.first) : twice(pick(random, FIRST));
  const [last, asciiLast] = foreign ? pick(random, FOREIGN.last) : twice(pick(random, LAST));
  return [`${first} ${last}`, `${asciiFirst}.${asciiLast}`.toLowerCase()];
}

const twice = (name) => [name, name];

/** A job title; where quotes are wanted some have a comma, a quote, or a line break. */
function title(random, { plain }, { commas, quotes, breaks }) {
  const form = random();
  const usual = pick(random, TITLES);
  if (form > 0.92) return "";
  if (plain) return usual;
  if (form < commas) return pick(random, COMMA_TITLES);
  if (form < commas + quotes) return pick(random, QUOTE_TITLES);
  return form < commas + quotes + breaks ? `${usual}\nNight shift` : usual;
}

/** Yields `communication_channel.csv` record by record: one to three channels a user, two on average. */
export function* channelRecords(given, counts = {}) {
  const options = settled(given);
  const random = randomFrom(options.seed, "channel");
  const spoil = spoiler(options, "channel", spoilChannel, counts);
  yield record(COLUMNS.channel);
  let n = 0;
  for (let user = 0; user < options.users; user++) {
    const draw = random();
    const rows = draw < 0.3 ? 1 : draw < 0.7 ? 2 : 3;
    // A row may only be spoiled into a second primary while the user's first row still holds the first one.
    let primaryHeld = false;
    for (let k = 0; k < rows; k++) {
      const row = channel(random, options, k === 0);
      row.id = channelId(n);
      row.contextId = userId(user);
      spoil(row, { n, k, primaryHeld });
      if (k === 0) primaryHeld = row.contextId === userId(user) && row.IsPrimaryEmail === "True";
      n++;
      yield record(Object.values(row));
    }
  }
}

/** A channel row with e-mail, phone and address as they fall; a user's first row holds every primary there is. */
function channel(random, options, first) {
  const manner = mannerOf(options);
  const row = Object.fromEntries(COLUMNS.channel.map((column) => [column, ""]));
  const flag = first ? "True" : "False";
  row.IsPrimary = row.IsPrimaryEmail = row.IsPrimaryPhone = "False";
  const address = random() < manner.address;
  const phone = random() < manner.phone;
  if (first || random() < 0.45 || !(address || phone)) {
    row["email.type"] = pick(random, ["1095", "1097", "1098"]);
    const plus = options.mixed && random() < PLUS ? "+loads" : "";
    row.email = `${pick(random, FIRST)}.${digits(random, 100, 99999)}${plus}@${pick(random, DOMAINS)}`.toLowerCase();
    row.IsPrimaryEmail = flag;
  }
  if (phone) {
    row["phone.type"] = pick(random, ["1015", "1016", "1018", "1019", "1080"]);
    row.phone = digits(random, 2_000_000_000, 9_999_999_999);
    row["phone.extension"] = random() < 0.15 ? digits(random, 10, 9999) : "";
    row["phone.country"] = random() < 0.8 ? pick(random, AREAS).code : "";
    row.IsPrimaryPhone = flag;
  }
  if (address) {
    fillAddress(row, random, options.plain, manner);
    row.IsPrimary = flag;
  }
  return row;
}

function fillAddress(row, random, plain, { second }) {
  const area = random() < 0.6 ? AREAS[0] : pick(random, AREAS);
  const form = random();
  const street = `${digits(random, 1, 9999)} ${pick(random, STREETS)}`;
  const suite = digits(random, 100, 999);
  row["address.type"] = pick(random, ["1181", "1182", "1183"]);
  row["address.line1"] = !plain && form < 0.1 ? `${street}, Suite ${suite}` : street;
  if (form > 0.75) row["address.line2"] = `Floor ${suite[0]}`;
  if (!plain && form > 0.95 - second + 0.02) row["address.line2"] = `Gate "${suite[0]}"`;
  if (!plain && form > 1 - second) row["address.line2"] = `Dock ${suite}\nRear entrance`;
  row["address.city"] = pick(random, area.cities);
  row["address.state"] = pick(random, area.states);
  row["address.zip"] = area.zip((from, to) => digits(random, from, to));
  row["address.country"] = area.name;
}

/** Yields the User entity's `group.csv`: one row for every user. */
export function* userGroupRecords(given, counts = {}) {
  const options = settled(given);
  const random = randomFrom(options.seed, "userGroup");
  const spoil = spoiler(options, "userGroup", spoilGroup, counts);
  yield record(COLUMNS.userGroup);
  for (let n = 0; n < options.users; n++) {
    const row = {
      id: userGroupId(n),
      contextId: userId(n),
      groupId: groupId(Math.floor(random() * groupCount(options.users))),
      permission: random() < 0.1 ? "" : pick(random, USER_ROLES.slice(1)),
    };
    spoil(row, { n });
    yield record(Object.values(row));
  }
}

/** Yields the Group entity's `group.csv`, which is never spoiled: the other files refer to it. */
export function* groupRecords(given) {
  const options = settled(given);
  const random = randomFrom(options.seed, "group");
  yield record(COLUMNS.group);
  for (let n = 0; n < groupCount(options.users); n++) {
    const city = pick(random, pick(random, AREAS).cities);
    yield record([groupId(n), `${city} team ${n + 1}`, random() < 0.5 ? "" : `Loads in and out of ${city}`]);
  }
}
