package crawl_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"linli/assets"
	"linli/internal/crawl"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// shipped is the catalogue that terminals are shipped with, walked whole.
var shipped = sync.OnceValues(func() (*crawl.Walked, error) {
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		return nil, err
	}
	return crawl.Walk(flow.Machine{Catalogue: c, Voice: true, Outage: crawl.CutOff()}, crawl.Ambient(), nil), nil
})

func walked(t *testing.T) *crawl.Walked {
	t.Helper()
	w, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEveryWayThroughTheShippedItemsEnds(t *testing.T) {
	w := walked(t)
	if len(w.Places) < 5000 {
		t.Errorf("only %d places were come to", len(w.Places))
	}
	t.Logf("%d places, %d pictures", len(w.Places), len(w.Views))
	for _, f := range w.All() {
		t.Error(f)
	}
}

// TestEveryPictureOfTheShippedItemsIsRight lays out each picture in one manner
// after another, and the first picture of each screen in all of them. With
// LINLI_VERIFY set it lays out each on every panel, in both languages, large or
// not, lowered or not.
func TestEveryPictureOfTheShippedItemsIsRight(t *testing.T) {
	w := walked(t)
	all := crawl.Manners()
	const voices = 3 // kinds of terminal, which follow each other in all
	whole := os.Getenv("LINLI_VERIFY") != ""
	type look struct {
		place  *crawl.Place
		manner crawl.Manner
		bare   bool
	}
	var looks []look
	seen := map[flow.Screen]bool{}
	for i, p := range w.Views {
		first := !seen[p.View.Screen]
		seen[p.View.Screen] = true
		for n, m := range all {
			// What a voice adds to the top band is tried in turns.
			turn := n%voices == i%voices
			if first || whole && turn || n == i*29%len(all) {
				looks = append(looks, look{p, m, (i+n)%2 == 1})
			}
		}
	}
	kit, err := widget.LoadKit()
	if err != nil {
		t.Fatal(err)
	}
	var found crawl.Findings
	var at, pages int
	var mu sync.Mutex // protects found, at and pages
	var busy sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		busy.Go(func() {
			var mine crawl.Findings
			known, bare := judge(t, kit, crawl.Ambient()), judge(t, kit, crawl.Bare())
			known.Machine.Outage = crawl.CutOff()
			for {
				mu.Lock()
				from := at
				at = min(at+100, len(looks))
				mu.Unlock()
				if from == len(looks) {
					break
				}
				for _, l := range looks[from:min(from+100, len(looks))] {
					j := known
					if l.bare {
						j = bare
					}
					j.Look(l.place, l.manner, &mine)
				}
			}
			mu.Lock()
			found.Join(&mine)
			pages += known.Pages + bare.Pages
			mu.Unlock()
		})
	}
	busy.Wait()
	t.Logf("%d pages laid out", pages)
	if pages < 10000 {
		t.Errorf("only %d pages were laid out", pages)
	}
	for _, f := range found.All() {
		t.Error(f)
	}
}

func judge(t *testing.T, kit *widget.Kit, a flow.Ambient) *crawl.Judge {
	d, err := screen.LoadPinyin(kit)
	if err != nil {
		t.Error(err)
	}
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Error(err)
	}
	return &crawl.Judge{Kit: kit, Words: crawl.NewWords(), Chinese: screen.Chinese{Pinyin: d}, Machine: flow.Machine{Catalogue: c}, Ambient: a}
}

// TestNothingOfAPersonStandsInAPictureThatIsKept looks for all that invented
// residents are, laid and wrote in each View as traces keep it.
func TestNothingOfAPersonStandsInAPictureThatIsKept(t *testing.T) {
	secrets := crawl.Secrets()
	seen := 0
	for _, p := range walked(t).Views {
		clear, err := json.Marshal(p.View)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := json.Marshal(p.View.Masked())
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range secrets {
			if strings.Contains(string(clear), secret) {
				seen++
			}
			if strings.Contains(string(kept), secret) {
				t.Errorf("%s keeps %q: %s", p.View.Screen, secret, p.Way())
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d pictures show anything of a person: the test looks for the wrong things", seen)
	}
}

// unmet are words of flow that no way through the shipped catalogue uses, each
// for a reason.
var unmet = map[string]string{
	"Screen starting": "shown before there is a terminal; kiosk/screen tests its pictures",
}

// TestEveryWordOfFlowIsMet reads flow and wants each screen, event, effect and
// question of it to be met on the walk: what is new there, and walked by
// nobody, is named here.
func TestEveryWordOfFlowIsMet(t *testing.T) {
	w := walked(t)
	n := 0
	for _, word := range wordsOf(t, "../../kiosk/flow") {
		n++
		if !w.Met[word] && unmet[word] == "" {
			t.Errorf("%s is never met: offer it in assets/services, or let internal/crawl bring it, or say in unmet why not", word)
		}
		if w.Met[word] && unmet[word] != "" {
			t.Errorf("%s is met now: take it out of unmet", word)
		}
	}
	if n < 50 {
		t.Errorf("only %d words were found in flow", n)
	}
}

// wordsOf reads the screens and controls of a package, and the types that are
// an event, an effect or a question.
func wordsOf(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if kind := d.Name.Name; d.Recv != nil && slices.Contains([]string{"event", "effect", "question"}, kind) {
					words = append(words, kind+" flow."+d.Recv.List[0].Type.(*ast.Ident).Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					words = append(words, constants(s)...)
				}
			}
		}
	}
	return words
}

// constants are those of s that name a screen or a control.
func constants(s ast.Spec) (words []string) {
	v, ok := s.(*ast.ValueSpec)
	if !ok {
		return nil
	}
	of, ok := v.Type.(*ast.Ident)
	if !ok || of.Name != "Screen" && of.Name != "Control" {
		return nil
	}
	for _, value := range v.Values {
		if lit, ok := value.(*ast.BasicLit); ok {
			words = append(words, of.Name+" "+strings.Trim(lit.Value, `"`))
		}
	}
	return words
}
