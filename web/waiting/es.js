/** The texts of what waits to be sent, in Spanish. */

export default {
  "waiting.count": { one: "{count} cosa pendiente de envío", other: "{count} cosas pendientes de envío" },
  "waiting.decide": "Necesita tu decisión",
  "waiting.change": "Un cambio",
  "waiting.withdraw": "Retirar",
  "waiting.too-late": "Eso ya se había enviado.",
  "waiting.refused": "Esto no pudo hacerse: {why}",
  "waiting.retry": "Reintentar",
  "waiting.dismiss": "Descartar",
  "waiting.old": "Lleva más de un día pendiente. ¿Quieres enviarlo aún?",
  "waiting.send": "Enviar",
  "waiting.drop": "Descartar",
  "leave.title": "Algo de lo que hiciste no se ha enviado",
  "leave.text": {
    one: "{count} cosa está solo en este dispositivo. Si cierras la sesión ahora, se borrará.",
    other: "{count} cosas están solo en este dispositivo. Si cierras la sesión ahora, se borrarán.",
  },
  "leave.stay": "Seguir aquí",
  "leave.go": "Borrar y cerrar sesión",
};
