// Package handwriting reads one character that was written with a finger. It
// asks zinnia, a program of others, which knows the 6,763 characters of GB 2312
// and runs as a child: it gets strokes on its input and answers with characters
// that may be meant. Nothing is kept of them, here or there, and nothing is
// learned.
//
// It refuses to be needed: where zinnia or its model is not installed, Find says
// so and the keyboard does without. It draws nothing and knows no screen.
package handwriting

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// ErrAbsent says that no program or no model is installed.
var ErrAbsent = errors.New("handwriting: zinnia is not installed (apt-get install zinnia-utils tegaki-zinnia-simplified-chinese)")

// ErrUnread says that the strokes cannot be asked about: none, or too many.
var ErrUnread = errors.New("handwriting: no strokes that could be a character")

// Where Debian's tegaki-zinnia-simplified-chinese puts the model.
const debianModel = "/usr/share/tegaki/models/zinnia/handwriting-zh_CN.model"

const (
	// Candidates is how many characters an answer has at most.
	Candidates = 12
	// answerWithin bounds one question. An answer takes a millisecond, the
	// first one, which loads the model, some tens.
	answerWithin = 2 * time.Second
	// rest is how long a program that failed is left alone.
	rest = 5 * time.Second

	mostStrokes = 64 // of one character; the most there are have 36
	mostPoints  = 4000
	unit        = 1000 // side of the square that strokes are scaled to
)

// Reader asks one child at a time. It is safe for concurrent use.
type Reader struct {
	program, model string
	now            func() time.Time

	mu     sync.Mutex // protects all below
	child  *child     // nil until it is asked, and after it failed
	failed time.Time  // when it failed last
}

// Find looks for the program and its model. The program is started by the first
// question. Its error is ErrAbsent.
func Find() (*Reader, error) {
	program, err := exec.LookPath("zinnia")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	if _, err := os.Stat(debianModel); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	return New(program, debianModel), nil
}

// New returns a Reader that asks program with model.
func New(program, model string) *Reader {
	return &Reader{program: program, model: model, now: time.Now}
}

// Read returns the characters that strokes may mean, the likeliest first, at
// most Candidates. Each stroke is the way of the finger, in any unit, with y
// downward. It blocks for two seconds at most. A program that dies or stalls is
// ended, left alone for five seconds, and started anew by the next question.
func (r *Reader) Read(strokes [][]image.Point) ([]string, error) {
	question, err := expression(strokes)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.child == nil {
		if r.now().Sub(r.failed) < rest {
			return nil, errors.New("handwriting: the program failed a moment ago")
		}
		if r.child, err = start(r.program, r.model); err != nil {
			r.failed = r.now()
			return nil, err
		}
	}
	found, err := r.child.ask(question, r.now().Add(answerWithin))
	if err != nil {
		r.child.end()
		r.child, r.failed = nil, r.now()
		return nil, err
	}
	return found, nil
}

// Close ends the child. The Reader may be asked again.
func (r *Reader) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.child != nil {
		r.child.end()
		r.child = nil
	}
}

// expression writes strokes as zinnia reads them: one line,
//
//	(character (width 1000)(height 1000)(strokes ((x y)(x y))((x y))))
//
// A finger writes anywhere on a pad, large or small: the strokes are moved and
// scaled so that they fill most of the square the model was made with.
func expression(strokes [][]image.Point) (string, error) {
	box, points := bounds(strokes)
	if points == 0 || points > mostPoints || len(strokes) > mostStrokes {
		return "", ErrUnread
	}
	const margin = unit / 10
	side := max(box.Dx(), box.Dy(), 1)
	left := margin + (unit-2*margin)*(side-box.Dx())/side/2
	top := margin + (unit-2*margin)*(side-box.Dy())/side/2
	var b strings.Builder
	fmt.Fprintf(&b, "(character (width %d)(height %d)(strokes ", unit, unit)
	for _, stroke := range strokes {
		if len(stroke) == 0 {
			continue
		}
		b.WriteByte('(')
		for _, p := range stroke {
			fmt.Fprintf(&b, "(%d %d)", left+(p.X-box.Min.X)*(unit-2*margin)/side, top+(p.Y-box.Min.Y)*(unit-2*margin)/side)
		}
		b.WriteByte(')')
	}
	b.WriteString("))\n")
	return b.String(), nil
}

func bounds(strokes [][]image.Point) (box image.Rectangle, points int) {
	for _, stroke := range strokes {
		for _, p := range stroke {
			dot := image.Rectangle{Min: p, Max: p}
			if points == 0 {
				box = dot
			}
			box.Min.X, box.Min.Y = min(box.Min.X, p.X), min(box.Min.Y, p.Y)
			box.Max.X, box.Max.Y = max(box.Max.X, p.X), max(box.Max.Y, p.Y)
			points++
		}
	}
	return box, points
}

// child is one running program.
type child struct {
	cmd     *exec.Cmd
	in, out *os.File
	answers *bufio.Reader
}

func start(program, model string) (*child, error) {
	inRead, in, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("handwriting: %w", err)
	}
	defer inRead.Close()
	out, outWrite, err := os.Pipe()
	if err != nil {
		in.Close()
		return nil, fmt.Errorf("handwriting: %w", err)
	}
	defer outWrite.Close()
	c := &child{cmd: exec.Command(program, "-m", model, "-n", strconv.Itoa(Candidates)), in: in, out: out, answers: bufio.NewReader(out)}
	c.cmd.Stdin, c.cmd.Stdout = inRead, outWrite
	if err := c.cmd.Start(); err != nil {
		in.Close()
		out.Close()
		return nil, fmt.Errorf("handwriting: start %s: %w", program, err)
	}
	return c, nil
}

// ask writes one question and reads its answer: a line that says so, then one
// line for each candidate, a character and its score.
func (c *child) ask(question string, until time.Time) ([]string, error) {
	if err := errors.Join(c.in.SetWriteDeadline(until), c.out.SetReadDeadline(until)); err != nil {
		return nil, fmt.Errorf("handwriting: %w", err)
	}
	if _, err := c.in.WriteString(question); err != nil {
		return nil, fmt.Errorf("handwriting: ask: %w", err)
	}
	var found []string
	for i := range Candidates + 1 {
		line, err := c.answers.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("handwriting: answer: %w", err)
		}
		if i == 0 {
			if !strings.HasPrefix(line, "Answer:") {
				return nil, errors.New("handwriting: the program does not answer as zinnia does")
			}
			continue
		}
		character, _, ok := strings.Cut(line, " ")
		if !ok || !utf8.ValidString(character) || utf8.RuneCountInString(character) != 1 {
			return nil, errors.New("handwriting: the program does not answer with characters")
		}
		found = append(found, character)
	}
	return found, nil
}

// end leaves no process behind: it has nothing to lose.
func (c *child) end() {
	c.in.Close()
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
	c.out.Close()
}
