/** The texts of the conversation's drawer, in Spanish. */

export const prefix = "chat.";

export default {
  title: "Habla con {name}",
  hello: "Cuéntame qué has hecho o qué viene ahora, o pregúntame cómo va todo.",
  messages: "Mensajes",
  text: "Escribe un mensaje",
  send: "Enviar",
  speak: "Hablar",
  stop: "Parar y enviar",
  seconds: "{count} de 60 segundos",
  "voice.starting": "Esperando el micrófono…",
  "voice.recording": "Te escucho. Pulsa otra vez el botón para enviarlo; Cancelar o Escape lo descartan.",
  "voice.ending": "Te escucho diez segundos más y lo envío.",
  "voice.sending": "Un momento: estoy entendiendo lo que has dicho…",
  "voice.discarded": "Cancelado. No se ha enviado nada.",
  "voice.offline": "Para hablar hace falta conexión",
  "voice.NotAllowedError": "El micrófono está bloqueado. Permítelo para esta página en los ajustes del navegador, o escríbeme.",
  "voice.NotFoundError": "No hay ningún micrófono que pueda usar. Conecta uno, o escríbeme.",
  "voice.NotReadableError": "No puedo usar el micrófono: quizá lo usa otro programa. Ciérralo, o escríbeme.",
  "voice.400": "No he podido usar esta grabación. Di un poco menos de una vez, o escríbeme.",
  "voice.413": "No he podido usar esta grabación. Di un poco menos de una vez, o escríbeme.",
  "voice.415": "No he podido usar esta grabación. Di un poco menos de una vez, o escríbeme.",
  "voice.503": "Ahora mismo no oigo bien. Dilo otra vez dentro de un momento, o escríbeme.",
  "example.add": "Añade llamar al dentista mañana a las 10",
  "example.status": "¿Cómo voy?",
  "example.plan": "¿Qué hago ahora?",
};
