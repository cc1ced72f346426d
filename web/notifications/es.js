/** The texts of the notifications, in Spanish. */

export default {
  "notifications.new": "Nuevos",
  "notifications.unread": { one: "{count} sin leer", other: "{count} sin leer" },
  "notifications.all-read": "Todo leído",
  "notifications.read-all": "Marcar todo como leído",
  "notifications.read": "Marcar como leído",
  "notifications.read.name": "Marcar como leído: {title}",
  "notifications.unread-mark": "Sin leer: ",
  "notifications.more": "Mostrar más",
  "notifications.settings": "Elige de qué quieres que te avisemos",
  "notifications.empty": "No hay nada por aquí. Cuando haya algo que contarte, lo encontrarás en esta página durante 30 días.",
};
