import type { Page } from 'playwright-core';
import { RATE, wavFile } from '../voice/index.ts';

/**
 * The page is asked for its microphone as ever, and hears what the test speaks from then on. A file that plays from the
 * moment at which the microphone is opened would speak before anybody listens where things take longer.
 */
export async function microphoneOfTheTest(page: Page): Promise<void> {
  await page.addInitScript({ content: INSTEAD });
}

/** Into the microphone of the page; resolves when it is said. */
export const say = (page: Page, sound: Int16Array): Promise<void> =>
  page.evaluate(`spokenByTheTest("${Buffer.from(wavFile(sound, RATE)).toString('base64')}")`);

// As text, for it runs in the page: this program knows no document.
const INSTEAD = `{
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  const { promise: opened, resolve } = Promise.withResolvers();
  devices.getUserMedia = async (wanted) => {
    for (const track of (await open(wanted)).getTracks()) track.stop();
    const context = new AudioContext();
    const microphone = context.createMediaStreamDestination();
    resolve({ context, microphone });
    return microphone.stream;
  };
  globalThis.spokenByTheTest = async (wav) => {
    const { context, microphone } = await opened;
    const { buffer } = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
    const speech = context.createBufferSource();
    speech.buffer = await context.decodeAudioData(buffer);
    speech.connect(microphone);
    const said = new Promise((done) => speech.addEventListener('ended', done, { once: true }));
    speech.start();
    await said;
  };
}`;
