package catalogue

import (
	"fmt"

	"linli/kiosk"
)

// keyed is a phrase and the key under which it stands.
type keyed struct {
	key  string
	text kiosk.Text
}

// phrasesOf lists all that a resident reads of an item.
func phrasesOf(i ServiceItem) []keyed {
	all := []keyed{
		{"name", i.Name}, {"time-limit.statutory", i.TimeLimit.Statutory}, {"time-limit.promised", i.TimeLimit.Promised},
		{"fee", i.Fee}, {"result", i.Result}, {"basis", i.Basis}, {"post", i.Post},
	}
	for _, p := range []keyed{{"hint", i.Hint}, {"serves", i.Serves}, {"body", i.Body}, {"hours", i.Hours}} {
		all = said(all, p.key, p.text)
	}
	for _, list := range []struct {
		key   string
		texts []kiosk.Text
	}{{"conditions", i.Conditions}, {"materials", i.Materials}, {"procedure", i.Procedure}} {
		for n, t := range list.texts {
			all = append(all, keyed{fmt.Sprintf("%s[%d]", list.key, n), t})
		}
	}
	for n, p := range i.Phones {
		all = append(all, keyed{fmt.Sprintf("phones[%d].name", n), p.Name})
	}
	if !i.Apply.Offered() {
		return all
	}
	all = append(all, keyed{"apply.next", i.Apply.Next})
	all = said(all, "apply.consent", i.Apply.Consent)
	all = said(all, "apply.mandate", i.Apply.Mandate)
	for n, f := range i.Apply.Fields {
		key := fmt.Sprintf("apply.fields[%d]", n)
		all = append(all, keyed{key + ".label", f.Label})
		all = said(all, key+".help", f.Help)
		for m, c := range f.Choices {
			all = append(all, keyed{fmt.Sprintf("%s.choices[%d].name", key, m), c.Name})
		}
	}
	return all
}

// homePhrases lists all that a resident reads of home.yaml.
func homePhrases(c *Catalogue) []keyed {
	var all []keyed
	for n, e := range c.Entries {
		all = append(all, keyed{fmt.Sprintf("entries[%d].name", n), e.Name})
		all = said(all, fmt.Sprintf("entries[%d].hint", n), e.Hint)
	}
	for n, g := range c.Groups {
		all = append(all, keyed{fmt.Sprintf("groups[%d].name", n), g.Name})
	}
	for n, k := range c.Counters {
		all = append(all, keyed{fmt.Sprintf("counters[%d].name", n), k.Name})
	}
	return all
}

// said adds a phrase that may be left out.
func said(all []keyed, key string, t kiosk.Text) []keyed {
	if t == (kiosk.Text{}) {
		return all
	}
	return append(all, keyed{key, t})
}
