// A playground of one's own, for scripts that take pictures: built once, started as often as is wanted.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../../', import.meta.url));

// build compiles Pacer and returns {start, clear}: start(...flags) runs "pacer playground" on a free port and returns
// {address, stop}; clear removes what was compiled. PACER names a program that is there already, and nothing is compiled.
export function build() {
  const folder = mkdtempSync(join(tmpdir(), 'pacer-playground-'));
  const pacer = process.env.PACER || join(folder, 'pacer');
  if (!process.env.PACER) execFileSync('go', ['build', '-o', pacer, './cmd/pacer'], { cwd: root, stdio: 'inherit' });
  return {
    start: (...flags) => start(pacer, flags),
    clear: () => rmSync(folder, { recursive: true }),
  };
}

async function start(pacer, flags) {
  const child = spawn(pacer, ['playground', '--addr', '127.0.0.1:0', '--no-browser', ...flags]);
  const ended = new Promise((resolve) => {
    child.on('exit', resolve);
  });
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\S+/.exec(line);
    if (address) return { address: address[0], stop };
  }
  throw new Error('the playground did not start');
}
