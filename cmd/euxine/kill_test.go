package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"euxine/internal/catalogue"
	"euxine/internal/control"
	"euxine/internal/directory"
	"euxine/internal/exchange"
)

// TestKilledWhileImporting kills the process that imports with SIGKILL at random
// moments, over and over on the same directory; mostly a server that imports
// for a command, now and then a command that has the directory to itself. After
// each restart what was acknowledged is there, the import that was cut short is
// there wholly or not at all, and the index agrees with the store.
func TestKilledWhileImporting(t *testing.T) {
	t.Parallel()
	cycles := 8 // package boltstore does it twenty times without a server
	if testing.Short() {
		cycles = 3
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	const bulk = 1200 // an import is applied in chunks of store.MaxOps: two
	dir := filepath.Join(t.TempDir(), "d")
	k := &killing{t: t, dir: dir}
	k.start()
	began := time.Now()
	k.must(k.importText("organisations-bulk.ndjson", bulkText(bulk, 0)))
	undisturbed := time.Since(began)
	committed, applied := 0, 0 // versions of the bulk
	completed := 0

	var acknowledged strings.Builder
	for cycle := 1; cycle <= cycles; cycle++ {
		small := fmt.Sprintf("{\"id\":\"acknowledged-%03d\",\"kind\":\"sme\",\"name\":\"Acknowledged %d\",\"country\":\"RO\",\"status\":\"active\"}\n", cycle, cycle)
		k.must(k.importText("organisations-small.ndjson", small))
		acknowledged.WriteString(small)
		if got, want := k.export(), acknowledged.String()+bulkText(bulk, applied); got != want {
			t.Fatalf("cycle %d: an import cut short went on after the start that was to complete it", cycle)
		}

		delay := time.Duration(random.Int64N(int64(undisturbed)))
		var err error
		if cycle%5 == 0 {
			err = k.killCommand(bulkText(bulk, cycle), delay)
		} else {
			err = k.killServer(bulkText(bulk, cycle), delay)
		}
		if err == nil {
			committed = cycle // the answer came before the signal
		}
		k.start()
		if strings.Contains(k.logged(), "completing an import") {
			completed++
		}

		got := k.export()
		head, rest, _ := strings.Cut(got, "{\"id\":\"bulk-")
		if head != acknowledged.String() {
			t.Fatalf("cycle %d: acknowledged records are not as they were; got\n%s\nwant\n%s", cycle, head, acknowledged.String())
		}
		switch rest = "{\"id\":\"bulk-" + rest; rest {
		case bulkText(bulk, cycle):
			applied = cycle
		case bulkText(bulk, applied):
			if committed == cycle {
				t.Fatalf("cycle %d: an acknowledged import is lost", cycle)
			}
		default:
			t.Fatalf("cycle %d: killed after %v, the import is there in part: %d records of version %d, %d of version %d", cycle, delay,
				strings.Count(rest, version(cycle)), cycle, strings.Count(rest, version(applied)), applied)
		}
		k.verify(cycle)
	}
	k.must(k.importText("organisations-bulk.ndjson", bulkText(bulk, cycles)))
	if got, want := k.export(), acknowledged.String()+bulkText(bulk, cycles); got != want {
		t.Error("importing again does not give what an undisturbed import gives")
	}
	k.verify(cycles)
	k.stop()
	t.Logf("%d kills; %d imports were completed on restart; an undisturbed import takes %v", cycles, completed, undisturbed.Round(time.Millisecond))
}

func version(n int) string { return fmt.Sprintf("Version %d\"", n) }

// bulkText is n records in the form an export has.
func bulkText(n, v int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"id\":\"bulk-%04d\",\"kind\":\"sme\",\"name\":\"Bulk %d\",\"country\":\"BG\",\"keywords\":[\"Version %d\"],\"status\":\"active\"}\n", i, i, v)
	}
	return b.String()
}

// killing is the directory under test and the server that has it.
type killing struct {
	t      *testing.T
	dir    string
	server *server
	client *control.Client
}

func (k *killing) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *killing) log() string { return k.dir + ".log" }

// logged is the log of the latest server.
func (k *killing) logged() string {
	b, err := os.ReadFile(k.log())
	k.must(err)
	return string(b)
}

// start starts a server; a directory that has records is not filled from the seed.
func (k *killing) start() {
	k.t.Helper()
	if _, err := os.Stat(k.dir); err != nil {
		k.must(k.command("organisations-first.ndjson", bulkText(1, 0)).Run())
	}
	k.must(os.WriteFile(k.log(), nil, 0o600))
	var err error
	k.server, err = startServer(k.t.Context(), k.log(), os.Environ(), "", "--data", k.dir)
	k.must(err)
	k.t.Cleanup(k.server.kill)
	k.client, err = control.Dial(k.t.Context(), filepath.Join(k.dir, "euxine.sock"))
	k.must(err)
}

func (k *killing) stop() {
	k.must(k.client.Close())
	k.must(k.server.stop(os.Interrupt))
}

func (k *killing) importText(name, text string) error {
	_, err := k.client.Import(context.Background(), control.ImportRequest{By: "test",
		Files: []catalogue.ImportFile{{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}}})
	return err
}

// killServer kills the server some time into an import it does for a client,
// and returns what the client heard.
func (k *killing) killServer(text string, delay time.Duration) error {
	answer := make(chan error, 1)
	go func() { answer <- k.importText("organisations-bulk.ndjson", text) }()
	var err error
	heard := false
	select {
	case err = <-answer:
		heard = true
	case <-time.After(delay):
	}
	k.server.kill()
	if !heard {
		err = <-answer
	}
	k.must(k.client.Close())
	return err
}

// killCommand stops the server and kills a command some time into its import.
func (k *killing) killCommand(text string, delay time.Duration) error {
	k.stop()
	cmd := k.command("organisations-bulk.ndjson", text)
	k.must(cmd.Start())
	timer := time.AfterFunc(delay, func() { _ = cmd.Process.Kill() }) // it may have ended
	defer timer.Stop()
	return cmd.Wait()
}

// command is an import by a process of its own.
func (k *killing) command(name, text string) *exec.Cmd {
	k.t.Helper()
	program, err := exec.LookPath("euxine")
	k.must(err)
	file := filepath.Join(filepath.Dir(k.dir), name)
	k.must(os.WriteFile(file, []byte(text), 0o600))
	return exec.Command(program, "import", "--data", k.dir, file)
}

func (k *killing) export() string {
	k.t.Helper()
	var b bytes.Buffer
	k.must(k.client.Export(k.t.Context(), control.ExportRequest{Types: []directory.RecordType{directory.Organisations}, Format: exchange.NDJSON}, &b))
	return b.String()
}

// verify lets the server read everything and compare its index with the store.
func (k *killing) verify(cycle int) {
	k.t.Helper()
	f, err := k.client.Verify(k.t.Context())
	k.must(err)
	for _, d := range f.Damage {
		k.t.Errorf("cycle %d: %s: %s", cycle, d.Where, d.What)
	}
	if k.t.Failed() {
		k.t.FailNow()
	}
}
