package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/search"
)

// protocol is the version of what client and server say to each other. Both
// come from one program; the version catches a server that was started before
// an upgrade.
const protocol = "7"

// Header and trailer names.
const (
	headerProtocol = "Euxine-Control"
	trailerError   = "Euxine-Error"
)

// NewServer offers the operations. There is no write timeout: imports and
// exports take as long as they take, and the other end is the owner.
func NewServer(ops Operations, build string, log *slog.Logger) *http.Server {
	s := &server{ops: ops, log: log}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /import", s.imports)
	mux.HandleFunc("GET /export", s.export)
	mux.HandleFunc("GET /search", s.search)
	mux.HandleFunc("GET /statistics", s.statistics)
	mux.HandleFunc("POST /participants", s.participants)
	mux.HandleFunc("GET /partners", s.partners)
	mux.HandleFunc("POST /plan", s.plan)
	mux.HandleFunc("POST /verify", s.verify)
	mux.HandleFunc("POST /reindex", s.reindex)
	mux.HandleFunc("GET /backup", s.backup)
	return &http.Server{Handler: checkProtocol(build, mux), ReadHeaderTimeout: 5 * time.Second,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
}

func checkProtocol(build string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(headerProtocol) != protocol {
			fail(w, fmt.Errorf("the running server is another version (%s): use the same program, or stop the server: %w", build, directory.ErrConflict))
			return
		}
		next.ServeHTTP(w, r)
	})
}

type server struct {
	ops Operations
	log *slog.Logger
}

// remote is an error on its way through the socket: its text, its kind and, for
// faulty parameters, what is wrong with them.
type remote struct {
	Text   string
	Kind   string
	Faults search.ParameterFaults `json:",omitempty"`
}

// kinds are the error kinds that survive the way through the socket.
var kinds = map[string]error{
	"not-found": directory.ErrNotFound, "invalid": directory.ErrInvalid, "conflict": directory.ErrConflict,
	"damaged": directory.ErrDamaged, "unavailable": directory.ErrUnavailable,
}

func encodeError(err error) remote {
	r := remote{Text: err.Error()}
	for name, kind := range kinds {
		if errors.Is(err, kind) {
			r.Kind = name
		}
	}
	errors.As(err, &r.Faults)
	return r
}

func fail(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusInternalServerError)
	_ = json.NewEncoder(w).Encode(encodeError(err)) // the client sees a cut answer as an error
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // as in fail
}

func (s *server) search(w http.ResponseWriter, r *http.Request) {
	a, err := s.ops.Search(r.Context(), r.URL.Query())
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, a)
}

func (s *server) statistics(w http.ResponseWriter, r *http.Request) {
	a, err := s.ops.Statistics(r.Context(), r.URL.Query())
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, a)
}

// participants reads the list into memory: it is to be kept nowhere.
func (s *server) participants(w http.ResponseWriter, r *http.Request) {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, gathering.MaxBytes+1))
	var g *catalogue.Gathered
	if err == nil {
		vs := r.URL.Query()
		g, err = s.ops.Participants(r.Context(), ParticipantsRequest{Event: directory.RecordID(vs.Get("event")), File: vs.Get("file"), Content: content,
			Language: directory.Language(vs.Get("language"))})
	}
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, g)
}

func (s *server) partners(w http.ResponseWriter, r *http.Request) {
	scores, err := s.ops.JudgePartners(r.Context())
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, scores)
}

// maxPlan is how much a question for a plan may be: a file of the kit and two lists,
// these in base64.
const maxPlan = gathering.MaxBytes + 2*exchange.MaxList*4/3 + 1<<10

// plan reads a file of the kit into memory, likewise.
func (s *server) plan(w http.ResponseWriter, r *http.Request) {
	var q catalogue.MeetQuestion
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxPlan)).Decode(&q)
	if err == nil && q.State == nil {
		err = fmt.Errorf("no state: %w", directory.ErrInvalid)
	}
	var p *catalogue.Planned
	if err == nil {
		p, err = s.ops.Plan(r.Context(), q)
	}
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, p)
}

func (s *server) verify(w http.ResponseWriter, r *http.Request) {
	f, err := s.ops.Verify(r.Context())
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, f)
}

func (s *server) reindex(w http.ResponseWriter, r *http.Request) {
	n, err := s.ops.Reindex(r.Context())
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, n)
}

// export streams the records.
func (s *server) export(w http.ResponseWriter, r *http.Request) {
	vs := r.URL.Query()
	req := ExportRequest{Format: exchange.Format(vs.Get("export_format")), Language: directory.Language(vs.Get("export_language")), Address: vs.Get("export_address")}
	for _, t := range vs["export_type"] {
		req.Types = append(req.Types, directory.RecordType(t))
	}
	for _, name := range []string{"export_format", "export_language", "export_address", "export_type"} {
		vs.Del(name)
	}
	req.Parameters = vs
	stream(w, func() error { return s.ops.Export(r.Context(), req, w) })
}

// backup streams, as export does.
func (s *server) backup(w http.ResponseWriter, r *http.Request) {
	stream(w, func() error { return s.ops.Backup(r.Context(), w) })
}

// stream answers with what write writes to w. Its error may come after the
// first byte, so it travels in a trailer.
func stream(w http.ResponseWriter, write func() error) {
	w.Header().Set("Trailer", trailerError)
	w.Header().Set("Content-Type", "application/octet-stream")
	if err := write(); err != nil {
		b, _ := json.Marshal(encodeError(err)) // strings always marshal
		w.Header().Set(trailerError, url.QueryEscape(string(b)))
	}
}

// imports spools the files it is sent, since an import reads each twice.
func (s *server) imports(w http.ResponseWriter, r *http.Request) {
	vs := r.URL.Query()
	req := ImportRequest{Type: directory.RecordType(vs.Get("type")), DryRun: vs.Get("dry_run") == "1", Seed: vs.Get("seed") == "1", By: vs.Get("by")}
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		fail(w, fmt.Errorf("import: %w: %w", directory.ErrInvalid, err))
		return
	}
	parts := multipart.NewReader(r.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		var file catalogue.ImportFile
		var remove func()
		if err == nil {
			file, remove, err = spool(part)
		}
		if err != nil {
			fail(w, fmt.Errorf("import: receive files: %w", err))
			return
		}
		defer remove()
		req.Files = append(req.Files, file)
	}
	report, err := s.ops.Import(r.Context(), req)
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, report)
}

// spool keeps one received file under a name of its own until remove.
func spool(part *multipart.Part) (file catalogue.ImportFile, remove func(), err error) {
	f, err := os.CreateTemp("", "euxine-import-*")
	if err != nil {
		return file, nil, err
	}
	remove = func() { _ = os.Remove(f.Name()) } // the system clears its folder of temporary files
	_, err = io.Copy(f, io.LimitReader(part, exchange.MaxFile+1))
	if err = errors.Join(err, f.Close()); err != nil {
		remove()
		return file, nil, err
	}
	name := strings.TrimPrefix(part.FormName(), "file:")
	return catalogue.ImportFile{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(f.Name()) }}, remove, nil
}
