/** The texts of the conversation's drawer, in English. */

export default {
  "chat.title": "Talk to {name}",
  "chat.hello": "Tell me what you did, what is next, or ask how things are.",
  "chat.messages": "Messages",
  "chat.text": "Write a message",
  "chat.send": "Send",
  "chat.example.add": "Add call the dentist tomorrow at 10",
  "chat.example.status": "How am I doing?",
  "chat.example.plan": "What should I do next?",
};
