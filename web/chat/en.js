/** The texts of the conversation's drawer, in English. */

export const prefix = "chat.";

export default {
  title: "Talk to {name}",
  hello: "Tell me what you did, what is next, or ask how things are.",
  messages: "Messages",
  text: "Write a message",
  send: "Send",
  "example.add": "Add call the dentist tomorrow at 10",
  "example.status": "How am I doing?",
  "example.plan": "What should I do next?",
};
