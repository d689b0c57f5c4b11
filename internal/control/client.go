package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"

	"euxine/internal/catalogue"
	"euxine/internal/eval"
)

// Client reaches the operations of a running server.
type Client struct {
	http *http.Client
}

var _ Operations = (*Client)(nil)

// Dial connects to a server's socket; an error when none listens there.
func Dial(ctx context.Context, socket string) (*Client, error) {
	conn, err := dial(ctx, socket)
	if err != nil {
		return nil, fmt.Errorf("reach the running server: %w", err)
	}
	to := func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, socket) }
	return &Client{http: &http.Client{Transport: &http.Transport{DialContext: to}}}, conn.Close()
}

// Close lets the connection go.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// do sends a request; an answer other than 200 is the error it holds.
func (c *Client) do(ctx context.Context, method, path string, parameters url.Values, contentType string, body io.Reader) (*http.Response, error) {
	// The host is a name for the log only: the transport knows one socket.
	req, err := http.NewRequestWithContext(ctx, method, "http://euxine"+path+"?"+parameters.Encode(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set(headerProtocol, protocol)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the running server: %w", err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	defer resp.Body.Close()
	var r remote
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return nil, fmt.Errorf("ask the running server: status %s", resp.Status)
	}
	return nil, decodeError(r)
}

func decodeError(r remote) error {
	if len(r.Faults) > 0 {
		return r.Faults
	}
	return &remoteError{text: r.Text, kind: kinds[r.Kind]}
}

// remoteError keeps an error's text and kind.
type remoteError struct {
	text string
	kind error
}

func (e *remoteError) Error() string { return e.text }
func (e *remoteError) Unwrap() error { return e.kind }

func (c *Client) ask(ctx context.Context, method, path string, parameters url.Values, contentType string, body io.Reader, answer any) error {
	resp, err := c.do(ctx, method, path, parameters, contentType, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(answer); err != nil {
		return fmt.Errorf("answer of the running server: %w", err)
	}
	return nil
}

// Search asks the server's index.
func (c *Client) Search(ctx context.Context, parameters url.Values) (*catalogue.Answer, error) {
	var a catalogue.Answer
	return &a, c.ask(ctx, "GET", "/search", parameters, "", nil, &a)
}

// Statistics asks the server's index.
func (c *Client) Statistics(ctx context.Context, parameters url.Values) (*catalogue.Statistics, error) {
	var s catalogue.Statistics
	return &s, c.ask(ctx, "GET", "/statistics", parameters, "", nil, &s)
}

// Plan lets the server plan meetings.
func (c *Client) Plan(ctx context.Context, q catalogue.MeetQuestion) (*catalogue.Planned, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	var p catalogue.Planned
	return &p, c.ask(ctx, "POST", "/plan", nil, "application/json", bytes.NewReader(body), &p)
}

// Participants lets the server recognise a list.
func (c *Client) Participants(ctx context.Context, r ParticipantsRequest) (*catalogue.Gathered, error) {
	var g catalogue.Gathered
	vs := url.Values{"event": {string(r.Event)}, "file": {r.File}, "language": {string(r.Language)}}
	return &g, c.ask(ctx, "POST", "/participants", vs, "application/octet-stream", bytes.NewReader(r.Content), &g)
}

// JudgePartners lets the server judge.
func (c *Client) JudgePartners(ctx context.Context) (scores []eval.PairScore, err error) {
	return scores, c.ask(ctx, "GET", "/partners", nil, "", nil, &scores)
}

// Verify lets the server verify.
func (c *Client) Verify(ctx context.Context) (*Findings, error) {
	var f Findings
	return &f, c.ask(ctx, "POST", "/verify", nil, "", nil, &f)
}

// Reindex lets the server build its index anew.
func (c *Client) Reindex(ctx context.Context) (n int, err error) {
	return n, c.ask(ctx, "POST", "/reindex", nil, "", nil, &n)
}

// Export copies what the server exports.
func (c *Client) Export(ctx context.Context, r ExportRequest, w io.Writer) error {
	vs := url.Values{}
	for k, v := range r.Parameters {
		vs[k] = v
	}
	vs.Set("export_format", string(r.Format))
	vs.Set("export_language", string(r.Language))
	vs.Set("export_address", r.Address)
	for _, t := range r.Types {
		vs.Add("export_type", string(t))
	}
	return c.stream(ctx, "export", vs, w)
}

// Backup copies the backup the server writes.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	return c.stream(ctx, "backup", nil, w)
}

// stream copies what the server streams; its error comes behind.
func (c *Client) stream(ctx context.Context, what string, parameters url.Values, w io.Writer) error {
	resp, err := c.do(ctx, "GET", "/"+what, parameters, "", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(w, resp.Body); err != nil {
		return fmt.Errorf("%s from the running server: %w", what, err)
	}
	if t := resp.Trailer.Get(trailerError); t != "" {
		var r remote
		if s, err := url.QueryUnescape(t); err == nil && json.Unmarshal([]byte(s), &r) == nil {
			return decodeError(r)
		}
		return fmt.Errorf("%s from the running server: %s", what, t)
	}
	return nil
}

// Import sends the files to the server.
func (c *Client) Import(ctx context.Context, r ImportRequest) (*catalogue.Report, error) {
	vs := url.Values{"type": {string(r.Type)}, "by": {r.By}}
	if r.DryRun {
		vs.Set("dry_run", "1")
	}
	if r.Seed {
		vs.Set("seed", "1")
	}
	read, write := io.Pipe()
	form := multipart.NewWriter(write)
	go func() {
		var err error
		for _, f := range r.Files {
			err = errors.Join(err, send(form, f))
		}
		write.CloseWithError(errors.Join(err, form.Close()))
	}()
	var report catalogue.Report
	err := c.ask(ctx, "POST", "/import", vs, form.FormDataContentType(), read, &report)
	return &report, errors.Join(err, read.Close())
}

func send(form *multipart.Writer, f catalogue.ImportFile) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := form.CreateFormField("file:" + f.Name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return err
}
