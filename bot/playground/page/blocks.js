// Block Kit as DOM: one function a block type, in one table. A type that this page does not know is named
// instead of dropped, so that nobody believes that they see the whole message.

import { append, freshId, h, icon } from './dom.js';
import { chart } from './charts.js';
import { input } from './inputs.js';
import { markdown } from './markdown.js';
import { mrkdwn, plainNodes, plainText, textNodes } from './mrkdwn.js';
import { pressable } from './buttons.js';
import { richText } from './richtext.js';
import { safeUrl } from './mentions.js';
import { dataTable, plainTable } from './tables.js';

// blocks renders a list of blocks on a surface (surface.js).
export function blocks(ctx, list = []) {
  return list.map((block) => {
    const draw = kinds[block.type] ?? unknown;
    const node = draw(ctx, block);
    node.dataset.block = block.block_id ?? '';
    return node;
  });
}

// unknown stands for a block that is newer than this page.
function unknown(_ctx, block) {
  return h('p', { class: 'block unavailable' }, `The playground does not draw “${block.type}” blocks.`);
}

// interactive makes an element that stands in a section, actions or context_actions block.
function interactive(ctx, blockId, element) {
  if (element.type === 'image') return picture(element, 'accessory-image');
  const node = pressable(ctx, blockId, element) ?? input(ctx, blockId, element);
  return node ?? unknown(ctx, element);
}

// header blocks are headings below the name of the place (level 1), so that a screen reader can jump between them.
function header(_ctx, block) {
  const level = Math.min(Math.max(block.level ?? 1, 1), 4);
  return h(
    'div',
    { class: `block block-header block-header-${level}`, role: 'heading', 'aria-level': level + 1 },
    plainNodes(block.text),
  );
}

// section is text, up to ten fields in two columns, and one element at the side.
function section(ctx, block) {
  const text = block.text ? h('div', { class: 'section-text' }, textNodes(ctx.model, block.text)) : null;
  const fields = block.fields?.length
    ? h(
        'div',
        { class: 'fields' },
        block.fields.map((f) => h('div', {}, textNodes(ctx.model, f))),
      )
    : null;
  const accessory = block.accessory
    ? h(
        'div',
        { class: `accessory accessory-${block.accessory.type}` },
        interactive(ctx, block.block_id, block.accessory),
      )
    : null;
  return h('div', { class: 'block block-section' }, h('div', { class: 'section-main' }, text, fields), accessory);
}

// context is small print: texts and tiny images in a row.
function context(ctx, block) {
  const parts = block.elements.map((e) =>
    e.type === 'image' ? picture(e, 'context-image') : h('span', {}, textNodes(ctx.model, e)),
  );
  return h('div', { class: 'block block-context' }, parts);
}

// actions is a row of elements, which a screen reader hears as one group.
function actions(ctx, block) {
  const wide = block.elements.length > 0;
  return h(
    'div',
    { class: 'block block-actions', role: wide ? 'group' : null, 'aria-label': wide ? 'Actions' : null },
    block.elements.map((element) => interactive(ctx, block.block_id, element)),
  );
}

// picture loads https images only; one that cannot be loaded leaves its description, never a broken icon.
function picture(image, className) {
  const src = safeUrl(image.image_url ?? image.slack_file?.url ?? '');
  const alt = image.alt_text ?? '';
  const words = () => h('span', { class: 'image-words', title: alt }, alt || 'image');
  if (!src) return words();
  const node = h('img', {
    class: className,
    src,
    alt,
    loading: 'lazy',
    referrerpolicy: 'no-referrer',
    on: { error: () => node.replaceWith(words()) },
  });
  return node;
}

// image has its title above, as in Slack.
function image(_ctx, block) {
  const title = block.title ? h('figcaption', {}, plainNodes(block.title)) : null;
  return h('figure', { class: 'block block-image' }, title, picture(block, 'block-picture'));
}

const alertIcons = { warning: 'warn', error: 'warn', success: 'check' };

// alert is a box in a modal. Its colour alone says nothing: the icon and the words do.
function alert(ctx, block) {
  const level = ['info', 'warning', 'error', 'success'].includes(block.level) ? block.level : 'default';
  return h(
    'div',
    { class: `block block-alert alert-${level}`, role: level === 'error' ? 'alert' : 'note' },
    icon(alertIcons[level] ?? 'info'),
    h('div', {}, textNodes(ctx.model, block.text)),
  );
}

// A group of boxes has a name; each box in it has its own label.
const grouped = new Set(['checkboxes', 'radio_buttons']);

// inputBlock is a label, the element, a hint and the place where an error appears.
function inputBlock(ctx, block) {
  const [label, hint, wrong, field] = ['label', 'hint', 'error', 'field'].map(freshId);
  const message = ctx.error(block.block_id);
  const attrs = {
    id: field,
    'aria-labelledby': label,
    'aria-describedby': `${block.hint ? hint : ''} ${wrong}`.trim(),
    'aria-invalid': message ? 'true' : null,
    'aria-required': block.optional ? null : 'true',
  };
  const element =
    input(ctx, block.block_id, block.element, attrs, { clearable: Boolean(block.optional) }) ??
    unknown(ctx, block.element);
  const isGroup = grouped.has(block.element.type);
  return h(
    'div',
    { class: `block block-input${message ? ' has-error' : ''}` },
    h(
      isGroup ? 'div' : 'label',
      { class: 'input-label', id: label, for: isGroup ? null : field },
      plainNodes(block.label),
      block.optional ? h('span', { class: 'optional' }, ' (optional)') : null,
    ),
    element,
    h('div', { class: 'input-error', id: wrong, role: 'alert' }, message ? [icon('warn'), message] : null),
    block.hint ? h('div', { class: 'input-hint', id: hint }, plainNodes(block.hint)) : null,
  );
}

// A card and a container are boxes of things that exist already.
function card(ctx, block) {
  const words = ['title', 'subtitle', 'body', 'subtext']
    .filter((k) => block[k])
    .map((k) => h('div', { class: `card-${k}` }, textNodes(ctx.model, block[k])));
  const hero = block.hero_image ? picture(block.hero_image, 'block-picture') : null;
  return h(
    'div',
    { class: 'block block-card' },
    hero,
    words,
    block.actions?.length ? actions(ctx, { block_id: block.block_id, elements: block.actions }) : null,
  );
}

// container holds blocks, and folds where the app allows it.
function container(ctx, block) {
  const title = block.title ? plainText(block.title) : '';
  const children = blocks(ctx, block.child_blocks);
  if (!block.is_collapsible)
    return h('div', { class: 'block block-card' }, title ? h('div', { class: 'card-title' }, title) : null, children);
  return h(
    'details',
    { class: 'block block-card', open: !block.default_collapsed },
    h('summary', { class: 'card-title' }, title),
    children,
  );
}

// task is a step of a plan, with how far it is in words.
function task(ctx, block) {
  const state = { pending: 'To do', in_progress: 'In progress', complete: 'Done', error: 'Failed' }[block.status];
  const rich = (part) => (part ? append(h('div', {}), richText(ctx.model, part.elements)) : null);
  const sources = block.sources?.map((s) =>
    h('a', { href: safeUrl(s.url), target: '_blank', rel: 'noopener noreferrer' }, s.text),
  );
  const head = h('div', { class: 'card-title' }, block.title, h('small', { class: 'muted' }, ` ${state}`));
  return h('div', { class: 'block block-card' }, head, rich(block.details), rich(block.output), sources);
}

// plan is its title and its tasks.
function plan(ctx, block) {
  return h(
    'div',
    { class: 'block block-card' },
    h('div', { class: 'card-title' }, block.title),
    blocks(ctx, block.tasks),
  );
}

const box = (className, nodes) => append(h('div', { class: `block ${className}` }), nodes);

const kinds = {
  header,
  section,
  context,
  actions,
  context_actions: actions,
  divider: () => h('hr', { class: 'block block-divider' }),
  image,
  input: inputBlock,
  rich_text: (ctx, block) => box('block-rich', richText(ctx.model, block.elements)),
  markdown: (_ctx, block) => box('block-markdown', markdown(block.text)),
  table: (ctx, block) => box('block-table', plainTable(ctx, block)),
  data_table: (ctx, block) => box('block-table', dataTable(ctx, block, interactive)),
  data_visualization: (_ctx, block) => box('block-chart', chart(block)),
  alert,
  card,
  task_card: task,
  plan,
  carousel: (ctx, block) => box('block-carousel', blocks(ctx, block.elements)),
  container,
};

// readAloud is the text of a message alone: what a screen reader and a notification get of it, whatever blocks it has.
function readAloud(ctx, message) {
  if (message.text)
    return h('div', { class: 'message-text' }, mrkdwn(ctx.model, message.text, { typed: !message.bot }));
  return h('p', { class: 'unavailable' }, 'The app sent no text with this message: there is nothing to read aloud.');
}

// messageBody renders what a message says: its blocks, or its text when it has none.
export function messageBody(ctx, message) {
  if (ctx.model.aloud) return [readAloud(ctx, message)];
  if (message.blocks?.length) return blocks(ctx, message.blocks);
  if (!message.text && message.attachments?.length) return [];
  return [h('div', { class: 'message-text' }, mrkdwn(ctx.model, message.text, { typed: !message.bot }))];
}
