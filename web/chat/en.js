/** The texts of the conversation's drawer, in English. */

export const prefix = "chat.";

export default {
  title: "Talk to {name}",
  hello: "Tell me what you did, what is next, or ask how things are.",
  messages: "Messages",
  text: "Write a message",
  send: "Send",
  speak: "Speak",
  stop: "Stop and send",
  seconds: "{count} of 60 seconds",
  "voice.starting": "Waiting for the microphone…",
  "voice.recording": "I am listening. Press the button again to send it; Cancel or Escape discards it.",
  "voice.ending": "I am listening for ten more seconds, then it is sent.",
  "voice.sending": "One moment: I am working out what you said…",
  "voice.discarded": "Cancelled. Nothing was sent.",
  "voice.offline": "Speaking needs a connection",
  "voice.NotAllowedError": "The microphone is blocked. Allow it for this page in the settings of your browser, or write to me.",
  "voice.NotFoundError": "There is no microphone that I can use. Connect one, or write to me.",
  "voice.NotReadableError": "I cannot use the microphone: perhaps another program does. Close that, or write to me.",
  "voice.400": "I could not use this recording. Say a little less at once, or write to me.",
  "voice.413": "I could not use this recording. Say a little less at once, or write to me.",
  "voice.415": "I could not use this recording. Say a little less at once, or write to me.",
  "voice.503": "I cannot hear well just now. Say it again in a moment, or write to me.",
  "example.add": "Add call the dentist tomorrow at 10",
  "example.status": "How am I doing?",
  "example.plan": "What should I do next?",
};
