// A surface is where blocks stand: a message, a modal or the Home tab. It is the ctx that blocks and elements get:
//
//   model, kind ('message', 'modal', 'home')
//   value(blockId, actionId)  what the person chose there; undefined when untouched
//   change(blockId, element, value, {typing})  a value changed; sent to the app where Slack would
//   press(blockId, element, payload)  a button or menu; resolves to the server's answer
//   enter(blockId, element, event)  Enter in a one-line field
//   error(blockId)  what is wrong at that field, or ""
//   suggest(blockId, element, typed)  asks the app for options; resolves to the server's answer

import { act } from './link.js';
import { confirmed } from './dialogs.js';
import { fromState } from './values.js';

// messageSurface is for the blocks of one message.
export function messageSurface(model, channel, message) {
  const chosen = new Map();
  const where = { channel, ts: message.ts };
  const ctx = {
    model,
    kind: 'message',
    value: (blockId, actionId) => chosen.get(`${blockId}/${actionId}`),
    error: () => '',
    press: (blockId, element, payload) => pressAt(model, where, blockId, element, payload),
    enter: () => {},
    suggest: (blockId, element, typed) => suggestAt(model, where, blockId, element, typed),
    change: (blockId, element, value) => {
      chosen.set(`${blockId}/${element.action_id}`, value);
      askAndPress(ctx, blockId, element, value);
    },
  };
  return ctx;
}

// pressAt tells the server of a press, and the person of a failure.
async function pressAt(model, where, blockId, element, payload) {
  const answer = await act(model, {
    do: 'press',
    ...where,
    block_id: blockId,
    action_id: element.action_id,
    ...payload,
  });
  if (!answer.ok) model.emit('toast', { text: reasonOf(model, answer.error), bad: true });
  return answer;
}

// reasonOf says in a sentence what Slack has a name for, and keeps the name: it is what one searches for.
function reasonOf(model, error) {
  if (error === 'operation_timeout')
    return `${model.app.name} did not answer within three seconds (operation_timeout).`;
  if (error === 'dispatch_failed') return `${model.app.name} could not be reached (dispatch_failed).`;
  return error;
}

// suggestAt asks the app what goes with what was typed into an external select.
function suggestAt(model, where, blockId, element, typed) {
  return act(model, { do: 'suggest', ...where, block_id: blockId, action_id: element.action_id, value: typed });
}

// askAndPress is for what is chosen rather than pressed: a menu, a date, a box.
async function askAndPress(ctx, blockId, element, value) {
  if (await confirmed(ctx.model, element.confirm)) await ctx.press(blockId, element, { selected: value });
}

const typingPause = 250; // ms of silence after which what was typed is sent

// viewSurface is for a modal or the Home tab. The values live here as long as the view does: what a person
// typed survives every update of the view that leaves block_id and action_id alone, as in Slack.
export class ViewSurface {
  constructor(model, kind, viewId) {
    this.model = model;
    this.kind = kind;
    this.viewId = viewId;
    this.view = null;
    this.typed = new Map(); // "block/action" → value
    this.timers = new Map(); // "block/action" → {timer, send}
    this.sending = Promise.resolve(); // inputs arrive in the order in which they were made
    this.onSubmit = () => {};
  }

  // value is what this person typed, else what the server holds.
  value(blockId, actionId) {
    const key = `${blockId}/${actionId}`;
    if (this.typed.has(key)) return this.typed.get(key);
    const held = this.view?.values?.[blockId]?.[actionId];
    return held === undefined ? undefined : fromState(held);
  }

  // error is what the app, or Slack’s own check, says is wrong there.
  error(blockId) {
    return this.view?.errors?.[blockId] ?? '';
  }

  // press sends what was typed first: the app gets it with the press.
  press(blockId, element, payload) {
    return this.flush().then(() => pressAt(this.model, { view_id: this.viewId }, blockId, element, payload));
  }

  // suggest asks for the options of an external select.
  suggest(blockId, element, typed) {
    return suggestAt(this.model, { view_id: this.viewId }, blockId, element, typed);
  }

  // change keeps the value and sends it: text after a pause, everything else at once. An element outside an
  // input block is an action, which the app hears of as a press.
  change(blockId, element, value, { typing = false } = {}) {
    const key = `${blockId}/${element.action_id}`;
    this.typed.set(key, value);
    if (!this.isInput(blockId)) {
      askAndPress(this, blockId, element, value);
      return;
    }
    clearTimeout(this.timers.get(key)?.timer);
    const send = () => this.send(blockId, element, value, key);
    if (!typing) send();
    else
      this.timers.set(key, { send, timer: this.waitsForEnter(blockId, element) ? 0 : setTimeout(send, typingPause) });
  }

  // waitsForEnter: a text that the app hears of (dispatch_action) is told on Enter, unless the app asked for each
  // character. Until then it stays here; a submission takes it along.
  waitsForEnter(blockId, element) {
    const asked = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
    return Boolean(this.block(blockId)?.dispatch_action) && !asked.includes('on_character_entered');
  }

  // block finds a block of the view.
  block(blockId) {
    return this.view?.blocks?.find((b) => b.block_id === blockId);
  }

  // send puts the value at the end of the line of those on their way.
  send(blockId, element, value, key) {
    this.timers.delete(key);
    const body = { do: 'input', view_id: this.viewId, block_id: blockId, action_id: element.action_id, value };
    this.sending = this.sending.then(async () => {
      const answer = await act(this.model, body);
      // What was typed into a form that has closed meanwhile is nobody's loss.
      const open = this.kind !== 'modal' || this.model.views.some((v) => v.id === this.viewId);
      if (!answer.ok && open) this.model.emit('toast', { text: answer.error, bad: true });
    });
  }

  // isInput tells inputs, which are handed in with the form, from elements that act at once.
  isInput(blockId) {
    return this.block(blockId)?.type === 'input';
  }

  // enter tells the app of a text with dispatch_action; in every other field Enter submits the form.
  enter(blockId, element, event) {
    event.preventDefault();
    if (this.block(blockId)?.dispatch_action) this.flush();
    else this.onSubmit();
  }

  // flush waits until the server has everything that was typed.
  async flush() {
    for (const { timer, send } of [...this.timers.values()]) {
      clearTimeout(timer);
      send();
    }
    await this.sending;
  }
}
