/** Records what the user says and sends it; the recording is kept nowhere else. */

import { ConnectionError, newKey, request, session } from "../core/api.js";
import { changed, explain } from "../core/day.js";
import { language, translated } from "../core/words.js";

const RATE = 16_000;
const MAX_SECONDS = 60;
const PATIENCE_MS = 45_000;

/** Return what was heard and the answer, or what went wrong, as messages; none if nothing was sent. */
/** @param {AbortSignal} end its reason is whether to send @param {(state: string, seconds?: number) => void} show */
export async function hear(end, show) {
  try {
    const body = await record(end, (seconds) => show(seconds < MAX_SECONDS - 10 ? "recording" : "ending", seconds));
    if (!body) return [];
    show("sending");
    const path = `interaction/voice?user_id=${encodeURIComponent(session.value ?? "")}`;
    const headers = { "Idempotency-Key": newKey(), "Accept-Language": language.value };
    const send = () => request("POST", path, { body, headers, patience: PATIENCE_MS });
    // If the answer was lost, the same key gets it.
    const { data } = await send().catch((error) => (error instanceof ConnectionError ? send() : Promise.reject(error)));
    changed();
    const answer = { text: data.reply, options: data.question?.options ?? data.suggestions };
    return data.heard ? [{ looks: "me", text: data.heard }, answer] : [answer];
  } catch (/** @type {any} */ error) {
    // 400, 413, 415, 503, NotAllowedError, NotFoundError and NotReadableError have sentences of their own.
    return [{ text: translated(`chat.voice.${error.status ?? error.name}`, explain(error)) }];
  }
}

/** @param {AbortSignal} end @param {(seconds: number) => void} progress */
async function record(end, progress) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext(); // at the device's rate: not every browser records at another
  /** @type {Int16Array<ArrayBuffer>[]} */
  const parts = [];
  let length = 0;
  try {
    await context.audioWorklet.addModule(new URL("samples.js", import.meta.url).href);
    await new Promise((resolve) => {
      if (end.aborted) resolve(null);
      end.onabort = resolve;
      const samples = new AudioWorkletNode(context, "samples", { channelCount: 1, channelCountMode: "explicit" });
      samples.port.onmessage = ({ data }) => {
        if (end.aborted || length + data.length > MAX_SECONDS * RATE) return resolve(null);
        parts.push(data);
        length += data.length;
        progress(Math.floor(length / RATE));
      };
      const filter = () => new BiquadFilterNode(context, { frequency: 7_000 }); // what is above half the rate would distort
      const source = context.createMediaStreamSource(stream).connect(filter()).connect(filter());
      source.connect(samples).connect(context.destination); // silently: a node that leads nowhere may not run
    });
  } finally {
    for (const track of stream.getTracks()) track.stop();
    await context.close();
  }
  if (end.reason === false || !length) return null;
  const size = 2 * length;
  // "RIFF", "WAVE", "fmt ", one channel of plain samples, two bytes of 16 bits, "data"
  const header = [0x46464952, 36 + size, 0x45564157, 0x20746d66, 16, 0x10001, RATE, 2 * RATE, 0x100002, 0x61746164, size];
  return new Blob([new Uint32Array(header), ...parts], { type: "audio/wav" });
}
