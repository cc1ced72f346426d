"""What a person's message asks for: an intent with its slots, or `none`.

`understand` compares a message with the phrases of a language: `<language>/words.txt` has the word classes,
`<language>/phrases.txt` the phrases of each intent. A phrase fits only if each word of a message has a place
in it, so a word that no phrase knows leads to `none`.
"""
