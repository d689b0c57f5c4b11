package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"euxine/internal/directory"
)

// measureProduct takes the program as a user has it: builds it, imports generated
// records, starts it, and asks through HTTP what people ask, facets, reasons and
// profiles included.
func measureProduct(ctx context.Context, dir string, records int, seed uint64, rounds int) error {
	p := product{dir: dir, program: filepath.Join(dir, "euxine"), data: filepath.Join(dir, "data")}
	build := exec.CommandContext(ctx, "go", "build", "-o", p.program, "./cmd/euxine")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	file := filepath.Join(dir, "organisations-x.ndjson")
	if _, err := os.Stat(p.data); errors.Is(err, os.ErrNotExist) {
		if err := p.fill(ctx, file, records, seed); err != nil {
			return err
		}
	}
	asked, err := gather(file, seed, rounds+1)
	if err != nil {
		return err
	}
	started, err := p.start(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("until the index is whole: %.1f s\n", started.Seconds())
	if err := p.stop(); err != nil {
		return err
	}
	if started, err = p.start(ctx); err != nil {
		return err
	}
	fmt.Printf("later start to a right answer: %.2f s\n", started.Seconds())
	settled, err := p.settle(ctx)
	if err != nil {
		return errors.Join(err, p.stop())
	}
	fmt.Printf("until nothing is merged any more: %.0f s\n", settled.Seconds())
	err = p.ask(ctx, asked)
	return errors.Join(err, p.stop())
}

type product struct {
	dir, program, data string
	server             *exec.Cmd
	url                string
	client             http.Client
}

func (p *product) fill(ctx context.Context, file string, records int, seed uint64) error {
	run := func(args ...string) (time.Duration, error) {
		began := time.Now()
		cmd := exec.CommandContext(ctx, p.program, args...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			return 0, fmt.Errorf("%s: %w: %s", args[0], err, out)
		}
		took := time.Since(began)
		if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && args[0] == "import" {
			fmt.Printf("import's peak memory, the mapped store included: %d MB\n", u.Maxrss>>10)
		}
		return took, nil
	}
	if _, err := run("generate", "--records", strconv.Itoa(records), "--seed", strconv.FormatUint(seed, 10), "-o", file); err != nil {
		return err
	}
	took, err := run("import", "--data", p.data, file)
	if err != nil {
		return err
	}
	fmt.Printf("imported, checked and durable, the index following: %.1f s (%.0f records/s), %.2f KB each on disk\n", took.Seconds(), float64(records)/took.Seconds(), float64(folderSize(p.data))/1024/float64(records))
	return nil
}

// start runs the server and waits for a right answer of a whole index.
func (p *product) start(ctx context.Context) (time.Duration, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	address := l.Addr().String()
	l.Close()
	began := time.Now()
	p.url = "http://" + address
	p.server = exec.CommandContext(ctx, p.program, "serve", "--data", p.data, "--listen", address)
	log, err := os.Create(filepath.Join(p.dir, "serve.log"))
	if err != nil {
		return 0, err
	}
	defer log.Close()
	p.server.Stdout, p.server.Stderr = log, log
	if err := p.server.Start(); err != nil {
		return 0, err
	}
	for {
		if _, err := p.get("/readyz"); err == nil {
			if _, err := p.get("/api/v1/organisations?q=furniture"); err == nil {
				return time.Since(began), nil
			}
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// settle waits until the server does nothing by itself: after a big import Bleve merges
// segments for a minute or two, and would take a processor from what is measured.
func (p *product) settle(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	const idle = 3 // seconds on end
	for quiet, before := 0, int64(0); quiet < idle; {
		used, err := p.processorTime()
		if err != nil {
			return 0, err
		}
		if quiet++; used-before > 2 { // hundredths of a second
			quiet = 0
		}
		before = used
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return time.Since(began) - idle*time.Second, nil
}

// processorTime is what the server has used, in hundredths of a second.
func (p *product) processorTime() (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.server.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:])) // from the state on, the third
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat has %d fields", p.server.Process.Pid, len(fields))
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	return user + system, errors.Join(err, err2)
}

func (p *product) stop() error {
	if err := p.server.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return p.server.Wait()
}

func (p *product) get(path string) (int, error) {
	request, err := http.NewRequest(http.MethodGet, p.url+path, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd") // as browsers ask; to unpack is their work
	r, err := p.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	n, err := io.Copy(io.Discard, r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, r.Status)
	}
	return int(n), err
}

// question is a path of a class.
type question struct{ class, path string }

var productClasses = []string{"one word", "two words", "word + country", "two filters", "everything", "one typo", "prefix", "concept, other language", "place", "name, other script", "suggestion"}

// gather chooses questions for each round out of the records: their words by how many have
// them, their names, the sectors' labels and the towns in other languages. Each round asks
// others, so that none but "everything" is asked again by intent.
func gather(file string, seed uint64, rounds int) ([][]question, error) {
	w, err := newWorld(seed)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	const sample = 20_000
	of := map[string]int{}
	var names []string
	read := 0
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() && read < sample {
		read++
		var o struct {
			Description string     `json:"description"`
			Native      nativeName `json:"native_name"`
		}
		if err := json.Unmarshal(in.Bytes(), &o); err != nil {
			return nil, err
		}
		if _, goods, ok := strings.Cut(o.Description, "On offer: "); ok {
			for word := range strings.SplitSeq(strings.TrimSuffix(goods, "."), ", ") {
				of[word]++
			}
		}
		if o.Native != "" {
			names = append(names, string(o.Native))
		}
	}
	if err := in.Err(); err != nil {
		return nil, err
	}
	var common []string
	for word, n := range of {
		if share := float64(n) / float64(read); 0.005 <= share && share <= 0.05 {
			common = append(common, word)
		}
	}
	slices.Sort(common)
	if len(common) < 8 || len(names) < 8 {
		return nil, fmt.Errorf("%d common words and %d names are too few to ask for", len(common), len(names))
	}
	r := rand.New(rand.NewPCG(seed, 7))
	one := func(list []string) string { return list[r.IntN(len(list))] }
	find := func(q string, more string) string { return "/api/v1/organisations?q=" + url.QueryEscape(q) + more }
	var labels, towns []string
	for _, id := range w.vocabulary.ConceptsOf("sector") {
		c, _ := w.vocabulary.Concept(id)
		for _, l := range []directory.Language{"bg", "ro", "tr", "uk", "ka", "el"} {
			labels = append(labels, c.PrefLabel[l])
		}
	}
	for _, c := range w.vocabulary.Cities() {
		if c.Native != "" {
			towns = append(towns, c.Native)
		}
	}
	countries := []string{"BG", "RO", "TR", "UA", "GE"}
	lists := make([][]question, rounds)
	for n := range perClass * rounds {
		begin := one(common)
		word := strings.Fields(one(names))[0]
		list := &lists[n%rounds]
		*list = append(*list,
			question{"one word", find(one(common), "")},
			question{"two words", find(one(common)+" "+one(common), "")},
			question{"word + country", find(one(common), "&country="+one(countries))},
			question{"two filters", "/api/v1/organisations?country=" + one(countries) + "&sector=" + one(w.values[3])},
			question{"everything", "/api/v1/organisations"},
			question{"one typo", find(misspelt(r, one(common)), "")},
			question{"prefix", find(begin[:3+r.IntN(2)], "")},
			question{"concept, other language", find(one(labels), "")},
			question{"place", find(one(towns), "")},
			question{"name, other script", find(word, "")},
			question{"suggestion", "/api/v1/suggest?q=" + url.QueryEscape(begin[:2+r.IntN(4)])})
	}
	return lists, nil
}

// nativeName is a text, or a text with its language.
type nativeName string

// UnmarshalJSON implements json.Unmarshaler.
func (n *nativeName) UnmarshalJSON(b []byte) error {
	if b[0] != '{' {
		return json.Unmarshal(b, (*string)(n))
	}
	var with struct {
		Text string `json:"text"`
	}
	err := json.Unmarshal(b, &with)
	*n = nativeName(with.Text)
	return err
}

// ask measures the classes one after the other, after a round that warms up, then all
// together from several clients at once.
func (p *product) ask(ctx context.Context, rounds [][]question) error {
	took := map[string][]time.Duration{}
	var all []time.Duration
	for round, list := range rounds {
		for _, q := range list {
			began := time.Now()
			if _, err := p.get(q.path); err != nil {
				return err
			}
			if d := time.Since(began); round > 0 {
				took[q.class] = append(took[q.class], d)
				if q.class != "suggestion" {
					all = append(all, d)
				}
			}
		}
	}
	fmt.Print("\n| through HTTP, ms | p50 | p95 | p99 | slowest |\n| --- | --- | --- | --- | --- |\n")
	row := func(name string, list []time.Duration) {
		slices.Sort(list)
		fmt.Printf("| %s | %s | %s | %s | %s |\n", name, ms(at(list, 50)), ms(at(list, 95)), ms(at(list, 99)), ms(list[len(list)-1]))
	}
	for _, class := range productClasses {
		row(class, took[class])
	}
	row("all but suggestions", all)
	fmt.Print("\n| clients | searches/s | p50 | p95 | p99 | slowest |\n| --- | --- | --- | --- | --- | --- |\n")
	asked := 0
	for _, clients := range []int{1, 2, 8} {
		n, list, err := p.together(ctx, slices.Concat(rounds...), clients)
		if err != nil {
			return err
		}
		asked += len(list)
		slices.Sort(list)
		fmt.Printf("| %d | %.0f | %s | %s | %s | %s |\n", clients, n, ms(at(list, 50)), ms(at(list, 95)), ms(at(list, 99)), ms(list[len(list)-1]))
	}
	fmt.Printf("\nmemory after %d searches: %s\n", asked+len(all), p.memory())
	return nil
}

// load is how long several clients ask.
const load = 15 * time.Second

func (p *product) together(ctx context.Context, list []question, clients int) (perSecond float64, took []time.Duration, err error) {
	ctx, stop := context.WithTimeout(ctx, load)
	defer stop()
	var mu sync.Mutex
	var wait sync.WaitGroup
	began := time.Now()
	for c := range clients {
		wait.Go(func() {
			r := rand.New(rand.NewPCG(uint64(c), 8))
			own := product{url: p.url, client: http.Client{Transport: &http.Transport{}}}
			for ctx.Err() == nil {
				q := list[r.IntN(len(list))]
				if q.class == "suggestion" {
					continue
				}
				at := time.Now()
				_, e := own.get(q.path)
				mu.Lock()
				took, err = append(took, time.Since(at)), errors.Join(err, e)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return float64(len(took)) / time.Since(began).Seconds(), took, err
}

// memory is what the server holds, of its own and of mapped files.
func (p *product) memory() string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.server.Process.Pid))
	if err != nil {
		return "not known"
	}
	var parts []string
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && slices.Contains([]string{"VmRSS", "RssAnon", "RssFile"}, name) {
			parts = append(parts, name+" "+strings.TrimSpace(value))
		}
	}
	return strings.Join(parts, ", ")
}
