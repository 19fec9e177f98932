package flow_test

import (
	"fmt"
	"strings"

	"linli/kiosk/flow"
)

// helpEvent is what staff say in a script's words.
func helpEvent(words []string) (flow.Event, bool) {
	if words[0] != "help" {
		return nil, false
	}
	q := flow.HelpWanted{Visit: "V1"}
	if words[1] == "unanswered" {
		return flow.Unanswered{Question: q, Standing: true}, true
	}
	r := flow.HelpHeard{Heard: words[1] != "unheard", Coming: words[1] == "coming"}
	if words[1] == "words" {
		r.Words = strings.Join(words[2:], " ")
	}
	return flow.Answered{Question: q, Reply: r, Standing: true}, true
}

// helpWords says what stands over a screen, and what is asked and told of it.
func helpWords(v flow.View) []string {
	if v.Help == nil {
		return nil
	}
	word := "help=" + string(v.Help.Phase)
	if v.Help.Words != "" {
		word += "=" + v.Help.Words
	}
	return []string{word}
}

func helpEffect(e flow.Effect) (string, bool) {
	switch e := e.(type) {
	case flow.Ask:
		if q, ok := e.Question.(flow.HelpWanted); ok {
			return fmt.Sprintf("ask(help %s every %s)", q.Screen, e.Every), true
		}
	case flow.StopAsking:
		return "stop", true
	case flow.Tell:
		return "help-over", true
	}
	return "", false
}
