package beside

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Family lists the process root and all that descend from it.
func Family(root int) ([]int, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, fmt.Errorf("beside: %w", err)
	}
	children := map[int][]int{}
	for _, file := range stats {
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			continue
		}
		if fields, err := stat(pid); err == nil {
			parent, _ := strconv.Atoi(fields[1])
			children[parent] = append(children[parent], pid)
		}
	}
	family := []int{root}
	for i := 0; i < len(family); i++ {
		family = append(family, children[family[i]]...)
	}
	return family, nil
}

// stat returns the fields of /proc/PID/stat that follow the name: the state is
// the first.
func stat(pid int) ([]string, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, fmt.Errorf("beside: %w", err)
	}
	return strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:])), nil
}

// Memory is what the family of root holds, in bytes: pages that several
// processes share count for each with its part (PSS).
func Memory(root int) (int, error) {
	family, err := Family(root)
	if err != nil {
		return 0, err
	}
	all := 0
	for _, pid := range family {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			continue // it has ended meanwhile
		}
		for line := range strings.Lines(string(b)) {
			if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
				kib, _ := strconv.Atoi(strings.Fields(rest)[0])
				all += kib << 10
			}
		}
	}
	return all, nil
}

// Processor is the processor time that the living family of root has taken.
func Processor(root int) (time.Duration, error) {
	family, err := Family(root)
	if err != nil {
		return 0, err
	}
	var all time.Duration
	for _, pid := range family {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		if err != nil {
			return 0, fmt.Errorf("beside: %w", err)
		}
		for _, file := range threads {
			b, err := os.ReadFile(file)
			if fields := strings.Fields(string(b)); err == nil && len(fields) > 0 {
				ns, _ := strconv.ParseInt(fields[0], 10, 64) // proc(5): time on the processor
				all += time.Duration(ns)
			}
		}
	}
	return all, nil
}
