// The select menus of Block Kit, with search: a combobox after the ARIA pattern. One value, or several as chips.

import { freshId, h, icon, iconButton, popup, swap } from './dom.js';

// A choice is {value, text, note?, group?}, all plain text.

// picker makes the menu and returns its node. value: what is chosen at first. several: chips, at most `most` of them.
// clearable: one choice may be taken back. attrs go to the text field. onPick gets the new value after each change:
// a string or null, with several an array. load, where the choices come from elsewhere, gets what was typed and resolves
// to {choices, hint}; choices are then those that are known already.
export function picker({ several = false, most = Infinity, placeholder = '', clearable = false, attrs = {}, ...rest }) {
  const chosen = several ? [...(rest.value ?? [])] : (rest.value ?? null);
  const state = { several, most, clearable, chosen, choices: rest.choices, onPick: rest.onPick, load: rest.load };
  // shown: the choices that contain what was typed; active: the one of them that Enter would take.
  Object.assign(state, { open: false, shown: [], active: 0, listId: freshId('choices'), hint: '', timer: 0, asked: 0 });
  state.placeholder = placeholder || (several ? 'Select options' : 'Select an option');
  build(state, attrs);
  listen(state);
  show(state);
  return state.node;
}

// build makes the parts: chips, text field, the cross that clears, and the list, which is a popover.
function build(state, attrs) {
  state.input = h('input', {
    type: 'text',
    class: 'picker-input',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-expanded': 'false',
    'aria-controls': state.listId,
    'aria-autocomplete': 'list',
    ...attrs,
  });
  state.panel = h('ul', {
    class: 'menu choices',
    id: state.listId,
    role: 'listbox',
    popover: 'manual',
    'aria-multiselectable': state.several || null,
  });
  state.chips = h('span', { class: 'chips' });
  state.clear = iconButton('close', 'Clear the selection', () => choose(state, null), 'picker-clear');
  const kind = `picker${state.several ? ' picker-several' : ''}`;
  state.node = h('div', { class: kind }, state.chips, state.input, state.clear, icon('down'), state.panel);
}

// listen wires the field: typing filters, a click opens, leaving closes.
function listen(state) {
  const { input, node } = state;
  input.addEventListener('input', () => {
    state.active = 0;
    openList(state);
  });
  input.addEventListener('focus', () => input.select());
  input.addEventListener('keydown', (event) => onKey(state, event));
  input.addEventListener('blur', () => closeList(state));
  node.addEventListener('mousedown', (event) => {
    if (input.disabled || event.target.closest('button, .choices')) return;
    if (event.target !== input) event.preventDefault();
    input.focus();
    if (state.open) closeList(state);
    else openList(state, true);
  });
  // Choosing by mouse must not take the focus out of the field, which would close the list first.
  state.panel.addEventListener('mousedown', (event) => event.preventDefault());
  state.panel.addEventListener('click', (event) => {
    const item = event.target.closest('[data-at]');
    if (item) choose(state, state.shown[Number(item.dataset.at)].value);
  });
}

// textOf is the text of a choice, "" for one that is no longer offered. Of one that came from elsewhere the value may be
// all that is left after the page was loaded anew.
function textOf(state, value) {
  return state.choices.find((c) => c.value === value)?.text ?? (state.load ? value : '');
}

// show writes what is chosen into the field.
function show(state) {
  const { input, several, chosen } = state;
  const some = several ? chosen.length > 0 : chosen !== null;
  input.value = several || !some ? '' : textOf(state, chosen);
  input.placeholder = several && some ? '' : state.placeholder;
  state.clear.hidden = several || !some || !state.clearable;
  swap(state.chips, several ? chosen.map((value) => chip(state, value)) : null);
}

// chip is one of several choices, with its own way out.
function chip(state, value) {
  const text = textOf(state, value) || value;
  return h(
    'span',
    { class: 'chip' },
    text,
    iconButton(
      'close',
      `Remove ${text}`,
      () => {
        drop(state, value);
        state.input.focus();
      },
      'chip-remove',
    ),
  );
}

// drop takes one of several choices back.
function drop(state, value) {
  if (state.input.disabled) return;
  state.chosen = state.chosen.filter((v) => v !== value);
  show(state);
  state.onPick([...state.chosen]);
}

// choose takes a choice; with several, one that is chosen already is taken back.
function choose(state, value) {
  if (state.several) {
    const has = state.chosen.includes(value);
    if (has) return drop(state, value);
    if (state.chosen.length >= state.most) return undefined;
    state.chosen.push(value);
    show(state);
    closeList(state);
    return state.onPick([...state.chosen]);
  }
  state.chosen = value;
  closeList(state);
  return state.onPick(value);
}

// openList shows the choices that contain what was typed; all: everything, as after a click.
function openList(state, all = false) {
  const typed = all ? '' : state.input.value.trim().toLowerCase();
  if (state.load) {
    lookUp(state, all ? '' : state.input.value.trim());
    return;
  }
  state.shown = state.choices.filter((c) => `${c.text} ${c.note ?? ''}`.toLowerCase().includes(typed));
  if (all)
    state.active = Math.max(
      0,
      state.shown.findIndex((c) => c.value === state.chosen),
    );
  unfold(state);
}

// unfold shows the list as it is now.
function unfold(state) {
  state.open = true;
  draw(state);
  state.input.setAttribute('aria-expanded', 'true');
  popup(state.panel, state.node);
  state.panel.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
}

const typingPause = 200; // ms of silence before somebody else is asked

// lookUp asks for the choices that go with what was typed. An answer that was overtaken by more typing is dropped.
function lookUp(state, typed) {
  clearTimeout(state.timer);
  state.asked += 1;
  const { asked } = state;
  Object.assign(state, { shown: [], hint: 'Loading…' });
  unfold(state);
  state.timer = setTimeout(async () => {
    const { choices, hint } = await state.load(typed);
    if (asked !== state.asked || !state.open) return;
    const known = new Set(choices.map((c) => c.value));
    state.choices = [...state.choices.filter((c) => !known.has(c.value)), ...choices];
    Object.assign(state, { shown: choices, hint });
    unfold(state);
  }, typingPause);
}

// closeList also puts back the text of the choice, over what was typed to filter.
function closeList(state) {
  if (state.open && state.panel.matches(':popover-open')) state.panel.hidePopover();
  state.open = false;
  state.input.setAttribute('aria-expanded', 'false');
  state.input.removeAttribute('aria-activedescendant');
  show(state);
}

// draw writes the list with its groups and marks the active choice.
function draw(state) {
  let group = null;
  const rows = [];
  for (const [at, choice] of state.shown.entries()) {
    if (choice.group && choice.group !== group)
      rows.push(h('li', { class: 'menu-title', role: 'presentation' }, choice.group));
    group = choice.group ?? null;
    rows.push(row(state, choice, at));
  }
  swap(
    state.panel,
    rows.length
      ? rows
      : h(
          'li',
          { class: 'menu-empty', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' },
          state.hint || (state.choices.length ? 'No matches' : 'There is nothing to choose from'),
        ),
  );
  const active = state.panel.querySelector('.active');
  if (active) state.input.setAttribute('aria-activedescendant', active.id);
}

// row is one choice.
function row(state, choice, at) {
  const chosen = state.several ? state.chosen.includes(choice.value) : state.chosen === choice.value;
  const classes = `menu-item${at === state.active ? ' active' : ''}${chosen ? ' chosen' : ''}`;
  return h(
    'li',
    { class: classes, id: `${state.listId}-${at}`, role: 'option', 'aria-selected': String(chosen), 'data-at': at },
    h('span', {}, choice.text),
    choice.note ? h('small', {}, choice.note) : null,
    chosen ? icon('check') : null,
  );
}

// onKey: arrows move, Enter takes, Escape closes, Backspace in the empty field takes the last chip back.
function onKey(state, event) {
  const { key } = event;
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    event.preventDefault();
    if (!state.open) return openList(state, true);
    const count = state.shown.length;
    if (count) state.active = (state.active + (key === 'ArrowDown' ? 1 : count - 1)) % count;
    draw(state);
    state.panel.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  } else if (key === 'Enter') {
    event.preventDefault();
    if (!state.open) openList(state, true);
    else if (state.shown[state.active]) choose(state, state.shown[state.active].value);
  } else if (key === 'Escape' && state.open) {
    event.preventDefault(); // closes the list alone, not the modal around it
    event.stopPropagation();
    closeList(state);
  } else if (key === 'Backspace' && state.several && !state.input.value && state.chosen.length) {
    drop(state, state.chosen.at(-1));
  }
  return undefined;
}
