/** The texts of the conversation's drawer, in Spanish. */

export const prefix = "chat.";

export default {
  title: "Habla con {name}",
  hello: "Cuéntame qué has hecho o qué viene ahora, o pregúntame cómo va todo.",
  messages: "Mensajes",
  text: "Escribe un mensaje",
  send: "Enviar",
  "example.add": "Añade llamar al dentista mañana a las 10",
  "example.status": "¿Cómo voy?",
  "example.plan": "¿Qué hago ahora?",
};
