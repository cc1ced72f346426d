/** A soft chime, made by the browser: two notes, no file. */

const STORED = "avanochi.sound";
const NOTES_HZ = [523.25, 659.25]; // C5 and E5
const SECONDS = 1.2;

/** Whether the end of focus sounds on this device. */
export function isSoundOn() {
  return localStorage.getItem(STORED) === "on";
}

/** Choose whether it sounds; if so, let it be heard. @param {boolean} isOn */
export function setSound(isOn) {
  localStorage.setItem(STORED, isOn ? "on" : "off");
  if (isOn) chime();
}

/** Play the chime; where the browser allows no sound yet, nothing is heard. */
export function chime() {
  const context = new AudioContext();
  NOTES_HZ.forEach((frequency, index) => {
    const start = context.currentTime + index * 0.25;
    const note = new OscillatorNode(context, { type: "sine", frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.2, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, start + SECONDS);
    note.connect(volume).connect(context.destination);
    note.start(start);
    note.stop(start + SECONDS);
  });
  setTimeout(() => context.close(), 2000 * SECONDS);
}
