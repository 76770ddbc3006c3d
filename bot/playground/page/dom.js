// Building DOM. Everything on the page is made here, so data can only ever become text or an attribute:
// there is no innerHTML in this page, and a message cannot inject markup.

const svgNamespace = 'http://www.w3.org/2000/svg';

// h makes an HTML element. props: class, on (event name → listener), style (CSS property → value), and
// attributes; null and false leave an attribute out. Children: nodes, strings, numbers, nested arrays, null.
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

// svg makes an SVG element, under the same rules as h.
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, tag), props, children);
}

// fill sets attributes, listeners and styles; it is the one place where data meets an attribute.
function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === 'style') {
      for (const [property, setting] of Object.entries(value)) node.style.setProperty(property, setting);
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(node, children);
  return node;
}

// append adds children, flattening arrays and skipping null, undefined and false.
export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

// swap replaces all children of node.
export function swap(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

let lastId = 0;

// freshId returns an id that no other element has, for aria-labelledby and its like.
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

// Icons are strokes on a 20×20 grid, drawn here so that nothing is fetched.
const iconPaths = {
  hash: 'M8 3 6 17M14 3l-2 14M4 7.5h13M3 12.5h13',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  close: 'm5 5 10 10M15 5 5 15',
  back: 'M12 4 6 10l6 6',
  down: 'm5 8 5 5 5-5',
  menu: 'M3 5h14M3 10h14M3 15h14',
  plus: 'M10 4v12M4 10h12',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  send: 'M3 17 17 10 3 3v5.5L11 10l-8 1.5z',
  reply: 'M4 4h12v9H9l-4 3.5V13H4z',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zm8-2.2a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z',
  clock: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 6v4l3 2',
  play: 'M6 4v12l10-6z',
  hood: 'M3 4h14v12H3zM3 8h14M6 11l2 1.5L6 14M10 14h4',
  break: 'M11 2 5 11h4l-1 7 7-10h-5z',
  window: 'M8 4H4v12h12v-4M11 3h6v6M17 3l-8 8',
  check: 'm4 10.5 4 4 8-9',
  pulse: 'M2 11h3.5l2-6 3.5 10 2.3-7 1.2 3H18',
  warn: 'M10 3 2 17h16zM10 8v4M10 14.5v.01',
  info: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 9v5M10 6.2v.01',
  pin: 'M7 3h6l-1 5 3 3H5l3-3zM10 11v6',
  person: 'M10 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3.5 17c.5-3.5 3-5 6.5-5s6 1.5 6.5 5',
};

// icon draws one of the icons above. It says nothing to a screen reader: its button has the label.
export function icon(name) {
  return svg(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: iconPaths[name] }),
  );
}

// iconButton is a button that shows an icon alone, with its name for everybody else.
export function iconButton(name, label, onClick, className = 'icon-button') {
  return h(
    'button',
    { type: 'button', class: className, 'aria-label': label, title: label, on: { click: onClick } },
    icon(name),
  );
}

// popup shows panel as a native popover beside anchor: in the top layer, so that neither a modal's scrolling
// nor a narrow window cuts it off. It opens downwards unless it does not fit there and there is more room above.
export function popup(panel, anchor, { width = 0, tall = 380 } = {}) {
  const at = anchor.getBoundingClientRect();
  const wide = Math.min(Math.max(width, at.width), window.innerWidth - 16);
  const below = window.innerHeight - at.bottom - 12;
  const above = at.top - 12;
  const set = (name, value) => panel.style.setProperty(name, value);
  if (!panel.matches(':popover-open')) panel.showPopover();
  set('width', `${wide}px`);
  set('max-height', 'none'); // to see how tall it would like to be
  const up = below < Math.min(tall, panel.scrollHeight) && above > below;
  set('left', `${Math.max(8, Math.min(at.left, window.innerWidth - wide - 8))}px`);
  set('max-height', `${Math.min(tall, up ? above : below)}px`);
  set('top', up ? 'auto' : `${at.bottom + 4}px`);
  set('bottom', up ? `${window.innerHeight - at.top + 4}px` : 'auto');
}
