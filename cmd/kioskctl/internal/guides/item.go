package guides

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"linli/assets"
)

// draft is an item that is being made of one row. Reasons say why it cannot be;
// notes what was done to the words.
type draft struct {
	row            row
	id             string
	group          Group
	counter        string
	name           Name
	code           string
	serves, body   string
	hours          string
	conditions     []string
	materials      []string
	procedure      []string
	statutory      string
	promised       string
	fee            string
	result, basis  string
	post           string
	phones         []phone
	reasons, notes []string
}

type phone struct {
	of     assets.Phrase
	number string
}

func (d *draft) refuse(format string, args ...any) {
	d.reasons = append(d.reasons, fmt.Sprintf(format, args...))
}

func (d *draft) note(what string) {
	if !slices.Contains(d.notes, what) {
		d.notes = append(d.notes, what)
	}
}

// take reads one column of the row.
func (d *draft) take(c column) cell {
	if strings.ContainsRune(d.row.cells[c], utf8.RuneError) {
		d.refuse("%s: holds signs that cannot be read; export it anew as UTF-8", c)
	}
	one := clean(d.row.cells[c])
	for _, n := range one.notes {
		d.note(n)
	}
	return one
}

// room is how many characters a phrase has room for; kiosk/catalogue has the
// last word.
const room = 120

func (d *draft) list(c column, what string) []string {
	one := d.take(c)
	one.fitted(room)
	for _, n := range one.notes {
		d.note(n)
	}
	if len(one.lines) == 0 {
		d.refuse("%s: the export says nothing", what)
	}
	return one.lines
}

// draw makes a draft of a row.
func (s shelf) draw(r row) *draft {
	d := &draft{row: r}
	name := d.take(colName).words()
	if name == "" {
		d.refuse("name: the export says nothing")
	}
	d.name = s.names[name]
	if d.name.ZH == "" {
		d.name.ZH = name
	}
	d.code = strings.ToUpper(d.take(colCode).words())
	d.body = d.take(colBody).words()
	d.id = idOf(d.code, name, d.body)
	s.place(d)
	d.serves, d.hours, d.post = d.take(colServes).words(), d.take(colHours).words(), d.take(colPost).words()
	if d.post == "" && d.body != "" {
		d.post = d.body
		d.note("no post is named; the body stands in its place")
	}
	d.conditions = d.list(colConditions, "conditions")
	d.materials = d.list(colMaterials, "materials")
	d.procedure = d.list(colProcedure, "procedure")
	d.limits(s.words)
	d.charged(s.words)
	if d.result = d.take(colResult).words(); d.result == "" {
		d.refuse("result: the export says nothing")
	}
	d.rules()
	d.dial(s.words)
	return d
}

// place finds the group of home.yaml whose name the theme has, else the one
// that was given.
func (s shelf) place(d *draft) {
	theme := d.take(colTheme).words()
	for _, g := range s.groups {
		if theme != "" && (strings.Contains(theme, g.Name) || strings.Contains(g.Name, theme)) {
			d.group = g
		}
	}
	if d.group.ID == "" {
		d.group = s.fallback
	}
	if d.group.ID == "" {
		d.refuse("group: no group is called %q; name one with -group", theme)
	}
	if d.counter = s.counter; d.counter == "" {
		d.counter = d.group.Counter
	}
	if d.group.ID != "" && d.counter == "" {
		d.refuse("counter: no item of %s tells the counter; name one with -counter", d.group.ID)
	}
}

func (d *draft) limits(w phrases) {
	var err error
	stat := d.take(colStatutory)
	if len(stat.lines) == 0 && strings.TrimSpace(d.row.cells[colStatutory]) != "" {
		d.statutory = w.noStatutory // the cell says that there is none
	} else if d.statutory, err = limitOf(stat, d.take(colStatUnit), w); err != nil {
		d.refuse("statutory limit: %v", err)
	}
	if d.promised, err = limitOf(d.take(colPromised), d.take(colPromUnit), w); err != nil {
		d.refuse("promised limit: %v", err)
	}
}

var (
	free   = regexp.MustCompile(`^(否|不收费|免费|不收取.*|0|0元|N|false)$`)
	priced = regexp.MustCompile(`[0-9.]+\s*元|工本费`)
)

// charged says what it costs. Of an export that says free and names a price
// nobody can tell what is true.
func (d *draft) charged(w phrases) {
	yes, fee := d.take(colCharged).words(), d.take(colFee).words()
	switch {
	case (free.MatchString(yes) || yes == "" && free.MatchString(fee)) && (fee == "" || !priced.MatchString(fee)):
		d.fee = w.free
	case free.MatchString(yes):
		d.refuse("fee: the export says free, and %q", fee)
	case fee == "":
		d.refuse("fee: the export says %q and no sum", yes)
	default:
		d.fee = fee
	}
}

var title = regexp.MustCompile(`《[^《》]{2,50}》(?:[（(][^（()）]{2,40}[）)])?(?:\s*第[0-9一二三四五六七八九十百零]+条(?:第[0-9一二三四五六七八九十]+款)?)*`)

// rules says what it rests on: as it stands, or where that is longer than a
// phrase the titles and articles alone.
func (d *draft) rules() {
	d.basis = d.take(colBasis).words()
	if utf8.RuneCountInString(d.basis) > room {
		titles := slices.Compact(title.FindAllString(d.basis, -1))
		d.basis = ""
		for _, one := range titles {
			if more := strings.TrimPrefix(d.basis+"；"+one, "；"); utf8.RuneCountInString(more) <= room {
				d.basis = more
			}
		}
		d.note("of the rules only titles and articles were taken")
	}
	if d.basis == "" {
		d.refuse("basis: the export names no rule")
	}
}

var (
	dialled   = regexp.MustCompile(`[0-9]{3,4}\s*-\s*[0-9]{4}\s*-?\s*[0-9]{3,4}|[0-9]{3,4}-[0-9]{7,8}|1[0-9]{2}\s?[0-9]{4}\s?[0-9]{4}|[0-9]{7,12}|[0-9]{4}-[0-9]{4}|\b[0-9]{5}\b`)
	extension = regexp.MustCompile(`[0-9]\s*(转|分机)\s*[0-9]`)
	dashes    = strings.NewReplacer("—", "-", "–", "-", "－", "-", "（", "", "）", "-", "(", "", ")", "-")
)

// dial finds telephone numbers, each once.
func (d *draft) dial(w phrases) {
	seen := map[string]bool{}
	for _, of := range []struct {
		c  column
		of assets.Phrase
	}{{colPhone, w.telephone}, {colComplaints, w.complaints}} {
		words := strings.ReplaceAll(dashes.Replace(d.take(of.c).words()), "--", "-")
		if extension.MatchString(words) {
			d.refuse("%s: %q has an extension, which no screen shows; name a number that rings", of.c, words)
		}
		for _, number := range dialled.FindAllString(words, -1) {
			number = strings.ReplaceAll(number, " ", "")
			digits := strings.ReplaceAll(number, "-", "")
			if seen[digits] {
				d.note("a telephone number that stood twice was taken once")
				continue
			}
			seen[digits] = true
			d.phones = append(d.phones, phone{of.of, number})
		}
	}
	if len(d.phones) == 0 || d.phones[0].of != w.telephone {
		d.refuse("phone: no number in %q", d.row.cells[colPhone])
	}
}

// idOf names the item: by its code, which stays the same in the next export,
// else by a mark of name and body.
func idOf(code, name, body string) string {
	bare := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(code))
	if len(bare) >= 4 {
		return "guide-" + bare
	}
	return fmt.Sprintf("guide-%x", sha256.Sum256([]byte(name+"\n"+body)))[:14]
}
