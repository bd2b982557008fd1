// usage: node engine.mjs playwright|puppeteer protocol TASK.json     task: way (sequential, pipelined, large), transport, count
//        node engine.mjs playwright|puppeteer download TASK.json     task: bytes
// The same as bench/engine_bench.cpp, which see.
import { spawn } from 'node:child_process';
import { readFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import readline from 'node:readline';

const [, , peer, what, file] = process.argv;
const task = JSON.parse(await readFile(file, 'utf8'));
process.argv[2] = file; // where job.mjs looks
const { publish } = await import('./job.mjs');
const profile = `--user-data-dir=${task.folder}/profile`;

// Playwright reaches a browser by WebSocket only when somebody else has started it.
async function startElsewhere() {
  const chrome = spawn(task.browser, [...task.flags, '--remote-debugging-port=0', profile], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of readline.createInterface({ input: chrome.stderr })) {
    const address = line.match(/^DevTools listening on (ws:.*)$/)?.[1];
    if (address) return { address, end: () => chrome.kill('SIGKILL') };
  }
  throw new Error('Chrome did not start');
}

async function startPlaywright(transport) {
  const { chromium } = await import('playwright-core');
  if (transport === 'websocket') {
    const { address, end } = await startElsewhere();
    const browser = await chromium.connectOverCDP(address);
    return { browser, session: await browser.newBrowserCDPSession(), end };
  }
  const browser = await chromium.launch({
    executablePath: task.browser, ignoreDefaultArgs: true, args: [...task.flags, '--remote-debugging-pipe', profile],
  });
  return { browser, session: await browser.newBrowserCDPSession(), end: () => browser.close() };
}

async function startPuppeteer(transport) {
  const { default: puppeteer } = await import('puppeteer-core');
  const pipe = transport === 'pipe';
  const browser = await puppeteer.launch({
    executablePath: task.browser, pipe, waitForInitialPage: false, ignoreDefaultArgs: true,
    args: [...task.flags, pipe ? '--remote-debugging-pipe' : '--remote-debugging-port=0', profile],
  });
  return { browser, session: await browser.target().createCDPSession(), end: () => browser.close() };
}

const start = peer === 'playwright' ? startPlaywright : startPuppeteer;

async function pageOf(browser) {
  if (peer === 'puppeteer') return (await browser.createBrowserContext()).newPage();
  return (await browser.newContext()).newPage();
}

async function protocol() {
  const { browser, session, end } = await start(task.transport);
  const page = await pageOf(browser);
  const began = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  if (task.way === 'sequential') for (let call = 0; call < task.count; ++call) await session.send('Browser.getVersion');
  if (task.way === 'pipelined') await Promise.all(Array.from({ length: task.count }, () => session.send('Browser.getVersion')));
  if (task.way === 'large') {
    const value = await page.evaluate((count) => 'x'.repeat(count), task.count);
    if (value.length < task.count) throw new Error('the result is too short');
  }
  const used = process.cpuUsage(cpu);
  console.log(JSON.stringify({
    wall_s: Number(process.hrtime.bigint() - began) / 1e9, driver_cpu_s: (used.user + used.system) / 1e6,
  }));
  await end();
}

async function download() {
  const { browser, session, end } = await start('pipe');
  const page = await pageOf(browser);
  let arrived;
  if (peer === 'puppeteer') {
    const folder = path.join(task.folder, 'arriving');
    await mkdir(folder);
    await session.send('Browser.setDownloadBehavior', {
      behavior: 'allowAndName', browserContextId: page.browserContext().id, downloadPath: folder, eventsEnabled: true,
    });
    arrived = new Promise((resolve) => {
      session.on('Browser.downloadProgress', ({ state, guid }) => state === 'completed' && resolve(path.join(folder, guid)));
    });
  }
  await page.goto(`${task.origin}/big?bytes=${task.bytes}`);
  if (peer === 'playwright') arrived = page.waitForEvent('download').then((begun) => begun.path());
  await page.locator('#get').click();
  const { sha256 } = await publish(await arrived, 'big.bin');
  console.log(`big - ${sha256}`);
  await end();
}

await (what === 'protocol' ? protocol() : download());
