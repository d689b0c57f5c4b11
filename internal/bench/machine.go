package main

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// machine says what the figures were measured on.
func machine() string {
	model := "unknown processor"
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	commit, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		commit = []byte("unknown")
	}
	return fmt.Sprintf("%s, %s, %d cores, %s, commit %s", time.Now().Format("2006-01-02"), model, runtime.NumCPU(), runtime.Version(), strings.TrimSpace(string(commit)))
}

// ratio is the geometric mean, over the classes but everything, of how many times as
// long as the first an engine takes.
func ratio(first, r result, percent int) float64 {
	sum, n := 0.0, 0
	for _, class := range classes {
		if class == "everything" {
			continue
		}
		sum += math.Log(float64(at(r.took[class], percent)) / float64(at(first.took[class], percent)))
		n++
	}
	return math.Exp(sum / float64(n))
}
