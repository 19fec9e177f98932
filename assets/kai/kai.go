// Package kai is the face of certificates: Linli Kai with every Han character
// that its source has, so that a rare name is not refused. It is 13.7 MB, and a
// program that renders no certificate does not carry it.
//
// It refuses to be the face of a screen; that one is smaller and stands in
// assets.
package kai

import _ "embed"

// What the face is called: in a document, and to people.
const (
	PostScriptName = "LinliKai-Regular"
	Family         = "Linli Kai"
)

//go:embed LinliKai-Regular.ttf
var regular []byte

// Regular returns the font file, TrueType outlines. The caller must not change
// it.
func Regular() []byte { return regular }
