// Instants as people read them. Everything is in the zone of the person who is looking (users.tz), never in
// the browser's: two windows on one desk can be two people in two countries. Hours are in 24-hour form.

const formats = new Map();

// format memoises: making an Intl.DateTimeFormat costs more than a hundred uses of it.
function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, makeFormat(zone, options));
  return formats.get(key);
}

// makeFormat falls back to UTC.
function makeFormat(zone, options) {
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone || 'UTC' });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }); // a zone that this browser does not know
  }
}

// part returns one field of an instant ("month", "day", …) as text.
function part(ms, zone, name, style) {
  const parts = format(zone, { [name]: style }).formatToParts(ms);
  return parts.find((p) => p.type === name)?.value ?? '';
}

// tsToMs turns a Slack ts ("1763888400.000100") into milliseconds.
export function tsToMs(ts) {
  return Math.floor(Number(ts) * 1000);
}

// dayKey is the calendar day of an instant in a zone: "2026-11-23".
export function dayKey(ms, zone) {
  const month = part(ms, zone, 'month', '2-digit');
  return `${part(ms, zone, 'year', 'numeric')}-${month}-${part(ms, zone, 'day', '2-digit')}`;
}

// clockTime is "09:05"; with seconds "09:05:30".
export function clockTime(ms, zone, seconds = false) {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return format(zone, seconds ? { ...options, second: '2-digit' } : options).format(ms);
}

const dayMs = 24 * 3600 * 1000;

// nearDay says "Today", "Yesterday" or "Tomorrow" for the days around now, and "" for any other.
export function nearDay(ms, zone, now) {
  const key = dayKey(ms, zone);
  if (key === dayKey(now, zone)) return 'Today';
  if (key === dayKey(now - dayMs, zone)) return 'Yesterday';
  if (key === dayKey(now + dayMs, zone)) return 'Tomorrow';
  return '';
}

// ordinal is 1st, 2nd, 3rd, 4th, 11th.
function ordinal(n) {
  const tens = n % 100;
  if (tens >= 11 && tens <= 13) return `${n}th`;
  return n + (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
}

// dayLabel is the text of a day divider: "Today", "Monday, November 23rd", with the year if it is another one.
export function dayLabel(ms, zone, now) {
  const near = nearDay(ms, zone, now);
  if (near) return near;
  const year = part(ms, zone, 'year', 'numeric');
  const tail = year === part(now, zone, 'year', 'numeric') ? '' : `, ${year}`;
  return `${part(ms, zone, 'weekday', 'long')}, ${part(ms, zone, 'month', 'long')} ${ordinal(Number(part(ms, zone, 'day', 'numeric')))}${tail}`;
}

// shortDay is for tight places, such as the clock: "Mon 23 Nov".
export function shortDay(ms, zone) {
  return `${part(ms, zone, 'weekday', 'short')} ${part(ms, zone, 'day', 'numeric')} ${part(ms, zone, 'month', 'short')}`;
}

// dayAndTime is "today at 09:00", "Mon 23 Nov at 09:00".
export function dayAndTime(ms, zone, now) {
  return `${nearDay(ms, zone, now).toLowerCase() || shortDay(ms, zone)} at ${clockTime(ms, zone)}`;
}

// ago is how Slack counts: "5 minutes ago", "in 2 hours".
export function ago(ms, now) {
  const seconds = Math.round((ms - now) / 1000);
  const steps = [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  const [unit, size] = steps.find(([, s]) => Math.abs(seconds) >= s) ?? steps[3];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}

// dateToken gives the text of one {token} of <!date^…>, or null for one that Slack does not know.
function dateToken(token, ms, zone, now) {
  const near = token.endsWith('_pretty') ? nearDay(ms, zone, now).toLowerCase() : '';
  if (near) return near;
  const year = part(ms, zone, 'year', 'numeric');
  const day = Number(part(ms, zone, 'day', 'numeric'));
  const long = `${part(ms, zone, 'month', 'long')} ${ordinal(day)}, ${year}`;
  switch (token.replace(/_pretty$/, '')) {
    case 'date_num':
      return dayKey(ms, zone);
    case 'date_slash':
      return dayKey(ms, zone).replace(/^(\d+)-(\d+)-(\d+)$/, '$2/$3/$1');
    case 'date':
      return long;
    case 'date_short':
      return `${part(ms, zone, 'month', 'short')} ${day}, ${year}`;
    case 'date_long':
      return `${part(ms, zone, 'weekday', 'long')}, ${long}`;
    case 'time':
      return clockTime(ms, zone);
    case 'time_secs':
      return clockTime(ms, zone, true);
    case 'ago':
      return ago(ms, now);
    default:
      return null;
  }
}

// slackDate renders the format of <!date^unix^format|fallback>; a format with an unknown token is not
// rendered at all (null), so that the fallback shows, as in Slack.
export function slackDate(pattern, unixSeconds, zone, now) {
  const ms = unixSeconds * 1000;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null;
  let unknown = false;
  const text = pattern.replace(/\{([a-z_]+)\}/g, (_, token) => {
    const value = dateToken(token, ms, zone, now);
    unknown ||= value === null;
    return value ?? '';
  });
  if (unknown) return null;
  return text;
}

// offsetAt is how far the zone is ahead of UTC at an instant, in milliseconds.
function offsetAt(ms, zone) {
  const wall = Date.parse(`${dayKey(ms, zone)}T${clockTime(ms, zone, true)}Z`);
  return wall - Math.floor(ms / 1000) * 1000;
}

// toWall gives the value of <input type=datetime-local> for an instant; fromWall is its inverse. A wall time
// that the clocks skip comes out one hour later, one that they repeat is the earlier of the two.
export function toWall(ms, zone) {
  return `${dayKey(ms, zone)}T${clockTime(ms, zone)}`;
}

export function fromWall(wall, zone) {
  const utc = Date.parse(`${wall}Z`);
  if (Number.isNaN(utc)) return null;
  const guess = utc - offsetAt(utc, zone);
  return utc - offsetAt(guess, zone);
}
