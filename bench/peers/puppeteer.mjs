// usage: node puppeteer.mjs TASK.json       The job as Puppeteer's documentation writes it: page.locator with ARIA selectors, a browser
// context per store with its cookies and downloadBehavior; the end of a download is told by the protocol alone. Over the pipe.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { publishReport, runSideBySide, task } from './job.mjs';

const browser = await puppeteer.launch({
  executablePath: task.browser,
  pipe: true,
  waitForInitialPage: false, // the flags open none
  ignoreDefaultArgs: true,
  args: [...task.flags, '--remote-debugging-pipe', `--user-data-dir=${task.folder}/profile`],
  defaultViewport: { width: 1280, height: 800 },
});
const protocol = await browser.target().createCDPSession();
const waiting = new Map(); // by the frame that begins the download
const arriving = new Map(); // by the download's guid
protocol.on('Browser.downloadWillBegin', (event) => {
  arriving.set(event.guid, waiting.get(event.frameId));
  waiting.delete(event.frameId);
});
protocol.on('Browser.downloadProgress', (event) => {
  if (event.state === 'inProgress') return;
  const { resolve, reject } = arriving.get(event.guid);
  arriving.delete(event.guid);
  if (event.state === 'completed') resolve(event.guid);
  else reject(new Error('the download was cancelled'));
});

await runSideBySide(task.stores, task.parallel, async (store) => {
  const folder = path.join(task.folder, `arriving-${store.code}`);
  await mkdir(folder);
  const context = await browser.createBrowserContext();
  await protocol.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName', browserContextId: context.id, downloadPath: folder, eventsEnabled: true,
  });
  const page = await context.newPage();
  if (store.state) {
    await context.setCookie(...store.state.cookies);
  } else {
    await page.goto(`${task.origin}/sign-in`);
    await page.locator('::-p-aria(User name)').fill(store.user);
    await page.locator('::-p-aria(Password)').fill(store.password);
    await Promise.all([page.waitForNavigation(), page.locator('::-p-aria([name="Sign in"][role="button"])').click()]);
  }
  for (const day of task.days) {
    await page.goto(`${task.origin}/reports/orders`);
    await page.locator('#from').fill(day); // its ARIA name is "From" and the day's parts
    await page.locator('#to').fill(day);
    await page.locator('::-p-aria([name="Search"][role="button"])').click();
    await page.waitForSelector('#result', { visible: true });
    const arrived = new Promise((resolve, reject) => waiting.set(page.mainFrame()._id, { resolve, reject }));
    await page.locator('::-p-aria([name="Export"][role="button"])').click();
    await publishReport(path.join(folder, await arrived), store, day);
  }
  await context.close();
});
await browser.close();
