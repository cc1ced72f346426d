/** The texts of focus, in Spanish. */

export const prefix = "focus.";

export default {
  "how-long": "¿Cuánto tiempo?",
  "on-what": "¿En qué?",
  "no-task": "En nada en particular",
  begin: "Foco durante {time}",
  "take-break": "Hacer una pausa",
  "break-text": "Levántate, mira a lo lejos, respira. Tu foco te espera.",
  pause: "Pausa",
  resume: "Seguir",
  paused: "En pausa",
  resumed: "El foco sigue",
  "time-over": "El tiempo ha terminado. Acaba cuando te venga bien.",
  sound: "Un sonido suave al final",
};
