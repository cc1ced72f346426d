/** The texts of the notifications, in Spanish. */

export const prefix = "notifications.";

export default {
  new: "Nuevos",
  unread: { one: "{count} sin leer", other: "{count} sin leer" },
  "all-read": "Todo leído",
  "read-all": "Marcar todo como leído",
  read: "Marcar como leído",
  "read.name": "Marcar como leído: {title}",
  "unread-mark": "Sin leer: ",
  more: "Mostrar más",
  settings: "Elige de qué quieres que te avisemos",
  empty: "No hay nada por aquí. Cuando haya algo que contarte, lo encontrarás en esta página durante 30 días.",
};
