# Prints what benchmarks measured, with the bars of bars.txt: first file bars,
# second file the output of go test -bench.
function reaches(value, bar) {
	return bar ~ /^<=/ ? value + 0 <= substr(bar, 3) + 0 : value + 0 >= substr(bar, 3) + 0
}

BEGIN { printf "%-44s %12s %-20s %10s %10s\n", "", "measured", "", "must", "goal" }

FNR == NR {
	if ($0 !~ /^#/ && NF == 4) { must[$1, $2] = $3; goal[$1, $2] = $4 }
	next
}

/^Benchmark/ {
	name = $1
	sub(/-[0-9]+$/, "", name) # the processors
	for (i = 3; i < NF; i += 2) {
		if ($(i + 1) ~ /^(ns|B|allocs)\/op$/) continue
		bar = must[name, $(i + 1)]
		verdict = bar == "" ? "" : !reaches($i, bar) ? "missed" : reaches($i, goal[name, $(i + 1)]) ? "goal" : "must"
		printf "%-44s %12s %-20s %10s %10s %s\n", name, $i, $(i + 1), bar, goal[name, $(i + 1)], verdict
	}
}
