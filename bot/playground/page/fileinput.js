// The input for files: what is chosen is read here and handed over with the form.

import { freshId, h, iconButton, swap } from './dom.js';

// A page may send a million bytes at once, and files travel as text, which is a third longer.
const mostBytes = 700_000;

// fileField makes the input. Each change hands over the whole list, {name, data} with the bytes as base64; of files that
// were chosen before the page was loaded anew, only the names are left.
export function fileField(ctx, blockId, element, attrs) {
  const most = element.max_files ?? 10;
  const taken = (element.filetypes ?? []).map((type) => `.${type}`);
  const state = { files: ctx.value(blockId, element.action_id) ?? [], list: h('ul', { class: 'chosen-files' }) };
  const problem = h('p', { class: 'input-error', role: 'alert' });
  const note = freshId('files');
  const { id, 'aria-describedby': described = '', ...more } = attrs;
  const field = h('input', {
    type: 'file',
    class: 'field-file',
    id,
    multiple: most > 1,
    accept: taken.join(',') || null,
    'aria-describedby': `${described} ${note}`.trim(),
    ...more,
    on: { change: () => add() },
  });
  const keep = (files) => {
    state.files = files;
    show();
    ctx.change(blockId, element, files, {});
  };
  const add = async () => {
    const read = await Promise.all([...field.files].map(inBase64));
    field.value = '';
    // A name alone stands for a file whose bytes are not here any more, and cannot be handed over again.
    const files = [...state.files.filter((f) => f.data !== undefined), ...read];
    const wrong = whatIsWrong(files, most);
    swap(problem, wrong);
    if (!wrong) keep(files);
  };
  const show = () =>
    swap(
      state.list,
      state.files.map((file) => {
        const name = file.name ?? file;
        const drop = iconButton('close', `Remove ${name}`, () => keep(state.files.filter((f) => f !== file)));
        return h('li', {}, h('span', {}, name), drop);
      }),
    );
  show();
  const kinds = taken.length ? ` Taken here: ${taken.join(', ')}.` : '';
  const size = `Up to ${most} ${most === 1 ? 'file' : 'files'}, ${mostBytes / 1000} kB together.${kinds}`;
  return h('div', { class: 'file-input' }, state.list, field, h('p', { class: 'input-hint', id: note }, size), problem);
}

// whatIsWrong says why files cannot be handed over, or "".
function whatIsWrong(files, most) {
  if (files.length > most) return `No more than ${most} ${most === 1 ? 'file' : 'files'} can be handed in.`;
  const bytes = files.reduce((sum, { data }) => sum + data.length * 0.75, 0);
  return bytes > mostBytes ? `The playground takes ${mostBytes / 1000} kB together; these are more.` : '';
}

// inBase64 reads a file in the form in which it travels.
function inBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, data: reader.result.slice(reader.result.indexOf(',') + 1) });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
