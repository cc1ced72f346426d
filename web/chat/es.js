/** The texts of the conversation's drawer, in Spanish. */

export default {
  "chat.title": "Habla con {name}",
  "chat.hello": "Cuéntame qué has hecho o qué viene ahora, o pregúntame cómo va todo.",
  "chat.messages": "Mensajes",
  "chat.text": "Escribe un mensaje",
  "chat.send": "Enviar",
  "chat.example.add": "Añade llamar al dentista mañana a las 10",
  "chat.example.status": "¿Cómo voy?",
  "chat.example.plan": "¿Qué hago ahora?",
};
