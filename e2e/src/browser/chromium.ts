import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { gatewayUrl } from '../support/index.ts';

export interface Visitor {
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

  async come({ microphone = 'allowed', at = gatewayUrl }: Visitor = {}): Promise<Page> {
    const allowed = microphone === 'allowed';
    const args = [...flags, ...(allowed ? ['--use-fake-ui-for-media-stream'] : ['--deny-permission-prompts'])];
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
    this.#browsers.push(browser);
    const context: BrowserContext = await browser.newContext({ baseURL: at });
    // Other tests run beside some of these: a page that has to share the processor takes its time.
    context.setDefaultTimeout(30_000);
    return context.newPage();
  }

  /** All who came: a page that is left open goes on drawing. */
  async leave(): Promise<void> {
    await Promise.all(this.#browsers.splice(0).map((browser) => browser.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.leave();
  }
}

/** Loudness of what the page plays, looked at until it is over the bound; the largest seen. To be begun before the sound is. */
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
    // Until the visitor has clicked somewhere, the browser lets nothing sound.
    if (context.state === 'suspended') void context.resume();
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
