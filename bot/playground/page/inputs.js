// The elements that hold a value. Each maker gets (ctx, blockId, element, attrs) and returns a node; attrs carry
// the label, the hint and the error for screen readers. What changed goes to ctx.change.
//
// ctx is the surface that the element stands on (surface.js).

import { freshId, h } from './dom.js';
import { fileField } from './fileinput.js';
import { plainText, textNodes } from './mrkdwn.js';
import { picker } from './picker.js';
import { choicesOf, initial, optionsOf } from './values.js';
import { fromWall, toWall } from './times.js';

// input makes the node of any element that holds a value, or null for a type that is none. clearable: a choice may be
// taken back, as in an optional input.
export function input(ctx, blockId, element, attrs = {}, { clearable = false } = {}) {
  const make = makers[element.type];
  if (!make) return null;
  return make(
    ctx,
    blockId,
    element,
    { ...attrs, 'data-focus': `${blockId}/${element.action_id}`, autofocus: element.focus_on_load || null },
    clearable,
  );
}

// current is the value to show: what was typed, else what the app asked for.
function current(ctx, blockId, element) {
  const held = ctx.value(blockId, element.action_id);
  return held === undefined ? initial(element) : held;
}

// textField is every element that is typed into.
function textField(ctx, blockId, element, attrs, { type = 'text', ...more } = {}) {
  const tag = element.multiline || type === 'textarea' ? 'textarea' : 'input';
  const field = h(tag, {
    class: 'field',
    type: tag === 'input' ? type : null,
    rows: tag === 'textarea' ? (element.min_lines ?? 3) : null,
    autocomplete: 'off',
    placeholder: element.placeholder ? plainText(element.placeholder) : null,
    maxlength: element.max_length,
    ...more,
    ...attrs,
    on: {
      input: () => ctx.change(blockId, element, field.value === '' ? null : field.value, { typing: true }),
      keydown: (event) => {
        // Enter in a one-line field is the element's own action when the app asked for it, else it sends the form.
        if (event.key === 'Enter' && tag === 'input' && !event.isComposing) ctx.enter(blockId, element, event);
      },
    },
  });
  field.value = current(ctx, blockId, element) ?? '';
  return field;
}

// A number is typed as text, so that "5x" is answered with a sentence; a browser's own number field would
// hand over nothing at all.
function numberField(ctx, blockId, element, attrs) {
  return textField(ctx, blockId, element, attrs, {
    inputmode: element.is_decimal_allowed ? 'decimal' : 'numeric',
    class: 'field field-number',
  });
}

// dateField uses the browser's own pickers: they know the keyboard, the phone and the language.
function dateField(ctx, blockId, element, attrs, type = 'date') {
  const zoned = type === 'datetime-local';
  const zone = ctx.model.zone();
  const field = h('input', {
    type,
    class: 'field field-date',
    ...attrs,
    'aria-label': attrs['aria-labelledby'] ? null : labelOf(element, 'Date'),
    on: { change: () => ctx.change(blockId, element, read(), {}) },
  });
  const read = () => {
    if (!field.value) return null;
    return zoned ? Math.floor(fromWall(field.value, zone) / 1000) : field.value;
  };
  const value = current(ctx, blockId, element);
  field.value = value === null ? '' : zoned ? toWall(Number(value) * 1000, zone) : value;
  return field;
}

// labelOf names an element that has no label of its own.
function labelOf(element, fallback) {
  return element.placeholder ? plainText(element.placeholder) : fallback;
}

// boxes draws checkboxes and radio buttons: native ones, so that keys work as everybody expects.
function boxes(ctx, blockId, element, attrs, type) {
  const { autofocus, 'data-focus': focusKey, ...group } = attrs;
  const name = freshId('choice');
  const several = type === 'checkbox';
  const value = current(ctx, blockId, element);
  const chosen = new Set(several ? (value ?? []) : [value]);
  const pick = (option, box) => {
    if (!several) return ctx.change(blockId, element, option.value, {});
    if (box.checked) chosen.add(option.value);
    else chosen.delete(option.value);
    return ctx.change(
      blockId,
      element,
      element.options.map((o) => o.value).filter((v) => chosen.has(v)),
      {},
    );
  };
  const rows = element.options.map((option, i) => {
    const box = h('input', {
      type,
      name,
      autofocus: i === 0 && autofocus,
      'data-focus': i === 0 ? focusKey : null,
      on: { change: () => pick(option, box) },
    });
    box.checked = chosen.has(option.value);
    const note = option.description
      ? h('span', { class: 'choice-note' }, textNodes(ctx.model, option.description))
      : null;
    return h('label', { class: 'choice' }, box, h('span', {}, h('span', {}, textNodes(ctx.model, option.text)), note));
  });
  return h('div', { class: 'choice-group', role: several ? 'group' : 'radiogroup', ...group }, rows);
}

// select is every menu: options of the app, people, channels or conversations.
function select(ctx, blockId, element, attrs, clearable) {
  const several = element.type.startsWith('multi_');
  return picker({
    choices: choicesOf(ctx.model, element),
    value: current(ctx, blockId, element),
    several,
    most: element.max_selected_items ?? Infinity,
    placeholder: labelOf(element, ''),
    clearable,
    onPick: (value) => ctx.change(blockId, element, value, {}),
    attrs: { ...attrs, 'aria-label': attrs['aria-labelledby'] ? null : labelOf(element, 'Select') },
  });
}

const known = new Map(); // "block/action" → options of external selects by value, to name what was chosen from an earlier list

// external is a menu whose options the app gives while one types.
function external(ctx, blockId, element, attrs, clearable) {
  const key = `${blockId}/${element.action_id}`;
  const remember = (choices) => {
    if (!known.has(key)) known.set(key, new Map());
    for (const choice of choices) known.get(key).set(choice.value, choice);
  };
  const given = element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
  remember(optionsOf({ options: given }));
  return picker({
    choices: [...known.get(key).values()],
    value: current(ctx, blockId, element),
    several: element.type.startsWith('multi_'),
    most: element.max_selected_items ?? Infinity,
    placeholder: labelOf(element, ''),
    clearable,
    load: async (typed) => {
      const answer = await ctx.suggest(blockId, element, typed);
      const choices = answer.ok ? optionsOf(answer) : [];
      remember(choices);
      return { choices, hint: answer.ok ? (answer.hint ?? 'No matches') : 'The options could not be loaded.' };
    },
    onPick: (value) => ctx.change(blockId, element, value, {}),
    attrs: { ...attrs, 'aria-label': attrs['aria-labelledby'] ? null : labelOf(element, 'Select') },
  });
}

const makers = {
  plain_text_input: (ctx, blockId, element, attrs) => textField(ctx, blockId, element, attrs),
  rich_text_input: (ctx, blockId, element, attrs) => textField(ctx, blockId, element, attrs, { type: 'textarea' }),
  email_text_input: (ctx, blockId, element, attrs) => textField(ctx, blockId, element, attrs, { inputmode: 'email' }),
  url_text_input: (ctx, blockId, element, attrs) => textField(ctx, blockId, element, attrs, { inputmode: 'url' }),
  number_input: numberField,
  datepicker: (ctx, blockId, element, attrs) => dateField(ctx, blockId, element, attrs),
  timepicker: (ctx, blockId, element, attrs) => dateField(ctx, blockId, element, attrs, 'time'),
  datetimepicker: (ctx, blockId, element, attrs) => dateField(ctx, blockId, element, attrs, 'datetime-local'),
  checkboxes: (ctx, blockId, element, attrs) => boxes(ctx, blockId, element, attrs, 'checkbox'),
  radio_buttons: (ctx, blockId, element, attrs) => boxes(ctx, blockId, element, attrs, 'radio'),
  static_select: select,
  multi_static_select: select,
  users_select: select,
  multi_users_select: select,
  conversations_select: select,
  multi_conversations_select: select,
  channels_select: select,
  multi_channels_select: select,
  external_select: external,
  multi_external_select: external,
  file_input: fileField,
};
