package handwriting_test

import (
	"errors"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"linli/kiosk/handwriting"
)

// Strokes are drawn as a person writes them, on a pad of 600 by 400.
func line(x0, y0, x1, y1 int) []image.Point {
	return []image.Point{{X: x0, Y: y0}, {X: (x0 + x1) / 2, Y: (y0 + y1) / 2}, {X: x1, Y: y1}}
}

func ten() [][]image.Point {
	return [][]image.Point{line(150, 200, 350, 200), line(250, 100, 250, 320)}
}

func TestCharacterIsReadWhereverItIsWritten(t *testing.T) {
	r, err := handwriting.Find()
	if err != nil {
		t.Skip(err)
	}
	defer r.Close()
	work := [][]image.Point{line(100, 100, 300, 100), line(200, 100, 200, 300), line(80, 300, 320, 300)}
	big := [][]image.Point{
		line(40, 140, 360, 140), {{X: 200, Y: 32}, {X: 196, Y: 140}, {X: 140, Y: 240}, {X: 48, Y: 360}},
		{{X: 204, Y: 144}, {X: 260, Y: 248}, {X: 360, Y: 360}},
	}
	for _, c := range []struct {
		strokes [][]image.Point
		want    string
	}{
		{ten(), "十"}, {work, "工"}, {big, "大"},
		{[][]image.Point{line(520, 20, 560, 20), line(540, 5, 540, 45)}, "十"}, // small, in a corner
	} {
		found, err := r.Read(c.strokes)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != handwriting.Candidates || !slices.Contains(found[:3], c.want) {
			t.Errorf("%s is read as %v", c.want, found)
		}
	}
}

func TestWhatIsNoCharacterIsNotAsked(t *testing.T) {
	r := handwriting.New("/nonexistent", "model")
	for name, strokes := range map[string][][]image.Point{
		"nothing": nil, "empty strokes": {{}, {}}, "scribbling": make([][]image.Point, 100), "one endless stroke": {make([]image.Point, 5000)},
	} {
		if _, err := r.Read(strokes); !errors.Is(err, handwriting.ErrUnread) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// program writes a shell script that stands in for zinnia at the other end of
// the pipe.
func program(t *testing.T, script string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "zinnia")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

const rightAnswer = `echo "Answer: "; for c in a b c d e f g h i j k l; do echo "$c 0.5"; done; `

func TestProgramThatDiesIsStartedAnewAfterARest(t *testing.T) {
	r := handwriting.New(program(t, "read q; "+rightAnswer), "model") // answers once
	defer r.Close()
	now := time.Now()
	r.SetClock(func() time.Time { return now })
	ask := func() error { _, err := r.Read(ten()); return err }
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	if err := ask(); err == nil {
		t.Fatal("a program that is gone answered")
	}
	if err := ask(); err == nil {
		t.Fatal("it is started again at once: a broken one would be started at every stroke")
	}
	now = now.Add(10 * time.Second)
	if err := ask(); err != nil {
		t.Errorf("after a rest: %v", err)
	}
}

func TestProgramThatStallsCostsSecondsOnce(t *testing.T) {
	r := handwriting.New(program(t, "exec sleep 600\n"), "model")
	defer r.Close()
	began := time.Now()
	_, err := r.Read(ten())
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if _, err := r.Read(ten()); err == nil || time.Since(began) > 30*time.Second {
		t.Errorf("it is asked again: %v after %v", err, time.Since(began))
	}
}

func TestProgramThatIsNotZinniaIsRefused(t *testing.T) {
	for _, script := range []string{"echo hello; exec sleep 600", "echo Answer:; echo two words; echo; exec sleep 600", "read q; exit 1"} {
		r := handwriting.New(program(t, script), "model")
		if found, err := r.Read(ten()); err == nil {
			t.Errorf("%s: read as %v", script, found)
		}
		r.Close()
	}
}
