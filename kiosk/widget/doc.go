// Package widget is the touch toolkit of the terminal: text that wraps as
// Chinese wants it, buttons, tiles, icons and one pointer, all sized in
// millimetres. A Sheet lays things out into a Scene, which is plain data and
// needs no display; a Raster paints a Scene in memory and a Painter draws it
// with a graphics library; a Pointer turns touches on a Scene into the control
// that was meant, and the focus of a Scene does the same for keys. Number pad,
// keyboard, dates and signature hold what a resident writes, answer their own
// keys, and overwrite it when told.
//
// It refuses to clip text, to make a target smaller than a finger needs and to
// draw an empty box for an unknown character without saying so: each becomes a
// Fault of the Scene. It knows no screen and no language, has no hover, no
// double tap, no gesture and no scrolling.
package widget
