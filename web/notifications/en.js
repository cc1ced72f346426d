/** The texts of the notifications, in English. */

export default {
  "notifications.new": "New",
  "notifications.unread": { one: "{count} unread", other: "{count} unread" },
  "notifications.all-read": "All read",
  "notifications.read-all": "Mark all as read",
  "notifications.read": "Mark as read",
  "notifications.read.name": "Mark as read: {title}",
  "notifications.unread-mark": "Unread: ",
  "notifications.more": "Show more",
  "notifications.settings": "Choose what you are told",
  "notifications.empty": "Nothing here. When there is something worth telling, you will find it on this page for 30 days.",
};
