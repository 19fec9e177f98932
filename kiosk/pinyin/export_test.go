package pinyin

// Buffers returns the whole memory of a composition, as far as it may grow.
func Buffers(c *Composition) (letters, text []byte) {
	return c.letters[:cap(c.letters)], c.text[:cap(c.text)]
}
