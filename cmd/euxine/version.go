package main

import (
	"runtime/debug"
	"strings"
)

// build names this build: the version of the module or the commit it was built
// from, with a + when the tree had changes.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				changed = "+"
			}
		}
	}
	switch {
	case commit != "":
		return commit[:min(len(commit), 12)] + changed
	case strings.HasPrefix(info.Main.Version, "v"):
		return info.Main.Version
	}
	return "development"
}
