package voice

import (
	"slices"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// guide says all that is known of an item, and how its paper does.
func (s *saying) guide() {
	g := s.v.Guide
	if g == nil {
		return
	}
	s.about("guide", func(l *line) {
		l.text(s.v.Heading)
		for _, list := range []struct {
			key   string
			texts []kiosk.Text
		}{{"screen.conditions", g.Conditions}, {"screen.materials", g.Materials}, {"screen.procedure", g.Procedure}} {
			if list.key == "screen.conditions" {
				list.texts = append([]kiosk.Text{g.Serves}, list.texts...)
			}
			if slices.ContainsFunc(list.texts, func(t kiosk.Text) bool { return t.In(l.lang) != "" }) {
				l.say(list.key)
				l.text(list.texts...)
			}
		}
		if g.Promised.In(l.lang) != "" || g.Statutory.In(l.lang) != "" {
			l.say("screen.limits")
		}
		if g.Promised.In(l.lang) != "" {
			l.say("screen.promised", l.value("limit", g.Promised))
		}
		if g.Statutory.In(l.lang) != "" {
			l.say("screen.statutory", l.value("limit", g.Statutory))
		}
		for _, one := range []struct {
			key  string
			text kiosk.Text
		}{{"screen.fee", g.Fee}, {"screen.result", g.Result}} {
			if one.text.In(l.lang) != "" {
				l.say(one.key)
				l.text(one.text)
			}
		}
		l.whomToAsk(*g)
		if g.Basis.In(l.lang) != "" {
			l.say("screen.basis")
			l.text(g.Basis)
		}
	})
	s.slip(g.Slip, g.Side)
}

// whomToAsk says counters, posts, telephones and hours of an item.
func (l *line) whomToAsk(g flow.GuideView) {
	l.say("screen.contact")
	for _, c := range g.Counters {
		l.say("screen.at-counter", l.spelled("id", string(c.ID)), l.value("counter", c.Name))
	}
	l.contact(g.Post, g.Phone)
	for _, p := range g.Phones {
		l.say("screen.phone-of", l.value("name", p.Name), l.spelled("phone", p.Number))
	}
	if g.Hours.In(l.lang) != "" {
		l.say("screen.item-hours", l.value("hours", g.Hours))
	}
	if g.Body.In(l.lang) != "" {
		l.say("screen.body", l.value("body", g.Body))
	}
}

// contact says a post and its telephone.
func (l *line) contact(post kiosk.Text, phone string) {
	if post.In(l.lang) != "" {
		l.say("screen.post", l.value("post", post))
	}
	if phone != "" {
		l.say("voice.phone", l.spelled("number", phone))
	}
}
