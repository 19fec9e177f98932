package card

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"linli/drivers/cardwatch"
	"linli/drivers/idcard"
)

// hidden stands for what is not shown without Reveal.
const hidden = "***"

// Facts is a card as kioskctl shows it. The JSON names are documented in
// docs/devices/idcard.md; scripts of technicians break if they change.
type Facts struct {
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Sex       string `json:"sex"`
	Ethnicity string `json:"ethnicity"`
	Birth     string `json:"birth"`
	Address   string `json:"address"`
	Number    string `json:"number"`
	Issuer    string `json:"issuer"`
	ValidFrom string `json:"validFrom"`
	ValidTo   string `json:"validTo"`

	AdditionalAddress string `json:"additionalAddress,omitempty"`
	EnglishName       string `json:"englishName,omitempty"`
	Nationality       string `json:"nationality,omitempty"`
	PassNumber        string `json:"passNumber,omitempty"`
	Issue             string `json:"issue,omitempty"`
	Province          string `json:"province,omitempty"`
	CardNumber        string `json:"cardNumber,omitempty"`

	Warnings []idcard.Warning `json:"warnings"`
}

// FactsOf returns what a document says, masked unless reveal is set.
func FactsOf(d idcard.Document, reveal bool) Facts {
	text := idcard.Private.String
	ethnicity := d.EthnicGroup
	switch {
	case reveal:
		text = idcard.Private.Reveal
	case ethnicity != "":
		ethnicity = hidden
	}
	f := Facts{
		Kind: string(d.Kind), Name: text(d.Name), Sex: sexWord(d.Sex), Ethnicity: ethnicity, Birth: text(d.Birth),
		Address: text(d.Address), Number: text(d.Number), Issuer: d.Issuer,
		AdditionalAddress: text(d.NewAddress), EnglishName: text(d.EnglishName), Nationality: d.Nationality,
		PassNumber: text(d.PassNumber), Issue: d.Issue, Province: d.Province,
		Warnings: append([]idcard.Warning{}, d.Warnings...),
	}
	f.ValidFrom, f.ValidTo = validity(d.Validity)
	return f
}

// validity gives both days as 2006-01-02, or 长期 for a card without a last.
func validity(v idcard.Validity) (from, to string) {
	if v.From.IsZero() {
		return "", ""
	}
	from = v.From.Format(time.DateOnly)
	if v.LongTerm {
		return from, "长期"
	}
	return from, v.To.Format(time.DateOnly)
}

func sexWord(s idcard.Sex) string {
	switch s {
	case idcard.Male:
		return "male"
	case idcard.Female:
		return "female"
	case idcard.SexUnstated:
		return "unstated"
	}
	return "unknown"
}

// WriteJSON writes v as one line.
func WriteJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// WriteText writes the facts one a line; those the card does not have are left
// out.
func (f Facts) WriteText(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range [][2]string{
		{"kind", f.Kind}, {"name", f.Name}, {"English name", f.EnglishName}, {"sex", f.Sex}, {"ethnicity", f.Ethnicity},
		{"birth", f.Birth}, {"address", f.Address}, {"newer address", f.AdditionalAddress}, {"number", f.Number},
		{"province", f.Province}, {"pass number", f.PassNumber}, {"card number", f.CardNumber}, {"nationality", f.Nationality}, {"issue", f.Issue},
		{"issuer", f.Issuer}, {"valid from", f.ValidFrom}, {"valid to", f.ValidTo},
	} {
		if row[1] != "" {
			fmt.Fprintf(table, "%s\t%s\n", row[0], row[1])
		}
	}
	for _, w := range f.Warnings {
		fmt.Fprintf(table, "warning\t%s\n", w)
	}
	return table.Flush()
}

// Line is one event as `kioskctl card watch -json` prints it.
type Line struct {
	Time  time.Time `json:"time"`
	Event string    `json:"event"`
	*Facts
	Error string `json:"error,omitempty"`
}

// LineOf returns the line of an event that happened at a time.
func LineOf(at time.Time, e cardwatch.Event, reveal bool) Line {
	l := Line{Time: at.Truncate(time.Millisecond), Event: e.Kind.String()}
	if e.Kind == cardwatch.Read {
		facts := FactsOf(e.Document, reveal)
		l.Facts = &facts
	}
	if e.Err != nil {
		l.Error = Explain(e.Err).Error()
	}
	return l
}

// WriteText writes the line for people, a card's facts below it.
func (l Line) WriteText(out io.Writer) error {
	text := l.Time.Format("15:04:05.000") + "  " + l.Event
	if l.Error != "" {
		text += ": " + l.Error
	}
	if _, err := fmt.Fprintln(out, text); err != nil || l.Facts == nil {
		return err
	}
	return l.Facts.WriteText(out)
}
