// The link to the server: events come down one stream, what the person does goes up as POSTs.

const unreachable = 'The playground cannot be reached. Is it still running in your terminal?';

// act tells the server what this person did and returns its answer, {ok, error?}. It never throws: a server
// that is away is an answer too, with offline set.
export async function act(model, body) {
  try {
    const response = await fetch('/page/act', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Playground': '1' },
      body: JSON.stringify({ as: model.me, ...body }),
    });
    return await answerOf(response);
  } catch {
    return { ok: false, offline: true, error: unreachable };
  }
}

// answerOf reads the answer; what is no JSON is a sentence of an HTTP error.
async function answerOf(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { ok: false, error: text.trim() || `The playground answered ${response.status}.` };
  }
}

const longestWait = 5000; // ms between two tries: the server is on this machine, so it is back soon or not at all

// connect keeps the stream of one person open, for ever, and feeds it to the model. It returns a function
// that ends it, for the switch to somebody else.
export function connect(model, person) {
  const link = { source: null, timer: 0, wait: 500, failures: 0, ended: false };
  const open = () => {
    // Somebody who does not exist is refused for ever; after three tries let the server choose the person.
    const query = person && (model.connected || link.failures < 3) ? `?as=${encodeURIComponent(person)}` : '';
    link.source = new EventSource(`/page/stream${query}`);
    link.source.onmessage = (message) => {
      link.failures = 0;
      link.wait = 500;
      setConnected(model, true);
      model.apply(JSON.parse(message.data));
    };
    link.source.onerror = () => retry(model, link, open);
  };
  open();
  return () => {
    link.ended = true;
    clearTimeout(link.timer);
    link.source.close();
  };
}

// retry closes and opens by hand: after an HTTP error a browser gives up, and its own pace is not ours.
function retry(model, link, open) {
  link.source.close();
  if (link.ended) return;
  link.failures += 1;
  setConnected(model, false);
  clearTimeout(link.timer);
  link.timer = setTimeout(open, link.wait);
  link.wait = Math.min(link.wait * 2, longestWait);
}

// setConnected tells of a change, once.
function setConnected(model, connected) {
  if (model.connected === connected) return;
  model.connected = connected;
  model.emit('link');
}
