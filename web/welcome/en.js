/** The texts of signing in and of the first steps, in English. */

export default {
  "welcome.title": "A companion for your working day",
  "welcome.text": "Plan, focus, rest and let go on time. Avanochi lives off a day that does you good.",
  "welcome.sign-in": "Sign in",
  "welcome.sign-up": "Create an account",
  "welcome.name": "Name",
  "welcome.password": "Password",
  "welcome.password.hint": "At least 8 characters, spaces are welcome.",
  "welcome.show": "Show the password",
  "welcome.to-sign-up": "New here? Create an account",
  "welcome.to-sign-in": "You have an account? Sign in",
  "welcome.forgotten": "Forgotten your password?",
  "welcome.forgotten.text": "Ask the administrator who runs Avanochi for you: they can help you back into your account.",
  "welcome.wrong": "The name and the password do not belong together. Check both, and try again.",
  "welcome.missing": "Please fill in your name and your password.",
};
