package screen

import "linli/kiosk/flow"

// places says how many may come, and what is left of it where the office told.
func (l *layout) places(n flow.NoticeView) string {
	switch {
	case n.Capacity == 0:
		return ""
	case n.Room == nil:
		return l.count("place.capacity", n.Capacity)
	case n.Room.Left > 0:
		return l.count("place.room", n.Room.Left)
	}
	return l.count("place.waiting", n.Room.Waiting)
}

// withRoom is what is left of places, where the office told, before the rest.
func (l *layout) withRoom(r *flow.Room, rest string) string {
	if r == nil {
		return rest
	}
	room := l.count("place.room-short", r.Left)
	if rest == "" {
		return room
	}
	return l.say("place.room-and", "room", room, "rest", rest)
}

// act is what the button of an entry says: who comes too late waits.
func (l *layout) act(n flow.NoticeView) string {
	if n.Room != nil && n.Room.Left == 0 {
		return l.say("place.wait-list")
	}
	return l.in(n.Act)
}
