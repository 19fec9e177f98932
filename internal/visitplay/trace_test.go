package visitplay_test

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// appendLines writes lines to the trace file as the terminal does.
func appendLines(t *testing.T, path string, lines ...visitplay.Line) {
	t.Helper()
	var b []byte
	for _, line := range lines {
		one, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		b = append(append(b, one...), '\n')
	}
	appendBytes(t, path, b)
}

func appendBytes(t *testing.T, path string, b []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
}

func on(screen flow.Screen, seq uint64) visitplay.Line {
	return visitplay.Line{Seq: seq, Screen: screen, View: flow.View{Seq: seq, Screen: screen}}
}

func TestTraceWaitsForAFileThatIsNotThereYet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.jsonl")
	trace := visitplay.FollowTrace(path)
	if lines, err := trace.Catch(); err != nil || len(lines) != 0 {
		t.Fatalf("before the file is there: %v, %v", lines, err)
	}
	appendLines(t, path, on(flow.Attract, 1))
	line, err := trace.Next(within(t, 5*time.Second))
	if err != nil || line.Screen != flow.Attract {
		t.Fatalf("line %v, %v", line, err)
	}
}

func TestTraceHoldsALineBackUntilItIsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.jsonl")
	trace := visitplay.FollowTrace(path)
	whole, err := json.Marshal(on(flow.Home, 7))
	if err != nil {
		t.Fatal(err)
	}
	appendBytes(t, path, whole[:20])
	if lines, err := trace.Catch(); err != nil || len(lines) != 0 {
		t.Fatalf("half a line gave %v, %v", lines, err)
	}
	appendBytes(t, path, append(whole[20:], '\n'))
	if lines, err := trace.Catch(); err != nil || len(lines) != 1 || trace.Newest().Seq != 7 {
		t.Fatalf("whole line gave %v, %v", lines, err)
	}
}

func TestAwaitFindsTheLineAndLeavesTheRest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.jsonl")
	appendLines(t, path, on(flow.Attract, 1), on(flow.Home, 2), on(flow.ChooseItem, 3))
	trace := visitplay.FollowTrace(path)
	ctx := within(t, 5*time.Second)
	home := func(l visitplay.Line) bool { return l.Screen == flow.Home }
	for range 2 { // the newest line that was taken counts too
		if line, err := trace.Await(ctx, home); err != nil || line.Seq != 2 {
			t.Fatalf("await home: %v, %v", line, err)
		}
	}
	if line, err := trace.Next(ctx); err != nil || line.Seq != 3 {
		t.Fatalf("after it: %v, %v", line, err)
	}
}

func TestTraceThatStaysSilentEndsWithTheContext(t *testing.T) {
	trace := visitplay.FollowTrace(filepath.Join(t.TempDir(), "none"))
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := trace.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("silent trace: %v", err)
	}
}

func TestTraceOfAnotherFormIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.jsonl")
	appendBytes(t, path, []byte("not a trace\n"))
	if _, err := visitplay.FollowTrace(path).Catch(); err == nil || !strings.Contains(err.Error(), path) {
		t.Fatalf("junk in the trace: %v", err)
	}
}

func TestFollowTraceFromLeavesOutWhatAnEarlierTerminalWrote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.jsonl")
	appendLines(t, path, on(flow.Attract, 1))
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	trace := visitplay.FollowTraceFrom(path, info.Size())
	appendLines(t, path, on(flow.Home, 2))
	if line, err := trace.Next(within(t, 5*time.Second)); err != nil || line.Seq != 2 {
		t.Fatalf("line %v, %v", line, err)
	}
}

func TestPlaceOfIsTheMiddleOfAControl(t *testing.T) {
	line := on(flow.Home, 1)
	line.Shown.Controls = []flow.Place{{Control: flow.Back, X: 100, Y: 200, W: 50, H: 20}}
	if at, ok := visitplay.PlaceOf(line, flow.Back); !ok || at != image.Pt(125, 210) {
		t.Errorf("back is at %v, %t", at, ok)
	}
	if at, ok := visitplay.PlaceOf(line, flow.Finish); ok {
		t.Errorf("a control that is not shown is at %v", at)
	}
}
