package hall

// Find returns the ticket with an id and how many stand before it: those of its
// prefix that arrived earlier today and were not called. ok is false for a
// ticket of another day and for one that the hall does not know.
func (s State) Find(id string) (t Ticket, ahead int, ok bool) {
	before := map[string]int{} // by prefix
	for _, t := range s.Tickets {
		switch {
		case t.Day != s.Day:
		case t.ID == id:
			return t, before[t.Prefix], true
		case t.Called == nil:
			before[t.Prefix]++
		}
	}
	return Ticket{}, 0, false
}
