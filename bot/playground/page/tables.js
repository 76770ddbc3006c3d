// The table and data_table blocks. The first row is the header. A data_table turns its pages and sorts by a
// column, in the browser alone: the app hears nothing of it.

import { h, swap } from './dom.js';
import { richText } from './richtext.js';

// cellText is a cell's words, for sorting and for telling numbers from names.
function cellText(cell) {
  if (!cell) return '';
  if (cell.elements) return cell.elements.map(cellText).join('');
  if (cell.type === 'action_cell') return cellText(cell.fallback);
  return cell.text ?? String(cell.value ?? cell.name ?? '');
}

// cellNodes renders a cell.
function cellNodes(ctx, cell, blockId, interactive) {
  if (!cell) return '';
  if (cell.type === 'rich_text') return richText(ctx.model, cell.elements);
  if (cell.type === 'action_cell')
    return cell.element && interactive ? interactive(ctx, blockId, cell.element) : cellText(cell.fallback);
  return cellText(cell);
}

const isNumber = (cell) => cell?.type === 'raw_number' || /^[-+]?[\d.,]+\s?%?$/.test(cellText(cell));

// alignOf decides a column: as the app says, else numbers to the right.
function alignOf(block, rows, column) {
  const asked = block.column_settings?.[column]?.align;
  if (asked) return asked;
  return rows.length && rows.every((row) => isNumber(row[column])) ? 'right' : 'left';
}

const longCell = 48; // characters; a column of longer texts would push the others off the screen

// wraps: Slack keeps a column on one line unless the app lets it wrap. Here a column of sentences wraps as well.
function wraps(block, column) {
  return (
    block.column_settings?.[column]?.is_wrapped === true ||
    block.rows.some((row) => cellText(row[column]).length > longCell)
  );
}

// scrolling is the box of a table that may be wider than its message; the keyboard scrolls it too.
export function scrolling(label, ...children) {
  return h('div', { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': label }, children);
}

// plainTable renders a table block.
export function plainTable(ctx, block) {
  const [head = [], ...rows] = block.rows;
  const cell = (tag) => (value, i) =>
    h(
      tag,
      {
        scope: tag === 'th' ? 'col' : null,
        class: wraps(block, i) ? null : 'nowrap',
        style: { 'text-align': alignOf(block, rows, i) },
      },
      cellNodes(ctx, value, block.block_id),
    );
  return scrolling(
    'Table',
    h(
      'table',
      { class: 'grid' },
      h('thead', {}, h('tr', {}, head.map(cell('th')))),
      h(
        'tbody',
        {},
        rows.map((row) => h('tr', {}, row.map(cell('td')))),
      ),
    ),
  );
}

// dataTable renders a data_table block with its caption, pages and sorting.
export function dataTable(ctx, block, interactive) {
  const [head = [], ...rows] = block.rows;
  const state = { page: 0, size: block.page_size || 5, column: -1, descending: false };
  const place = h('div', { class: 'data-table' });
  const draw = () => {
    const sorted = sort(rows, state);
    const pages = Math.max(1, Math.ceil(rows.length / state.size));
    const shown = sorted.slice(state.page * state.size, (state.page + 1) * state.size);
    swap(
      place,
      scrolling(
        block.caption || 'Table',
        h(
          'table',
          { class: 'grid' },
          h('caption', {}, block.caption),
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              head.map((cell, i) => headCell(cell, i, alignOf(block, rows, i), state, draw)),
            ),
          ),
          h(
            'tbody',
            {},
            shown.map((row) => bodyRow(ctx, block, rows, row, interactive)),
          ),
        ),
      ),
      pages > 1 ? pager(state, pages, rows.length, draw) : null,
    );
  };
  draw();
  return place;
}

// sort orders by one column: numbers as numbers, the rest as people would.
function sort(rows, { column, descending }) {
  if (column < 0) return rows;
  const key = (row) => (row[column]?.type === 'raw_number' ? row[column].value : cellText(row[column]));
  const order = (a, b) =>
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en', { numeric: true });
  const sorted = [...rows].sort((a, b) => order(key(a), key(b)));
  return descending ? sorted.reverse() : sorted;
}

// headCell is the title of a column and sorts by it; again, the other way round.
function headCell(cell, i, align, state, draw) {
  const sorted = state.column === i ? (state.descending ? 'descending' : 'ascending') : null;
  const turn = () => {
    state.descending = state.column === i && !state.descending;
    state.column = i;
    state.page = 0;
    draw();
  };
  const mark = sorted ? (state.descending ? ' ▾' : ' ▴') : '';
  return h(
    'th',
    { scope: 'col', 'aria-sort': sorted, style: { 'text-align': align } },
    h(
      'button',
      { type: 'button', class: 'sort', on: { click: turn } },
      cellText(cell),
      h('span', { 'aria-hidden': 'true' }, mark),
    ),
  );
}

// bodyRow has its own heading, the column that the app named.
function bodyRow(ctx, block, rows, row, interactive) {
  const headAt = block.row_header_column_index ?? 0;
  return h(
    'tr',
    {},
    row.map((cell, i) =>
      h(
        i === headAt ? 'th' : 'td',
        {
          scope: i === headAt ? 'row' : null,
          style: { 'text-align': alignOf(block, rows, i) },
        },
        cellNodes(ctx, cell, block.block_id, interactive),
      ),
    ),
  );
}

// pager turns the pages and says aloud where one is.
function pager(state, pages, count, draw) {
  const turn = (by) => () => {
    state.page += by;
    draw();
  };
  const from = state.page * state.size + 1;
  return h(
    'div',
    { class: 'pager' },
    h('span', { role: 'status' }, `${from}–${Math.min(from + state.size - 1, count)} of ${count}`),
    h(
      'button',
      { type: 'button', class: 'button button-small', disabled: state.page === 0, on: { click: turn(-1) } },
      'Previous',
    ),
    h(
      'button',
      { type: 'button', class: 'button button-small', disabled: state.page >= pages - 1, on: { click: turn(1) } },
      'Next',
    ),
  );
}
