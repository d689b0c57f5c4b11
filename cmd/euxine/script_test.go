package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this program the command euxine of the scripts, and of tests
// that look for it in PATH.
func TestMain(m *testing.M) {
	// A program under the race detector waits a second before it ends, for races
	// of other goroutines to be reported; hundreds of commands are run here.
	if os.Getenv(raceVariable) == "" {
		os.Setenv(raceVariable, "atexit_sleep_ms=20")
	}
	testscript.Main(m, map[string]func(){"euxine": main})
}

// raceVariable holds options of the race detector.
const raceVariable = "GORACE"

// update lets scripts write what they got where cmp wants something else.
var update = flag.Bool("update", false, "update the files that scripts compare with")

// TestScripts runs testdata/script; short, only what runs a server. Beside what testscript offers the scripts
// have these commands:
//
//	exits CODE COMMAND ARG…     run a command that must end with this exit code
//	serve DIR [FLAG…]           start a server on a free port and wait until it is
//	                            ready; sets $URL and $PID. Its log is in serve.log
//	within [-tries N] DURATION COMMAND…
//	                            run exits or serve, which must not take longer
//	stop TERM|KILL              signal the server and wait for it; TERM must exit 0
//	get [-status CODE] PATH     the answer of the server's PATH to standard output
//	flip FILE TEXT              flip a bit wherever FILE holds TEXT
//	cut FILE BYTES              keep only the first BYTES of FILE
//	same-as-before FILE         remember FILE the first time, compare from then on
//	mode FILE PERM              FILE has these permissions (octal)
//	repeat COUNT TEXT FILE      write TEXT COUNT times, without line ends
func TestScripts(t *testing.T) {
	testscript.Run(t, scripts("testdata/script"))
}

// TestTimes runs testdata/times: what is promised to be quick. It does not run
// beside other tests of this package.
func TestTimes(t *testing.T) {
	testscript.RunT(inOrder{t}, scripts("testdata/times"))
}

// inOrder is a test whose subtests do not run in parallel.
type inOrder struct{ *testing.T }

func (inOrder) Parallel()     {}
func (inOrder) Verbose() bool { return testing.Verbose() }

func (t inOrder) Run(name string, f func(testscript.T)) {
	t.T.Run(name, func(t *testing.T) { f(inOrder{t}) })
}

func scripts(dir string) testscript.Params {
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			s := &session{dir: env.WorkDir, files: map[string][]byte{}}
			env.Values[sessionKey{}] = s
			env.Setenv(raceVariable, os.Getenv(raceVariable))
			env.Defer(s.kill)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "serve": serve, "stop": stop, "within": within, "get": get,
			"flip": flip, "cut": cut, "same-as-before": sameAsBefore, "mode": mode, "repeat": repeat,
		},
	}
}

type sessionKey struct{}

// session is what a script's commands know of each other.
type session struct {
	dir    string
	server *server
	files  map[string][]byte // of same-as-before
}

func of(ts *testscript.TestScript) *session { return ts.Value(sessionKey{}).(*session) }

func (s *session) kill() {
	if s.server != nil {
		s.server.kill()
	}
}

// server is a running `euxine serve`.
type server struct {
	cmd   *exec.Cmd
	url   string
	ended chan error
}

// readyTimeout bounds how long a server may take until it is ready. It is far
// longer than on any machine it should be: what is promised is tested by within.
const readyTimeout = time.Minute

// startServer runs `euxine serve` with the arguments on a free port and waits
// until it is ready. Its log goes to the file.
func startServer(ctx context.Context, log string, env []string, dir string, args ...string) (*server, error) {
	program, err := exec.LookPath("euxine") // testscript.Main has put it there
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(log, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	cmd := exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, f
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd, ended: make(chan error, 1)}
	said := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if _, rest, ok := strings.Cut(lines.Text(), "Euxine is at "); ok {
				address, _, _ := strings.Cut(rest, " ")
				said <- strings.TrimSuffix(address, "/")
			}
		}
		s.ended <- cmd.Wait()
	}()
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	select {
	case s.url = <-said:
	case err := <-s.ended:
		s.ended <- err
		return nil, fmt.Errorf("serve ended: %w", errors.Join(err, errors.New(tail(log))))
	case <-ctx.Done():
		s.kill()
		return nil, ctx.Err()
	}
	if err := s.waitReady(ctx); err != nil {
		s.kill()
		return nil, err
	}
	return s, nil
}

// waitReady asks /readyz until it says yes.
func (s *server) waitReady(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		status, _, err := fetch(ctx, s.url+"/readyz")
		if err == nil && status == http.StatusOK {
			return nil
		}
		select {
		case <-tick.C:
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("serve ended before it was ready: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("not ready in time: status %d: %w", status, errors.Join(err, ctx.Err()))
		}
	}
}

// stop sends the signal and waits for the end.
func (s *server) stop(signal os.Signal) error {
	if err := s.cmd.Process.Signal(signal); err != nil {
		return err
	}
	return s.wait()
}

func (s *server) wait() error {
	err := <-s.ended
	s.ended <- err
	return err
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill() // it may have ended already
	_ = s.wait()
}

func fetch(ctx context.Context, url string) (status int, body []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	return resp.StatusCode, body, err
}

func tail(file string) string {
	b, _ := os.ReadFile(file) // it is only for a message
	return string(b[max(0, len(b)-2000):])
}

func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: serve DIR [FLAG…]")
	}
	s := of(ts)
	env := []string{"HOME=" + ts.Getenv("HOME"), "PATH=" + ts.Getenv("PATH"), "TMPDIR=" + ts.Getenv("TMPDIR"), raceVariable + "=" + os.Getenv(raceVariable)}
	server, err := startServer(context.Background(), filepath.Join(s.dir, "serve.log"), env, ts.MkAbs("."),
		append([]string{"--data", args[0]}, args[1:]...)...)
	ts.Check(err)
	s.server = server
	ts.Setenv("URL", server.url)
	ts.Setenv("PID", strconv.Itoa(server.cmd.Process.Pid))
}

func stop(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	if neg || len(args) != 1 || s.server == nil {
		ts.Fatalf("usage: stop TERM|KILL, after serve")
	}
	switch args[0] {
	case "TERM":
		if err := s.server.stop(syscall.SIGTERM); err != nil {
			ts.Fatalf("the server did not end well: %v\n%s", err, tail(filepath.Join(s.dir, "serve.log")))
		}
	case "KILL":
		s.server.kill()
	default:
		ts.Fatalf("unknown signal %s", args[0])
	}
	s.server = nil
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// within runs another command and looks at the clock. With -tries the best
// counts: a busy machine makes anything slow now and then.
func within(ts *testscript.TestScript, neg bool, args []string) {
	tries := 1
	if len(args) > 2 && args[0] == "-tries" {
		var err error
		tries, err = strconv.Atoi(args[1])
		ts.Check(err)
		args = args[2:]
	}
	if neg || len(args) < 2 {
		ts.Fatalf("usage: within [-tries N] DURATION exits|serve ARG…")
	}
	limit, err := time.ParseDuration(args[0])
	ts.Check(err)
	for try := 1; ; try++ {
		began := time.Now()
		switch args[1] {
		case "exits":
			exits(ts, false, args[2:])
		case "serve":
			serve(ts, false, args[2:])
		default:
			ts.Fatalf("within cannot run %s", args[1])
		}
		took := time.Since(began)
		ts.Logf("took %v", took.Round(time.Millisecond))
		switch {
		case took <= limit*slowness:
			return
		case try == tries:
			ts.Fatalf("took %v, may take %v", took, limit)
		case args[1] == "serve":
			stop(ts, false, []string{"TERM"})
		}
	}
}

func get(ts *testscript.TestScript, neg bool, args []string) {
	want := http.StatusOK
	if len(args) == 3 && args[0] == "-status" {
		var err error
		want, err = strconv.Atoi(args[1])
		ts.Check(err)
		args = args[2:]
	}
	s := of(ts)
	if neg || len(args) != 1 || s.server == nil {
		ts.Fatalf("usage: get [-status CODE] PATH, after serve")
	}
	status, body, err := fetch(context.Background(), s.server.url+args[0])
	ts.Check(err)
	_, err = ts.Stdout().Write(body)
	ts.Check(err)
	if status != want {
		ts.Fatalf("status %d, want %d", status, want)
	}
}

func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: flip FILE TEXT")
	}
	path := ts.MkAbs(args[0])
	b, err := os.ReadFile(path)
	ts.Check(err)
	// All the places: a free page of a database may hold a former copy.
	n := 0
	for at := 0; ; n++ {
		i := bytes.Index(b[at:], []byte(args[1]))
		if i < 0 {
			break
		}
		b[at+i] ^= 1
		at += i + 1
	}
	if n == 0 {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(path, b, 0o600))
}

func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cut FILE BYTES")
	}
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
}

func sameAsBefore(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: same-as-before FILE")
	}
	path := ts.MkAbs(args[0])
	b, err := os.ReadFile(path)
	ts.Check(err)
	s := of(ts)
	before, ok := s.files[path]
	if ok && !bytes.Equal(before, b) {
		ts.Fatalf("%s was changed: %d bytes before, %d now", args[0], len(before), len(b))
	}
	s.files[path] = b
}

func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode FILE PERM")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

func repeat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: repeat COUNT TEXT FILE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), bytes.Repeat([]byte(args[1]), n), 0o666))
}
