package store

// SetPoint makes commits call fn at named points: "applied" before bbolt's
// commit, "committed" after it. An error from fn is an I/O error.
func (o *Options) SetPoint(fn func(name string) error) { o.point = fn }
