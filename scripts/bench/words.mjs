// The words that the generated import sets are made of: all invented, all correct under the rules.

export const USER_ROLES = [
  ...["Super Admin", "Contributor", "Editor", "Owner", "Admin", "Viewer", "Financial Admin", "Operator"],
];

export const FIRST = `Ada Amir Anna Arthur Beatrice Bruno Carla Charlotte Daniel Deborah Edwin Eleanor Farid Felicia
  George Grace Hannah Henry Ingrid Isaac Jacob Julia Karen Kenneth Laura Leonard Margaret Martin Nadia Nicholas Olga
  Oscar Patricia Paul Quentin Rachel Robert Samira Stephen Teresa Thomas Ursula Valerie Victor Wendy William Yasmin
  Zachary`.split(/\s+/);

export const LAST = `Abbott Anderson Bailey Barnes Campbell Carter Dawson Douglas Ellison Evans Fischer Fletcher Gibson
  Graham Hamilton Henderson Iverson Jackson Jennings Keller Kowalski Lambert Lindberg Marshall Mitchell Nakamura Nelson
  Osborne Parker Patterson Quinn Reynolds Richardson Sanders Stewart Tanaka Thompson Underwood Vargas Vaughan Walters
  Whitaker Yilmaz Young Zimmerman`.split(/\s+/);

/** Names outside ASCII, some beyond Latin-1, each with its spelling in plain letters. */
export const FOREIGN = {
  first: [
    ...[
      ["Åsa", "Asa"],
      ["José", "Jose"],
      ["Zoë", "Zoe"],
      ["Jürgen", "Juergen"],
      ["François", "Francois"],
    ],
    ...[
      ["Søren", "Soren"],
      ["Łukasz", "Lukasz"],
      ["Žofia", "Zofia"],
      ["Şebnem", "Sebnem"],
      ["Ágnes", "Agnes"],
    ],
    ...[
      ["Δημήτρης", "Dimitris"],
      ["Ольга", "Olga"],
      ["Дмитро", "Dmytro"],
      ["美咲", "Misaki"],
      ["伟", "Wei"],
    ],
  ],
  last: [
    ...[
      ["Öberg", "Oberg"],
      ["Núñez", "Nunez"],
      ["Müller", "Mueller"],
      ["Lefèvre", "Lefevre"],
      ["Bjørnstad", "Bjornstad"],
    ],
    ...[
      ["Wiśniewski", "Wisniewski"],
      ["Dvořák", "Dvorak"],
      ["Yıldız", "Yildiz"],
      ["Kovács", "Kovacs"],
    ],
    ...[
      ["Παππάς", "Pappas"],
      ["Иванова", "Ivanova"],
      ["Шевченко", "Shevchenko"],
      ["佐藤", "Sato"],
      ["陈", "Chen"],
    ],
  ],
};

export const TITLES = [
  ...["Account Executive", "Billing Clerk", "Carrier Manager", "Claims Specialist", "Customer Success Lead"],
  ...["Dispatcher", "Fleet Coordinator", "Freight Broker", "Import Analyst", "Inventory Planner", "IT Administrator"],
  ...["Load Planner", "Logistics Coordinator", "Operations Manager", "Pricing Analyst", "Procurement Officer"],
  ...[
    "Regional Director",
    "Route Supervisor",
    "Safety Officer",
    "Sales Representative",
    "Warehouse Manager",
    "Yard Lead",
  ],
];
export const COMMA_TITLES = [
  ...["Manager, Operations", "Director, Carrier Relations", "Lead, Billing and Claims", "VP, Sales, North America"],
];
export const QUOTE_TITLES = ['Head of "Special" Projects', 'Dispatcher "A" team', '"Acting" Yard Lead'];

export const DOMAINS = [
  ...["northwind-freight.example.com", "acme.example.com", "lakeside.example.org", "blue-harbor.example.net"],
  ...["granite-haul.example.com", "summit.example.org", "swiftline-logistics.example.com", "cedar.example.net"],
];

export const STREETS = [
  ...["Main Street", "Oak Avenue", "Harbor Road", "Mill Lane", "Station Street", "Industrial Parkway", "Park Drive"],
  ...["Lakeview Boulevard", "Commerce Way", "Depot Road", "Church Street", "Airport Road", "River Street", "Hill Road"],
];

/** Time zones as tzdata's zone.tab names them, so that none is a former name. */
export const ZONES = [
  ..."New_York Chicago Denver Los_Angeles Phoenix Anchorage Detroit Toronto Vancouver Winnipeg Halifax Edmonton"
    .split(" ")
    .map((city) => `America/${city}`),
  ..."Mexico_City Monterrey Tijuana Bogota Lima Santiago Sao_Paulo Caracas Panama Guatemala Montevideo Santo_Domingo"
    .split(" ")
    .map((city) => `America/${city}`),
  ..."London Dublin Lisbon Madrid Paris Brussels Berlin Zurich Rome Vienna Prague Warsaw Stockholm Oslo Helsinki Athens"
    .split(" ")
    .map((city) => `Europe/${city}`),
  ..."Bucharest Budapest Sofia Riga Istanbul".split(" ").map((city) => `Europe/${city}`),
  ..."Kolkata Tokyo Singapore Shanghai Hong_Kong Seoul Manila Bangkok Jakarta Dubai Karachi Dhaka Taipei Riyadh"
    .split(" ")
    .map((city) => `Asia/${city}`),
  ..."Cairo Lagos Nairobi Johannesburg Casablanca".split(" ").map((city) => `Africa/${city}`),
  ..."Sydney Melbourne Brisbane Perth Adelaide".split(" ").map((city) => `Australia/${city}`),
  "Pacific/Auckland",
  "Pacific/Honolulu",
];

/** Countries with their cities, states and postal codes; `zip` is given a draw of whole numbers as text. */
export const AREAS = [
  {
    code: "US",
    name: "United States",
    cities: ["Chicago", "Dallas", "Bentonville", "Sunnyvale", "Atlanta", "Columbus", "Kansas City", "Memphis"],
    states: ["IL", "TX", "AR", "CA", "GA", "OH", "MO", "TN"],
    zip: (draw) => (Number(draw(0, 10)) < 2 ? `${draw(10000, 99000)}-${draw(1000, 9999)}` : draw(10000, 99000)),
  },
  {
    code: "CA",
    name: "Canada",
    cities: ["Toronto", "Calgary", "Montréal", "Winnipeg"],
    states: ["ON", "AB", "QC", "MB"],
    zip: (draw) => `M${draw(1, 10)}V ${draw(1, 10)}T${draw(1, 10)}`,
  },
  {
    code: "DE",
    name: "Germany",
    cities: ["Hamburg", "Köln", "Leipzig"],
    states: ["", "Sachsen"],
    zip: (draw) => draw(10115, 89999),
  },
  {
    code: "FR",
    name: "France",
    cities: ["Lyon", "Nîmes", "Lille"],
    states: [""],
    zip: (draw) => draw(10000, 89999),
  },
  {
    code: "GB",
    name: "United Kingdom",
    cities: ["Leeds", "Bristol", "Dover"],
    states: ["", "Kent"],
    zip: (draw) => `LS${draw(1, 10)} ${draw(1, 10)}AB`,
  },
  {
    code: "MX",
    name: "Mexico",
    cities: ["Monterrey", "Querétaro"],
    states: ["NL", "QRO"],
    zip: (draw) => draw(20000, 79999),
  },
  {
    code: "AU",
    name: "Australia",
    cities: ["Sydney", "Geelong"],
    states: ["NSW", "VIC"],
    zip: (draw) => draw(2000, 3999),
  },
  {
    code: "PL",
    name: "Poland",
    cities: ["Gdańsk", "Łódź"],
    states: [""],
    zip: (draw) => `${draw(10, 90)}-${draw(100, 999)}`,
  },
];
