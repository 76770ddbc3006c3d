// Break something: the menu of what can go wrong between Slack and the app, to see how the app takes it. What there is,
// the server says (snapshot.faults: {name, title, about, args, lasting, active}); this is its form.

import { freshId, h, icon, popup, swap } from './dom.js';
import { menu } from './dialogs.js';
import { act } from './link.js';

// The rows come in this order; each of these begins a group.
const headings = new Map([
  ['drop', 'The socket'],
  ['twice', 'What is on its way to the app'],
  ['429', 'Calls of the Web API'],
  ['lag', 'The workspace, until it is mended'],
]);

// breaker is the button that opens the menu; it counts what is broken now.
export function breaker(model) {
  const count = h('span', { class: 'unread-badge', hidden: true });
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button button-small',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      on: { click: () => open(model, button) },
    },
    icon('break'),
    'Break something',
    count,
  );
  const show = () => {
    const broken = model.faults.filter((f) => f.active).length;
    count.hidden = broken === 0;
    swap(count, broken, h('span', { class: 'hidden' }, ' broken now'));
  };
  model.on('faults', show);
  model.on('reset', show);
  return button;
}

// open shows the menu. A group is named by a line that is no item.
function open(model, button) {
  const items = model.faults.flatMap((fault) => {
    const heading = headings.get(fault.name);
    const title = heading ? { node: h('div', { class: 'menu-title', role: 'presentation' }, heading) } : null;
    return [title, itemOf(model, fault)].filter(Boolean);
  });
  const panel = menu(button, items, 'faults');
  button.after(panel);
  popup(panel, button, { width: 380, tall: 560 });
  panel.querySelector('[role=menuitem]')?.focus();
}

// itemOf is one fault: one that takes arguments asks for them first, one that lasts and is broken now is mended.
function itemOf(model, fault) {
  if (fault.active)
    return {
      label: `${fault.title}: broken now`,
      note: 'Mend it.',
      act: () => arm(model, { name: 'mend', title: 'Mend', about: '' }, [fault.name]),
    };
  const mends = fault.name === 'mend';
  return {
    label: `${fault.title}${fault.args?.length && !mends ? '…' : ''}`,
    note: fault.about,
    act: () => (fault.args?.length && !mends ? ask(model, fault) : arm(model, fault, [])),
  };
}

// ask shows what the fault wants to be told, with what it takes by itself filled in.
function ask(model, fault) {
  const [title, about] = [freshId('fault'), freshId('fault-about')];
  const fields = fault.args.map((arg) => field(model, arg));
  const send = (event) => {
    event.preventDefault();
    dialog.close();
    arm(
      model,
      fault,
      fields.map((f) => f.read()),
    );
  };
  const button = (label, more) => h('button', { class: 'button', ...more }, label);
  const dialog = h(
    'dialog',
    { class: 'modal confirm faults-form', 'aria-labelledby': title, 'aria-describedby': about },
    h(
      'form',
      { class: 'modal-form', on: { submit: send } },
      h('header', { class: 'modal-head' }, h('h2', { id: title }, fault.title)),
      h(
        'div',
        { class: 'modal-body' },
        h('p', { class: 'fault-about', id: about }, fault.about),
        fields.map((f) => f.node),
      ),
      h(
        'footer',
        { class: 'modal-foot' },
        button('Cancel', { type: 'button', on: { click: () => dialog.close() } }),
        button('Break it', { type: 'submit', class: 'button button-danger-solid' }),
      ),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('.field')?.focus();
}

// field is one argument: a number, one of a list, or a word with suggestions.
function field(model, arg) {
  const [id, hint, list] = [freshId('arg'), freshId('arg-hint'), freshId('arg-list')];
  const choices = choicesOf(model, arg);
  const number = arg.kind === 'seconds' || arg.kind === 'times';
  const attrs = { class: `field${number ? ' field-number' : ''}`, id, 'aria-describedby': hint };
  const input =
    choices && arg.kind !== 'method'
      ? h(
          'select',
          attrs,
          choices.map(([value, label]) => h('option', { value, selected: value === arg.value }, label)),
        )
      : h('input', {
          ...attrs,
          type: number ? 'number' : 'text',
          min: number ? 1 : null,
          required: true,
          autocomplete: 'off',
          list: choices ? list : null,
        });
  if (input.tagName === 'INPUT') input.value = arg.value;
  const node = h(
    'div',
    { class: 'block' },
    h('label', { class: 'input-label', for: id }, arg.name),
    input,
    arg.kind === 'method'
      ? h(
          'datalist',
          { id: list },
          choices.map(([value]) => h('option', { value })),
        )
      : null,
    // A list says what it is by itself.
    h('div', { class: 'input-hint', id: hint }, input.tagName === 'SELECT' ? '' : arg.about),
  );
  return { node, read: () => input.value };
}

// choicesOf is what an argument can be, as [value, label]; null for a number.
function choicesOf(model, { kind }) {
  if (kind === 'token')
    return [
      ['bot', 'The bot’s token'],
      ['app', 'The app-level token'],
    ];
  if (kind === 'channel')
    return [...model.channels.values()].filter((c) => !model.isDM(c)).map((c) => [c.id, `#${c.name}`]);
  if (kind === 'user')
    return [...model.users.values()].filter((u) => !u.is_bot && !u.deleted).map((u) => [u.id, model.nameOf(u.id)]);
  if (kind === 'method') return [...methodsSeen(model)].map((m) => [m]);
  return null;
}

// methodsSeen are the methods that the app has called already; any other can be typed.
function methodsSeen(model) {
  const called = model.log.filter((e) => e.kind === 'api').map((e) => e.title.split(' ')[0]);
  return new Set([
    'chat.postMessage',
    'chat.update',
    'views.open',
    'response_url',
    '*',
    ...called.filter((m) => /^[a-z]+\.[A-Za-z.]+$/.test(m)),
  ]);
}

// arm tells the server. Some faults happen at once, others with the next call or envelope: the log shows when.
async function arm(model, fault, args) {
  const answer = await act(model, { do: 'fault', name: fault.name, args });
  model.emit('toast', {
    text: answer.ok ? `${fault.title}: done. ${fault.about}`.trim() : answer.error,
    bad: !answer.ok,
  });
}
