/** The microphone's worklet: posts what it hears as 16,000 samples a second, of 16 bits. */

const { AudioWorkletProcessor, registerProcessor, sampleRate } = /** @type {any} */ (globalThis);

class Samples extends AudioWorkletProcessor {
  last = 0;
  place = 0; // of the next sample, between the last one of the input (0) and the one after it (1)

  /** @param {Float32Array[][]} inputs */
  process([[input = new Float32Array()]]) {
    const samples = [];
    for (const value of input) {
      for (; this.place < 1; this.place += sampleRate / 16_000) samples.push(this.last + this.place * (value - this.last));
      this.place -= 1;
      this.last = value;
    }
    this.port.postMessage(Int16Array.from(samples, (sample) => 32_767 * Math.max(-1, Math.min(1, sample))));
    return true;
  }
}

registerProcessor("samples", Samples);
