package rating

import (
	"cmp"
	"math"
	"slices"

	"linli/kiosk"
)

// enough is how many grades shares are said of. Of fewer a share says more
// about chance than about service.
const enough = 5

// Row is one line of a table: all grades that name the same counter, post or
// item.
type Row struct {
	Key    string
	Grades int
	Low    int
	Of     [5]int // how often each grade was given, the best first
	// Shares are Of in whole percent, which add up to 100; nil when there are
	// too few grades.
	Shares []int
}

// Table counts grades under the key of each; those with an empty key are left
// out. The row with most grades comes first.
func Table(all []Rating, key func(Rating) string) []Row {
	rows := map[string]*Row{}
	for _, r := range all {
		k := key(r)
		if k == "" || !r.Grade.Valid() {
			continue
		}
		if rows[k] == nil {
			rows[k] = &Row{Key: k}
		}
		rows[k].Grades++
		rows[k].Of[kiosk.VeryGood-r.Grade]++
		if r.Grade.Low() {
			rows[k].Low++
		}
	}
	var table []Row
	for _, row := range rows {
		row.Shares = shares(row.Of, row.Grades)
		table = append(table, *row)
	}
	slices.SortFunc(table, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Grades, a.Grades), cmp.Compare(a.Key, b.Key))
	})
	return table
}

// shares rounds so that the sum is 100: what is left over goes to the largest
// remainders.
func shares(of [5]int, all int) []int {
	if all < enough {
		return nil
	}
	percent, left := make([]int, len(of)), 100
	order := []int{0, 1, 2, 3, 4}
	rest := func(i int) float64 {
		exact := float64(of[i]) * 100 / float64(all)
		return exact - math.Floor(exact)
	}
	for i, n := range of {
		percent[i] = n * 100 / all
		left -= percent[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest(b), rest(a)) })
	for _, i := range order[:left] {
		percent[i]++
	}
	return percent
}
