// Faces: initials on a colour of their own, drawn as SVG. No picture is fetched, and a person keeps their colour.

import { h, svg } from './dom.js';

// Dark enough for white letters (contrast above 4.5) and far enough apart to tell neighbours by.
const colours = [
  '#2f6fb3',
  '#8a4fb0',
  '#b0413e',
  '#2e7d4f',
  '#a0522d',
  '#3f51a5',
  '#00707a',
  '#9c2f68',
  '#5c6b1f',
  '#6b4a9c',
  '#7a5230',
  '#376079',
];

// colourOf spreads ids over the colours: the same id always gets the same one.
function colourOf(id) {
  let sum = 7;
  for (const c of id) sum = (sum * 31 + c.charCodeAt(0)) >>> 0;
  return colours[sum % colours.length];
}

// initials are those of the first and the last name.
function initials(name) {
  const words = name
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .trim()
    .split(/\s+/);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? words.at(-1)[0] : '')).toUpperCase();
}

// avatar draws a person or the app at a size in pixels. It is decoration: the name stands beside it.
export function avatar(model, id, size = 36) {
  const shape = svg('svg', {
    viewBox: '0 0 36 36',
    width: size,
    height: size,
    'aria-hidden': 'true',
    focusable: 'false',
  });
  if (id === model.app.user) shape.append(...appMark());
  else shape.append(...letters(model, id));
  return h('span', { class: 'avatar', style: { width: `${size}px`, height: `${size}px` } }, shape);
}

// groupAvatar stands for several people by how many there are, as in Slack.
export function groupAvatar(count, size = 20) {
  const side = { width: `${size}px`, height: `${size}px` };
  return h('span', { class: 'avatar avatar-group', 'aria-hidden': 'true', style: side }, String(count));
}

// The app's mark is a pulse: the rhythm of a team.
function appMark() {
  return [
    svg('rect', { width: 36, height: 36, fill: '#116b52' }),
    svg('path', {
      d: 'M5 19h6l4-10 6 18 4-11 2 3h4',
      fill: 'none',
      stroke: '#fff',
      'stroke-width': 2.6,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  ];
}

// letters are the initials, centred; 23.2 is where their base line looks centred, not where it is.
function letters(model, id) {
  return [
    svg('rect', { width: 36, height: 36, fill: colourOf(id) }),
    svg(
      'text',
      {
        x: 18,
        y: 23.2,
        fill: '#fff',
        'text-anchor': 'middle',
        'font-size': 14,
        'font-weight': 700,
        'letter-spacing': '.2',
      },
      initials(model.nameOf(id)),
    ),
  ];
}
