/** How pages for people look: on a screen in both themes, on a phone, on paper. A bundle of its own, loaded with the first page. */

/** The report's. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ground: #f5f6f8; --ink: #1b1f24; --soft: #57606a; --line: #d7dce2;
  --error: #b3121d; --warning: #8a5300; --information: #0a5cad; --hint: #57606a; --fine: #116329;
  --error-back: #fdecec; --warning-back: #fdf3dc; --information-back: #e6f0fb; --hint-back: #eef0f3; --fine-back: #e5f5e9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1c2026; --ground: #14171b; --ink: #e7eaee; --soft: #a5adb8; --line: #363d47;
    --error: #ff9a94; --warning: #f0c063; --information: #8fc3ff; --hint: #a5adb8; --fine: #7fd99a;
    --error-back: #43201f; --warning-back: #3d3018; --information-back: #1a3047; --hint-back: #2a3038; --fine-back: #1b3524;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main, header, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h1 small { display: block; margin-bottom: .35rem; font-size: 1rem; font-weight: 400; color: var(--soft); }
h2 { margin: 2.75rem 0 .2rem; font-size: 1.35rem; }
h2 + p { margin: 0 0 1rem; color: var(--soft); }
h3 { margin: 0; font-size: 1.05rem; line-height: 1.4; overflow-wrap: anywhere; }
h4 { margin: 1rem 0 .3rem; font-size: .9rem; font-weight: 600; color: var(--soft); overflow-wrap: anywhere; }
a { color: var(--information); }
.verdict {
  margin: 1.25rem 0; padding: .9rem 1.1rem; border-left: .3rem solid; border-radius: .3rem;
  font-size: 1.1rem; font-weight: 600;
}
.error { color: var(--error); background: var(--error-back); }
.warning { color: var(--warning); background: var(--warning-back); }
.information { color: var(--information); background: var(--information-back); }
.hint { color: var(--hint); background: var(--hint-back); }
.fine { color: var(--fine); background: var(--fine-back); }
.badge {
  display: inline-block; padding: .05rem .55rem; border: 1px solid; border-radius: 1rem;
  font-size: .78rem; font-weight: 600; white-space: nowrap;
}
nav { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 1rem 0 0; }
table { width: 100%; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
th, td { padding: .5rem .8rem; border-top: 1px solid var(--line); text-align: right; vertical-align: top; font-variant-numeric: tabular-nums; }
thead th { border-top: 0; font-size: .82rem; font-weight: 600; color: var(--soft); }
th:first-child, td:nth-child(2), th:nth-child(2) { text-align: left; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
tfoot th, tfoot td { font-weight: 600; border-top: 2px solid var(--line); }
article {
  margin: 0 0 .9rem; padding: 1rem 1.1rem 1.1rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: .5rem;
}
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .35rem .7rem; }
.head .badge ~ h3 { order: 1; flex-basis: 100%; }
.head h3 { flex: 1 1 12rem; }
.head .count { margin-left: auto; color: var(--soft); font-size: .9rem; white-space: nowrap; }
.who { margin: .1rem 0 0; color: var(--soft); font-size: .92rem; overflow-wrap: anywhere; }
ul { margin: .5rem 0 0; padding: 0; list-style: none; }
li { padding: .5rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.place { display: block; color: var(--soft); font-size: .9rem; }
.place .badge { margin-right: .5rem; }
.fix { display: block; margin-top: .15rem; font-size: .92rem; }
.fix b { font-weight: 600; color: var(--fine); }
.rest { color: var(--soft); }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 3rem; color: var(--soft); font-size: .88rem; }
footer p { margin: .2rem 0; }
@media (max-width: 40rem) {
  header { padding-top: 1.5rem; }
  h1 { font-size: 1.5rem; }
  table, tbody, tfoot, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: .6rem .9rem; border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  tfoot tr { border-top: 2px solid var(--line); }
  th, td, tfoot th, tfoot td { padding: .1rem 0; border: 0; text-align: left; }
  td[data-name] { display: flex; justify-content: space-between; gap: 1rem; }
  td[data-name]::before { content: attr(data-name); color: var(--soft); font-weight: 400; }
  td:empty { display: none; }
}
@media print {
  :root {
    --paper: #fff; --ground: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --error: #8c0f18; --warning: #6b4100; --information: #084a8b; --hint: #444; --fine: #0d4d20;
    --error-back: #fff; --warning-back: #fff; --information-back: #fff; --hint-back: #fff; --fine-back: #fff;
  }
  @page { margin: 16mm 14mm; }
  html { font-size: 10pt; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  nav { display: none; }
  .verdict { border: 1.5pt solid; }
  h2, h3, h4, .head { break-after: avoid; }
  li, tr { break-inside: avoid; }
  article { padding: .6rem .8rem; }
}
`;

/** The people page's. */
export const peopleStyle = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e8eb); --soft: light-dark(#57606a, #a3abb5);
  --line: light-dark(#cfd6dd, #444c56); --paper: light-dark(#fff, #1b1f24); --ground: light-dark(#f3f5f7, #121518);
  --error: light-dark(#b3121d, #ff8d85); --warning: light-dark(#7d4b00, #e8b04a); }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
h1 { margin: 0 0 4px; font-size: 22px; }
header p { margin: 0 0 20px; color: var(--soft); }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: 14px; align-items: start; }
article { padding: 14px 16px; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 16px; }
h3 { margin: 12px 0 2px; font-size: 12px; color: var(--soft); font-weight: 600; }
.soft { color: var(--soft); }
.who { margin: 0; }
dl { display: grid; grid-template-columns: minmax(90px, auto) 1fr; gap: 2px 10px; margin: 10px 0 0; }
dt { color: var(--soft); }
dd { margin: 0; }
ul { margin: 0; padding-left: 18px; }
.badge { padding: 0 6px; border: 1px solid currentcolor; border-radius: 9px; font-size: 12px; white-space: nowrap; }
.attention { font-weight: 600; }
.error { color: var(--error); }
.warning { color: var(--warning); }
@media print {
  :root { color-scheme: light; }
  @page { margin: 14mm; }
  body { padding: 0; background: none; font-size: 10pt; }
  main { display: block; columns: 2; column-gap: 6mm; }
  article { break-inside: avoid; margin: 0 0 5mm; border-color: #999; }
}
`;
