// The value of an input element: which one it begins with, and in which form it travels. Whether it is right, the server
// says, in the words of Slack's client.
//
// On this page a value is: text (string), one choice (string), several (array of strings), a date or time
// (string), a date with time (unix seconds). null is "nothing".

import { plainText } from './mrkdwn.js';

// fromState reads a value as the server has it: in the form above, or as an entry of Slack's view.state.values.
export function fromState(value) {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return value ?? null;
  for (const key of ['selected_option', 'selected_options']) {
    if (key in value) return Array.isArray(value[key]) ? value[key].map((o) => o.value) : (value[key]?.value ?? null);
  }
  const key = Object.keys(value).find((k) => k.startsWith('selected_')) ?? 'value';
  return value[key] ?? null;
}

// initial is what the app wants the element to begin with.
export function initial(element) {
  const one =
    element.initial_option?.value ?? element.initial_user ?? element.initial_conversation ?? element.initial_channel;
  const many =
    element.initial_options?.map((o) => o.value) ??
    element.initial_users ??
    element.initial_conversations ??
    element.initial_channels;
  return (
    many ??
    one ??
    element.initial_value ??
    element.initial_date ??
    element.initial_time ??
    element.initial_date_time ??
    null
  );
}

// optionsOf lists the choices of a static select, groups flattened.
export function optionsOf(element) {
  const choice = (group) => (option) => ({
    value: option.value,
    text: plainText(option.text),
    note: option.description ? plainText(option.description) : '',
    group,
  });
  const groups = (element.option_groups ?? []).flatMap((g) => g.options.map(choice(plainText(g.label))));
  return [...(element.options ?? []).map(choice(undefined)), ...groups];
}

// choicesOf lists what any select offers this person.
export function choicesOf(model, element) {
  const kind = element.type.replace(/^multi_/, '');
  if (kind === 'users_select') return people(model);
  if (kind === 'channels_select') return places(model).filter((c) => c.open);
  if (kind === 'conversations_select') return conversations(model, element.filter);
  return optionsOf(element);
}

// people can all be chosen but those who left.
function people(model) {
  return [...model.users.values()]
    .filter((u) => !u.deleted)
    .map((u) => ({ value: u.id, text: model.nameOf(u.id), note: u.title ?? '' }));
}

// places are channels; open says that anybody may join.
function places(model) {
  return [...model.channels.values()]
    .filter((c) => !model.isDM(c))
    .map((c) => ({ value: c.id, text: `#${c.name}`, open: !c.private, kind: c.private ? 'private' : 'public' }));
}

// conversations are channels and direct messages, narrowed by the element's filter.
function conversations(model, filter) {
  const direct = [...model.channels.values()]
    .filter((c) => model.isDM(c))
    .map((c) => ({
      value: c.id,
      text: model.titleOf(c),
      kind: c.dm_with ? 'im' : 'mpim',
      bot: c.dm_with === model.app.user,
    }));
  const all = [...places(model), ...direct];
  return all.filter(
    (c) => (!filter?.include || filter.include.includes(c.kind)) && !(filter?.exclude_bot_users && c.bot),
  );
}
