package guides

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// plain is text that needs no quotes in YAML: Chinese, Latin words and digits
// among them.
var plain = regexp.MustCompile(`^[\p{Han}A-Za-z《（][\p{Han}A-Za-z0-9 、。，；《》（）〔〕“”·.-]*$`)

// reserved words of YAML are no text without quotes.
var reserved = regexp.MustCompile(`(?i)^(y|n|yes|no|true|false|on|off|null)$`)

func quoted(s string) string {
	if plain.MatchString(s) && !strings.HasSuffix(s, " ") && !reserved.MatchString(s) {
		return s
	}
	var b strings.Builder
	e := json.NewEncoder(&b) // text in JSON is text in YAML
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always can
	return strings.TrimSpace(b.String())
}

// yaml writes the draft as the file of an item.
func (d *draft) yaml(source string) []byte {
	var b strings.Builder
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
		}
	}
	phrase := func(key, zh string) {
		if zh != "" {
			line(key, "{zh: "+inBraces(zh)+"}")
		}
	}
	phrases := func(key string, all []string) {
		fmt.Fprintf(&b, "%s:\n", key)
		for _, zh := range all {
			fmt.Fprintf(&b, "  - zh: %s\n", quoted(zh))
		}
	}
	fmt.Fprintf(&b, "# From row %d of %s. English and pictures are still to be done.\n", d.row.number, strings.ReplaceAll(source, "\n", " "))
	line("group", d.group.ID)
	line("icon", d.group.Icon)
	line("counter", `"`+d.counter+`"`)
	if d.code != "" {
		line("code", `"`+d.code+`"`)
	}
	name := "{zh: " + inBraces(d.name.ZH) + "}"
	if d.name.EN != "" {
		name = "{zh: " + inBraces(d.name.ZH) + ", en: " + inBraces(d.name.EN) + "}"
	}
	line("name", name)
	phrase("serves", d.serves)
	phrase("body", d.body)
	phrase("hours", d.hours)
	phrases("conditions", d.conditions)
	phrases("materials", d.materials)
	phrases("procedure", d.procedure)
	fmt.Fprintf(&b, "time-limit:\n  statutory: {zh: %s}\n  promised: {zh: %s}\n", inBraces(d.statutory), inBraces(d.promised))
	phrase("fee", d.fee)
	phrase("result", d.result)
	phrase("basis", d.basis)
	phrase("post", d.post)
	line("phone", quoted(d.phones[0].number))
	if len(d.phones) > 1 {
		b.WriteString("phones:\n")
		for _, p := range d.phones[1:] {
			fmt.Fprintf(&b, "  - {name: {zh: %s, en: %s}, number: %s}\n", inBraces(p.of.ZH), inBraces(p.of.EN), quoted(p.number))
		}
	}
	return []byte(b.String())
}

// inBraces is text within { }, where a comma of English would end it.
func inBraces(s string) string {
	if strings.ContainsAny(s, ",[]{}") {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return quoted(s)
}
