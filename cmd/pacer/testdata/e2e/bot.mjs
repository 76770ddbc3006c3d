// A bot of a dozen lines on Slack's own libraries, for TestE2ESlacksOwnClients: it is what proves that the playground
// speaks Slack to a client that was not written with it in mind.
//
//   node bot.mjs http://127.0.0.1:PORT/api/ XAPP XOXB
//
// It says on its standard output, a word a line, what happened to it, and ends when its standard input does.

import { SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';

const [slackApiUrl, appToken, botToken] = process.argv.slice(2);
const tell = (word) => process.stdout.write(`${word}\n`);

// The library waits for clientPingTimeout before it connects anew; the usual five seconds make a long test.
const socket = new SocketModeClient({ appToken, clientPingTimeout: 500, clientOptions: { slackApiUrl } });
const web = new WebClient(botToken, { slackApiUrl });

web.on('rate_limited', () => tell('rate_limited'));
socket.on('connected', () => tell('connected'));

const plain = (text) => ({ type: 'plain_text', text });

const form = (channel) => ({
  type: 'modal',
  callback_id: 'count',
  private_metadata: channel,
  title: plain('Count'),
  submit: plain('Save'),
  blocks: [
    {
      type: 'input',
      block_id: 'calls',
      label: plain('Calls'),
      element: { type: 'number_input', action_id: 'value', is_decimal_allowed: false },
    },
  ],
});

// "/count 3" is answered in the acknowledgement, "/count" alone by a form.
socket.on('slash_commands', async ({ ack, body }) => {
  if (body.text) {
    await ack({ text: `You counted ${body.text}.` });
    return;
  }
  await ack();
  await web.views.open({ trigger_id: body.trigger_id, view: form(body.channel_id) });
});

// A form with too large a number is sent back, each other one is told to the channel.
socket.on('interactive', async ({ ack, body }) => {
  const calls = Number(body.view.state.values.calls.value.value);
  if (calls > 100) {
    await ack({ response_action: 'errors', errors: { calls: 'That is more than a hundred.' } });
    return;
  }
  await ack();
  // Several at once are more than a channel takes in a second: the library is told to wait, and does.
  const channel = body.view.private_metadata;
  await Promise.all(
    Array.from({ length: calls }, (_, i) =>
      web.chat.postMessage({ channel, text: `<@${body.user.id}> made call ${i + 1}.` }),
    ),
  );
  tell('posted');
});

// A message of a person is answered in its thread.
socket.on('message', async ({ ack, event }) => {
  await ack();
  if (event.bot_id || event.subtype || event.thread_ts) return;
  await web.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: `You said: ${event.text}` });
  tell('replied');
});

process.stdin.on('end', async () => {
  await socket.disconnect();
  tell('disconnected');
});
process.stdin.resume();
await socket.start();
