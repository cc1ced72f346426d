/** The texts of focus, in Spanish. */

export default {
  "focus.heading": "Foco",
  "focus.how-long": "¿Cuánto tiempo?",
  "focus.on-what": "¿En qué?",
  "focus.no-task": "En nada en particular",
  "focus.begin": "Foco durante {time}",
  "focus.take-break": "Hacer una pausa",
  "focus.break-text": "Levántate, mira a lo lejos, respira. Tu foco te espera.",
  "focus.pause": "Pausa",
  "focus.resume": "Seguir",
  "focus.paused": "En pausa",
  "focus.resumed": "El foco sigue",
  "focus.time-over": "El tiempo ha terminado. Acaba cuando te venga bien.",
  "focus.sound": "Un sonido suave al final",
};
