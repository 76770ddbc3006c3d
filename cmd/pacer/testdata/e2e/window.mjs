// A window of the browser, in which one person uses the playground. Its verbs are those of people; what they see is
// found by role and name, as a screen reader finds it, so that a page that cannot be used without a mouse or without
// eyes fails here too.

import { chromium } from 'playwright-core';

// reboundName is a name of somebody else's that leads to this machine, as an attacker's name server would have it.
export const reboundName = 'rebound.example';

// launch starts a headless Chromium: the one that CHROMIUM names, else Debian's. Its sandbox wants rights that a
// container does not have. Its own guard of the local network is off: the playground has to hold without it.
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      `--host-resolver-rules=MAP ${reboundName} 127.0.0.1`,
      '--disable-features=LocalNetworkAccessChecks,HttpsUpgrades',
    ],
  });
}

export class Window {
  constructor(page) {
    this.page = page;
    this.main = page.getByRole('main');
    this.sidebar = page.getByRole('navigation', { name: 'Channels and direct messages' });
    this.thread = page.getByRole('complementary', { name: 'Thread' });
    this.clock = page.getByRole('banner', { name: 'Playground clock' });
    this.drawer = page.getByRole('region', { name: 'Under the hood' });
    this.dialog = page.getByRole('dialog');
    this.box = this.main.getByRole('textbox', { name: /^Message to/ });
  }

  // ready waits until the page has drawn this person's workspace.
  async ready(name) {
    await this.sidebar.getByRole('button', { name: `You are ${name}` }).waitFor();
  }

  // say types into the message box and sends it.
  async say(text) {
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  // message is the newest message with this text in a part of the page, once it is there.
  async message(text, part = this.main) {
    const found = part.getByRole('listitem').filter({ has: this.page.getByRole('article'), hasText: text }).last();
    await found.waitFor();
    return found;
  }

  // press presses the newest button of this name in a part of the page.
  async press(name, part = this.main) {
    await part.getByRole('button', { name, exact: typeof name === 'string' }).last().click();
  }

  // form waits for the dialog with this title.
  async form(title) {
    await this.page.getByRole('dialog', { name: title }).waitFor();
  }

  // focused waits until what is typed goes there.
  async focused(field) {
    await field.and(this.page.locator(':focus')).waitFor();
  }

  // field is a field of the dialog, found by its label.
  field(label) {
    return this.dialog.getByRole('textbox', { name: label });
  }

  // wrong waits until the dialog says this at a field. It is where a screen reader looks for it: the field is marked as
  // wrong, and described by the sentence.
  async wrong(field, sentence) {
    await field.and(this.page.locator('[aria-invalid=true]')).waitFor();
    const ids = (await field.getAttribute('aria-describedby')).split(' ');
    const said = await Promise.all(ids.map((id) => this.page.locator(`[id="${id}"]`).textContent()));
    if (!said.some((text) => text.includes(sentence))) throw new Error(`the field is described by ${said.join(' ')}`);
  }

  // shut waits until the dialog shows the text, which took the place of what was filled in, and closes it.
  async shut(text) {
    await this.dialog.getByText(text).first().waitFor();
    await this.press('Close', this.dialog.getByRole('contentinfo'));
    await this.dialog.waitFor({ state: 'detached' });
  }

  // go opens a channel, a conversation or the app by its name in the sidebar.
  async go(name) {
    await this.press(new RegExp(`^${name}\\b`), this.sidebar);
    await this.main.getByRole('heading', { level: 1, name }).waitFor();
  }

  // tab opens a tab of the app.
  async tab(name) {
    await this.main.getByRole('navigation').getByRole('button', { name, exact: true }).click();
    await this.main.getByRole('navigation').locator('[aria-current=page]', { hasText: name }).waitFor();
  }

  // become makes this window somebody else's.
  async become(name) {
    await this.press(/^You are/, this.sidebar);
    await this.page.getByRole('menuitemradio', { name: new RegExp(name) }).click();
    await this.ready(name);
  }

  // beside opens a second window as somebody else, from the list of people.
  async beside(name) {
    await this.press(/^You are/, this.sidebar);
    const link = this.page.getByRole('menuitem', { name: new RegExp(`^Be ${name}.* in a second window`) });
    const [page] = await Promise.all([this.page.context().waitForEvent('page'), link.click()]);
    await this.page.keyboard.press('Escape');
    const other = new Window(page);
    await other.ready(name);
    return other;
  }

  // jump moves the clock by the button of this name, and waits until all that was due has run.
  async jump(name) {
    await this.press(name, this.clock);
    const enabled = this.clock.getByRole('button', { name: '+1 hour', disabled: false });
    await enabled.waitFor({ timeout: 120_000 }); // a week under the race detector takes its time
  }

  // due is what the clock names as the next thing to run.
  async due() {
    return this.clock.getByRole('status').innerText();
  }
}
