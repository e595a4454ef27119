// The ways in which a generated row is spoiled: one finding a row, and none in any other row or file.

/** Chooses one of the ways by a number in [0, 1) and returns its name; the first row always takes the first way. */
function choose(ways, kind, row, place) {
  const names = Object.keys(ways);
  const name = place.n === 0 ? names[0] : names[Math.floor(kind * names.length)];
  if (ways[name](row, place) === false) {
    ways[names[0]](row, place);
    return names[0];
  }
  return name;
}

const set = (column, value) => (row) => {
  row[column] = value;
};

const USER = {
  "invalid-timezone: blank": set("timezone", "America/New York"),
  "required-value: name": set("name", ""),
  "required-value: timezone": set("timezone", ""),
  "invalid-code: label": set("status.code", "Active"),
  "invalid-code: unknown": set("status.code", "2460"),
  "unknown-role: case": set("permission", "super admin"),
  "unknown-role: custom": set("permission", "Dispatch Lead"),
  "invalid-timezone: former name": set("timezone", "US/Eastern"),
  "invalid-email: no at": (row) => {
    row.userEmail = row.userEmail.replace("@", ".");
  },
  "invalid-email: no dot": (row) => {
    row.userEmail = row.userEmail.replace(/@.*/, "@localhost");
  },
  "surrounding-space: name": (row) => {
    row.name = ` ${row.name}`;
  },
  "not-active": set("status.code", "2451"),
  "formula-cell": set("title", "=1+1"),
  "duplicate-value: e-mail": (row, place) => {
    row.userEmail = place.firstEmail;
  },
};

/** Spoils a row of `user.csv`. The id stays: other files refer to it. */
export const spoilUser = (row, kind, place) => choose(USER, kind, row, place);

const withEmail = (row) => {
  row["email.type"] ||= "1097";
  row.email ||= "desk@acme.example.com";
};

const withPhone = (row) => {
  row["phone.type"] ||= "1019";
  row.phone ||= "3135551500";
};

const withAddress = (row) => {
  row["address.type"] = "1182";
  row["address.line1"] ||= "1 Main Street";
  row["address.zip"] = "72748";
  row["address.country"] = "United States";
};

/** First brings the block into being, then spoils one of its cells. */
const spoilt = (prepare, column, value) => (row) => {
  prepare(row);
  row[column] = value;
};

const CHANNEL = {
  "required-together: email.type": spoilt(withEmail, "email.type", ""),
  "required-together: phone.type": spoilt(withPhone, "phone.type", ""),
  "required-together: address.type": spoilt(withAddress, "address.type", ""),
  "invalid-code: of another block": spoilt(withEmail, "email.type", "1015"),
  "invalid-email": spoilt(withEmail, "email", "desk.acme.example.com"),
  "invalid-phone": spoilt(withPhone, "phone", "(313) 555-1500"),
  "invalid-number": spoilt(withPhone, "phone.extension", "x12"),
  "invalid-country-code: case": spoilt(withPhone, "phone.country", "us"),
  "invalid-country-code: three letters": spoilt(withPhone, "phone.country", "USA"),
  "invalid-country-name: code": spoilt(withAddress, "address.country", "US"),
  "invalid-postal-code": spoilt(withAddress, "address.zip", "7274"),
  "invalid-boolean: case": spoilt(withPhone, "IsPrimaryPhone", "FALSE"),
  "invalid-boolean: word": spoilt(withPhone, "IsPrimaryPhone", "no"),
  "unknown-user: missing": (row, place) => {
    row.contextId = `u-none-${place.n}`;
  },
  "unknown-user: case": (row) => {
    row.contextId = row.contextId.toUpperCase();
  },
  "duplicate-id": set("id", "c-00000001"),
  "blank-in-id": (row) => {
    row.id = row.id.replace("-", " ");
  },
  "type-without-value": (row) => {
    withPhone(row);
    row.email = "";
    row["email.type"] = "1098";
    row.IsPrimaryEmail = "False";
  },
  "several-primaries": (row, place) => {
    if (!place.primaryHeld) return false;
    withEmail(row);
    row.IsPrimaryEmail = "True";
    return true;
  },
  "empty-channel": (row) => {
    for (const column of Object.keys(row)) {
      if (column.startsWith("IsPrimary")) row[column] = "False";
      else if (column !== "id" && column !== "contextId") row[column] = "";
    }
  },
};

/** Spoils a row of `communication_channel.csv`. */
export const spoilChannel = (row, kind, place) => choose(CHANNEL, kind, row, place);

const USER_GROUP = {
  "unknown-group": set("groupId", "grp-none"),
  "unknown-role: not in groups": set("permission", "Super Admin"),
  "unknown-role: case": set("permission", "viewer"),
  "duplicate-id": set("id", "ug-0000001"),
  "blank-in-id": (row) => {
    row.id = row.id.replace("-", " ");
  },
  "surrounding-space: permission": set("permission", "Viewer "),
};

/** Spoils a row of the User entity's `group.csv`. The user stays named: without it the user's row were at fault. */
export const spoilGroup = (row, kind, place) => choose(USER_GROUP, kind, row, place);
