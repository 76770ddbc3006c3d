// Under the hood: what went over the wire between this Slack and the app, and what Slack would have refused and by
// which rule.

import { h, icon, iconButton, swap } from './dom.js';
import { breaker } from './faults.js';
import { clockTime } from './times.js';

const kinds = { envelope: 'To the app', ack: 'Ack', api: 'Web API', refusal: 'Refused', fault: 'Fault' };
const filters = [
  ['all', 'All'],
  ['envelope', 'To the app'],
  ['api', 'Web API'],
  ['refusal', 'Refused'],
  ['fault', 'Faults'],
];

// mountDrawer fills the drawer and returns the function that opens and closes it.
export function mountDrawer(model, node) {
  const drawer = {
    model,
    node,
    filter: 'all',
    list: h('ol', { class: 'log' }),
    empty: h('p', { class: 'empty' }, 'Nothing yet. Do something in the page and watch it pass by here.'),
  };
  drawer.toggle = () => toggle(drawer);
  const log = { class: 'drawer-scroll', tabindex: '0', role: 'region', 'aria-label': 'Log' };
  swap(node, head(drawer), h('div', log, drawer.list, drawer.empty));
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) drawer.toggle();
  });
  model.on('log', ({ entry }) => add(drawer, entry));
  model.on('reset', () => redraw(drawer));
  return drawer.toggle;
}

// head is the title, the filters and the tools.
function head(drawer) {
  const press = (label, click, more = {}) =>
    h('button', { type: 'button', class: 'button button-small', on: { click }, ...more }, label);
  return h(
    'header',
    { class: 'drawer-head' },
    h('h2', {}, 'Under the hood'),
    h('div', { class: 'filters', role: 'group', 'aria-label': 'Show' }, filterButtons(drawer)),
    h(
      'span',
      { class: 'drawer-tools' },
      aloudButton(drawer.model),
      breaker(drawer.model),
      press('Clear', () => clear(drawer)),
      iconButton('close', 'Close', drawer.toggle),
    ),
  );
}

// filterButtons are toggles of which one is pressed.
function filterButtons(drawer) {
  const buttons = filters.map(([id, label]) => {
    const on = { click: () => choose(drawer, buttons, id) };
    return h(
      'button',
      { type: 'button', class: 'filter', 'aria-pressed': String(id === 'all'), 'data-filter': id, on },
      label,
    );
  });
  return buttons;
}

// aloudButton shows of each message its text alone. Whoever builds an app sees the blocks all day; what stands in a
// notification and what a screen reader gets is sent beside them, and easily forgotten.
function aloudButton(model) {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button button-small',
      'aria-pressed': 'false',
      title: 'Show of each message the text that a notification and a screen reader get',
      on: {
        click: () => {
          model.aloud = !model.aloud;
          button.setAttribute('aria-pressed', String(model.aloud));
          model.emit('reset', {});
        },
      },
    },
    'Read aloud text',
  );
  return button;
}

// toggle takes the focus into the drawer, and back to its button.
function toggle({ node, list }) {
  node.hidden = !node.hidden;
  const button = document.querySelector('#hood-button');
  button.setAttribute('aria-expanded', String(!node.hidden));
  if (node.hidden) button.focus();
  else {
    list.parentNode.scrollTop = list.parentNode.scrollHeight;
    node.querySelector('.filter').focus();
  }
}

// choose shows one kind of entries.
function choose(drawer, tabs, id) {
  drawer.filter = id;
  for (const tab of tabs) tab.setAttribute('aria-pressed', String(tab.dataset.filter === id));
  redraw(drawer);
}

// clear empties the list on this page alone; the server keeps its own.
function clear(drawer) {
  drawer.model.log = [];
  redraw(drawer);
  drawer.model.emit('log', {});
}

// An acknowledgement belongs to its envelope, so the two are shown under one filter.
const fits = (filter, entry) =>
  filter === 'all' || entry.kind === filter || (filter === 'envelope' && entry.kind === 'ack');

// redraw writes the whole list, after a filter or a new start.
function redraw(drawer) {
  swap(
    drawer.list,
    drawer.model.log.filter((entry) => fits(drawer.filter, entry)).map((entry) => line(drawer.model, entry)),
  );
  drawer.empty.hidden = drawer.list.children.length > 0;
  const scroll = drawer.list.parentNode;
  scroll.scrollTop = scroll.scrollHeight;
}

// add appends one entry, and follows the end only if that is what is being looked at.
function add(drawer, entry) {
  if (!entry || !fits(drawer.filter, entry)) return;
  const scroll = drawer.list.parentNode;
  const stay = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40;
  drawer.list.append(line(drawer.model, entry));
  while (drawer.list.children.length > 500) drawer.list.firstChild.remove();
  drawer.empty.hidden = true;
  if (stay) scroll.scrollTop = scroll.scrollHeight;
}

// line is one entry: time, kind, title, duration, and its JSON to unfold.
function line(model, entry) {
  const summary = [
    h('time', {}, clockTime(entry.at ?? model.now(), model.zone(), true)),
    h('span', { class: `log-kind log-${entry.kind}` }, kinds[entry.kind] ?? entry.kind),
    h('span', { class: 'log-title' }, entry.title),
    outcome(entry),
    entry.ms === undefined || entry.ms === null
      ? null
      : h('span', { class: 'log-ms' }, `${Math.round(entry.ms * 10) / 10} ms`),
  ];
  const rule = entry.rule ? h('p', { class: 'log-rule' }, icon('warn'), h('span', {}, ruleText(model, entry))) : null;
  if (entry.json === undefined || entry.json === null)
    return h('li', { class: `log-line log-line-${entry.kind}` }, h('div', { class: 'log-summary' }, summary), rule);
  // The JSON is written when it is looked at: a week of rituals is thousands of entries.
  const pre = h('pre', { tabindex: '0' });
  const details = h(
    'details',
    {
      on: {
        toggle: () => {
          if (!pre.textContent) pre.textContent = pretty(entry.json);
        },
      },
    },
    h('summary', { class: 'log-summary' }, summary),
    pre,
  );
  return h('li', { class: `log-line log-line-${entry.kind}` }, details, rule);
}

// outcome is how a call of the Web API was answered, by Slack's own names.
function outcome({ kind, json }) {
  const answer = kind === 'api' ? json?.answer : null;
  if (typeof answer?.ok !== 'boolean') return null;
  return h('span', { class: answer.ok ? 'log-ms' : 'log-refusal' }, answer.ok ? 'ok' : (answer.error ?? 'failed'));
}

// ruleText says what was wrong in Slack's words, and which rule it broke: its number, and who says so.
function ruleText(model, { rule, json }) {
  const words = (json?.Text ?? '').replace(/\[ERROR\] /g, '');
  const known = model.rules[rule];
  const name = known ? `${rule}: ${known.limit.toLocaleString('en')} (${known.source})` : rule;
  return words ? `${words}. Rule ${name}` : `Rule ${name}`;
}

// pretty indents JSON; what is none is shown as it is.
function pretty(json) {
  if (typeof json !== 'string') return JSON.stringify(json, null, 2);
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
