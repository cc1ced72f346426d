/** The texts of the notifications, in English. */

export const prefix = "notifications.";

export default {
  new: "New",
  unread: { one: "{count} unread", other: "{count} unread" },
  "all-read": "All read",
  "read-all": "Mark all as read",
  read: "Mark as read",
  "read.name": "Mark as read: {title}",
  "unread-mark": "Unread: ",
  more: "Show more",
  settings: "Choose what you are told",
  empty: "Nothing here. When there is something worth telling, you will find it on this page for 30 days.",
};
