// Package beside measures the drawing process of the terminal beside Chromium
// in kiosk mode: the same picture, from the same View, on the same display and
// without a GPU, each in its turn. It counts the time from exec until all of
// the picture is on the glass, memory in proportion to who shares it, and the
// processor time of a page that stands still and of one that is scrolled.
//
// It refuses to call anything drawn that is not in the display's own memory:
// neither program is asked what it believes to have shown.
package beside
