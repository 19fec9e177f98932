package pdf

// Assemble lets tests add tables to an embedded font.
func Assemble(tables map[string][]byte) []byte { return assemble(tables) }
