package main

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilledWhileRestoring kills a restore with SIGKILL at random moments. What
// it leaves is either not taken for a directory, and then restored into again,
// or the whole of it.
func TestKilledWhileRestoring(t *testing.T) {
	t.Parallel()
	const cycles = 5
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	euxine := func(args ...string) (string, error) {
		cmd := exec.Command("euxine", args...) // testscript.Main has put it in PATH
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	must := func(args ...string) string {
		t.Helper()
		out, err := euxine(args...)
		if err != nil {
			t.Fatalf("euxine %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return out
	}
	must("generate", "--records", "100", "--seed", "1", "-o", "organisations-x.ndjson")
	must("import", "--data", "data", "organisations-x.ndjson")
	must("backup", "--data", "data", "backup")
	began := time.Now()
	must("restore", "backup", "--data", "undisturbed")
	undisturbed := time.Since(began)
	const whole = "100 records at revision 1, 0 faults.\n"

	again, complete := 0, 0
	for range cycles {
		to := filepath.Join(dir, "restored")
		// Early more often than late: most of the time the index is built, which
		// is when the directory is whole already.
		early := random.Float64()
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(early*early*float64(undisturbed)))
		cmd := exec.CommandContext(ctx, "euxine", "restore", "backup", "--data", to)
		cmd.Dir = dir
		_ = cmd.Run() // killed, or done before that
		cancel()
		if _, err := os.Stat(filepath.Join(to, "RESTORING")); err == nil {
			if out, err := euxine("export", "--data", to); err == nil || !strings.Contains(out, "a restore was begun in it and not finished") {
				t.Fatalf("an unfinished restore is taken for a directory: %v\n%s", err, out)
			}
		}
		if out, err := euxine("restore", "backup", "--data", to); err == nil {
			again++
		} else if strings.Contains(out, "it is not empty") {
			complete++
		} else {
			t.Fatalf("restoring again: %v\n%s", err, out)
		}
		if got := must("verify", "--data", to); !strings.HasSuffix(got, whole) { // before it the log, if the index had to be built
			t.Fatalf("verify says\n%s\nwant\n%s", got, whole)
		}
		if err := os.RemoveAll(to); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d restores: %d begun again, %d were whole", cycles, again, complete)
}
