import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { gatewayUrl } from '../support/index.ts';
import { RATE } from '../voice/espeak.ts';
import { wavFile } from '../voice/index.ts';

export interface Visitor {
  /** What the microphone hears from the moment it is opened; silence when it is over. */
  readonly says?: Int16Array;
  readonly microphone?: 'allowed' | 'refused';
  /** Address of the gateway; the cluster's unless told. */
  readonly at?: string;
}

const flags = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=user-gesture-required',
  // WebRTC otherwise hides addresses behind multicast names that nobody here answers.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

/** Debian's Chromium. Each visitor has a browser of its own, for the microphone belongs to the whole browser. */
export class Visitors implements AsyncDisposable {
  readonly #browsers: Browser[] = [];

  async come({ says, microphone = 'allowed', at = gatewayUrl }: Visitor = {}): Promise<Page> {
    const allowed = microphone === 'allowed';
    const args = [...flags, ...(allowed ? ['--use-fake-ui-for-media-stream'] : ['--deny-permission-prompts'])];
    if (says) args.push(`--use-file-for-fake-audio-capture=${await soundFile(says)}%noloop`);
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
    this.#browsers.push(browser);
    const context: BrowserContext = await browser.newContext({ baseURL: at });
    context.setDefaultTimeout(15_000);
    return context.newPage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
  }
}

async function soundFile(sound: Int16Array): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'switchboard-microphone-')), 'says.wav');
  await writeFile(file, wavFile(sound, RATE));
  return file;
}

/** Loudness of what the page plays, looked at until it is over the bound; the largest seen. */
export const loudestWithin = (page: Page, seconds: number, enough: number): Promise<number> =>
  page.evaluate(`(${LOUDEST})(${seconds}, ${enough})`);

// As text, for it runs in the page: this program knows no document.
const LOUDEST = `async (bound, enough) => {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  const attached = new Set();
  const samples = new Float32Array(analyser.fftSize);
  const until = performance.now() + bound * 1000;
  let most = 0;
  while (performance.now() < until && most < enough) {
    for (const { srcObject } of document.querySelectorAll('audio')) {
      if (!(srcObject instanceof MediaStream) || attached.has(srcObject)) continue;
      attached.add(srcObject);
      context.createMediaStreamSource(srcObject).connect(analyser);
    }
    analyser.getFloatTimeDomainData(samples);
    for (const sample of samples) most = Math.max(most, Math.abs(sample));
    await new Promise(requestAnimationFrame);
  }
  await context.close();
  return most;
}`;
