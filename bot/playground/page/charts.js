// The data_visualization block, drawn as SVG: pie, bar, line and area. Colours come from CSS (series-0 … series-5), so
// that dark mode has its own. A hidden table says the same in words, since nobody can hear a line.

import { freshId, h, svg } from './dom.js';

const phone = window.matchMedia('(max-width: 720px)');
const drawn = new WeakMap(); // the block of each figure, for when the window becomes a phone's or is one no more

phone.addEventListener('change', () => {
  for (const figure of document.querySelectorAll('figure.chart'))
    if (drawn.has(figure)) figure.replaceWith(chart(drawn.get(figure)));
});

// The drawing is scaled to the room that there is. A phone gets one of the size that it has room for, so that its letters
// are as large as all others.
const size = {
  get width() {
    return phone.matches ? 296 : 560;
  },
  height: 240,
  left: 40,
  right: 12,
  top: 12,
  bottom: 30,
};

// chart renders the whole block: title, drawing, legend, and the table for screen readers.
export function chart(block) {
  const { chart: data } = block;
  const title = freshId('chart');
  const pie = data.type === 'pie';
  const figure = h(
    'figure',
    { class: 'chart', 'aria-labelledby': title },
    h('figcaption', { id: title }, block.title),
    pie ? pieDrawing(data.segments) : axesDrawing(data),
    legend(pie ? shares(data.segments) : data.series.map((s) => s.name), !pie && data.series.length < 2),
    spoken(data),
  );
  drawn.set(figure, block);
  return figure;
}

// legend names the colours; one series needs none, its name is in the title.
function legend(names, needless) {
  if (needless) return null;
  return h(
    'ul',
    { class: 'legend', 'aria-hidden': 'true' },
    names.map((name, i) => h('li', {}, h('span', { class: `key series-${i % 6}` }), name)),
  );
}

// shares names each slice with its part of the whole, so that nobody has to guess from an angle.
function shares(segments) {
  const total = segments.reduce((sum, s) => sum + s.value, 0);
  return segments.map((s) => `${s.label} ${short(s.value)} (${Math.round((s.value / total) * 100)} %)`);
}

// spoken is the drawing as a table, for those who hear the page.
function spoken(data) {
  if (data.type === 'pie') {
    return h(
      'table',
      { class: 'hidden' },
      data.segments.map((s) => h('tr', {}, h('th', { scope: 'row' }, s.label), h('td', {}, short(s.value)))),
    );
  }
  return h(
    'table',
    { class: 'hidden' },
    h(
      'tr',
      {},
      h('td', {}),
      data.series.map((s) => h('th', { scope: 'col' }, s.name)),
    ),
    data.axis_config.categories.map((category) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, category),
        data.series.map((s) => h('td', {}, short(valueAt(s, category)))),
      ),
    ),
  );
}

// valueAt finds a value by its category: the order of the points is not promised.
function valueAt(series, category) {
  return series.data.find((point) => point.label === category)?.value ?? 0;
}

// short writes 12,500 as 12.5k: an axis has no room for more.
function short(value) {
  return new Intl.NumberFormat('en', {
    notation: Math.abs(value) >= 10000 ? 'compact' : 'standard',
    maximumFractionDigits: 1,
  }).format(value);
}

// pieDrawing starts at twelve o’clock and goes clockwise. A single segment is a circle: an arc onto itself draws
// nothing.
function pieDrawing(segments) {
  const total = segments.reduce((sum, s) => sum + s.value, 0);
  let turn = -Math.PI / 2;
  const slices = segments.map((segment, i) => {
    const from = turn;
    turn += (segment.value / total) * 2 * Math.PI;
    const label = svg(
      'title',
      {},
      `${segment.label}: ${short(segment.value)} (${Math.round((segment.value / total) * 100)} %)`,
    );
    if (segments.length === 1) return svg('circle', { cx: 100, cy: 100, r: 90, class: 'slice series-0' }, label);
    const point = (angle) => `${100 + 90 * Math.cos(angle)} ${100 + 90 * Math.sin(angle)}`;
    return svg(
      'path',
      {
        class: `slice series-${i % 6}`,
        d: `M100 100L${point(from)}A90 90 0 ${turn - from > Math.PI ? 1 : 0} 1 ${point(turn)}Z`,
      },
      label,
    );
  });
  return svg('svg', { class: 'drawing drawing-pie', viewBox: '0 0 200 200', 'aria-hidden': 'true' }, slices);
}

// scale chooses round steps for the value axis, always with zero on it.
function scale(data) {
  const values = data.series.flatMap((s) => s.data.map((p) => p.value));
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values, low + 1);
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const floor = Math.floor(low / step) * step;
  const ceiling = Math.ceil(high / step) * step;
  const ticks = [];
  for (let v = floor; v <= ceiling + step / 2; v += step) ticks.push(v);
  const tall = size.height - size.top - size.bottom;
  return { ticks, y: (v) => size.top + tall * (1 - (v - floor) / (ceiling - floor)) };
}

// axesDrawing is the frame that bars and lines share.
function axesDrawing(data) {
  const axis = data.axis_config;
  const wide = (size.width - size.left - size.right) / axis.categories.length;
  const place = { ...scale(data), x: (i) => size.left + wide * (i + 0.5), wide, categories: axis.categories };
  const extra = axis.x_label ? 20 : 0;
  const draw = data.type === 'bar' ? bars : lines;
  return svg(
    'svg',
    { class: 'drawing', viewBox: `0 0 ${size.width} ${size.height + extra}`, 'aria-hidden': 'true' },
    grid(place),
    categories(place),
    draw(data, place),
    axis.x_label
      ? svg('text', { class: 'axis', x: size.width / 2, y: size.height + 12, 'text-anchor': 'middle' }, axis.x_label)
      : null,
    axis.y_label
      ? svg(
          'text',
          {
            class: 'axis',
            x: 0,
            y: 0,
            transform: `translate(10 ${size.height / 2}) rotate(-90)`,
            'text-anchor': 'middle',
          },
          axis.y_label,
        )
      : null,
  );
}

// grid draws the value axis; the line at zero is stronger, since bars may go below it.
function grid({ ticks, y }) {
  return ticks.map((tick) => [
    svg('line', {
      class: tick === 0 ? 'zero' : 'gridline',
      x1: size.left,
      x2: size.width - size.right,
      y1: y(tick),
      y2: y(tick),
    }),
    svg('text', { class: 'axis', x: size.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, short(tick)),
  ]);
}

// categories labels the x axis; where there are many, every second or third, so that none overlap.
function categories({ categories: names, x, wide }) {
  const longest = Math.max(...names.map((n) => n.length)) * 6.4 + 6;
  const every = Math.max(1, Math.ceil(longest / wide));
  return names.map((name, i) =>
    i % every ? null : svg('text', { class: 'axis', x: x(i), y: size.height - 10, 'text-anchor': 'middle' }, name),
  );
}

// bars stand in groups, one for each category.
function bars(data, place) {
  const room = place.wide * 0.72;
  const each = room / data.series.length;
  return data.series.map((series, n) =>
    place.categories.map((category, i) => {
      const value = valueAt(series, category);
      const top = Math.min(place.y(value), place.y(0));
      return svg(
        'rect',
        {
          class: `column series-${n % 6}`,
          x: place.x(i) - room / 2 + each * n,
          y: top,
          rx: 2,
          width: Math.max(each - 2, 1),
          height: Math.max(Math.abs(place.y(value) - place.y(0)), 0.5),
        },
        svg('title', {}, `${series.name}, ${category}: ${short(value)}`),
      );
    }),
  );
}

// lines draws line and area charts; each point has its value as a tooltip.
function lines(data, place) {
  return data.series.map((series, n) => {
    const points = place.categories.map((category, i) => [place.x(i), place.y(valueAt(series, category))]);
    const path = points.map(([x, y], i) => `${i ? 'L' : 'M'}${x} ${y}`).join('');
    const under = `${path}L${points.at(-1)[0]} ${place.y(0)}L${points[0][0]} ${place.y(0)}Z`;
    return [
      data.type === 'area' ? svg('path', { class: `under series-${n % 6}`, d: under }) : null,
      svg('path', { class: `stroke series-${n % 6}`, d: path }),
      points.map(([cx, cy], i) =>
        svg(
          'circle',
          { class: `dot series-${n % 6}`, cx, cy, r: 3.2 },
          svg('title', {}, `${series.name}, ${place.categories[i]}: ${short(valueAt(series, place.categories[i]))}`),
        ),
      ),
    ];
  });
}
