// The elements that are pressed: buttons, overflow menus and their like.

import { h, icon, popup } from './dom.js';
import { confirmed, menu } from './dialogs.js';
import { plainNodes, plainText } from './mrkdwn.js';
import { safeUrl } from './mentions.js';

// pressable makes the node of any element that is pressed, or null for a type that is none.
export function pressable(ctx, blockId, element) {
  return makers[element.type]?.(ctx, blockId, element) ?? null;
}

const styles = { primary: 'button-primary', danger: 'button-danger' };

// button says aloud its accessibility_label where the app gave one, else its text.
function button(ctx, blockId, element, payload = { value: element.value }) {
  const node = h(
    'button',
    {
      type: 'button',
      class: `button ${styles[element.style] ?? ''}`,
      'aria-label': element.accessibility_label ?? null,
      'data-focus': `${blockId}/${element.action_id}`,
      on: { click: () => push(ctx, blockId, element, node, payload) },
    },
    h('span', { class: 'button-text' }, plainNodes(element.text)),
  );
  return node;
}

// push runs one press: confirm, wait for the app's acknowledgement with the button busy, and mark a failure
// as Slack does, with a warning on the element.
async function push(ctx, blockId, element, node, payload) {
  if (node.getAttribute('aria-busy') === 'true') return;
  if (!(await confirmed(ctx.model, element.confirm))) return;
  if (element.url && safeUrl(element.url)) window.open(safeUrl(element.url), '_blank', 'noopener,noreferrer');
  node.setAttribute('aria-busy', 'true');
  node.classList.remove('failed');
  const answer = await ctx.press(blockId, element, payload);
  node.removeAttribute('aria-busy');
  node.classList.toggle('failed', !answer.ok);
  node.title = answer.ok ? '' : (answer.error ?? '');
}

// overflow is the button with three dots.
function overflow(ctx, blockId, element) {
  const node = h(
    'button',
    {
      type: 'button',
      class: 'button button-overflow',
      'aria-label': 'More options',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-focus': `${blockId}/${element.action_id}`,
      on: { click: () => openMenu(ctx, blockId, element, node) },
    },
    icon('more'),
  );
  return node;
}

// openMenu shows the overflow's options; one with a url opens it, and is pressed all the same.
function openMenu(ctx, blockId, element, node) {
  const items = element.options.map((option) => ({
    label: plainText(option.text),
    note: option.description ? plainText(option.description) : '',
    act: () => push(ctx, blockId, { ...element, url: option.url }, node, { selected: option.value }),
  }));
  const panel = menu(node, items);
  node.after(panel);
  popup(panel, node, { width: 220 });
  panel.querySelector('[role=menuitem]')?.focus();
}

// iconOnly is a button that the app may show to some people alone.
function iconOnly(ctx, blockId, element) {
  const { visible_to_user_ids: readers } = element;
  return !readers?.length || readers.includes(ctx.model.me) ? button(ctx, blockId, element) : h('span');
}

// Thumbs up and down beneath an answer.
function feedback(ctx, blockId, element) {
  const one = (side) => {
    const named = { ...element, text: side.text, accessibility_label: side.accessibility_label };
    return button(ctx, blockId, named, { selected: side.value });
  };
  return h('span', { class: 'feedback' }, one(element.positive_button), one(element.negative_button));
}

const makers = {
  button,
  overflow,
  icon_button: iconOnly,
  feedback_buttons: feedback,
  workflow_button: (ctx, blockId, element) =>
    h(
      'button',
      { type: 'button', class: 'button', disabled: true, title: 'There are no workflows in the playground.' },
      plainNodes(element.text),
    ),
};
