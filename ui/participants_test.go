package ui

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/html"

	"euxine/internal/gathering"
	"euxine/internal/httpkit"
)

// formFile is a file in a form.
type formFile struct{ name, content string }

// sendForm posts a form as browsers do.
func sendForm(t *testing.T, h http.Handler, url string, fields map[string]string, file formFile) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", file.name) // an empty one where none is chosen
	if err == nil {
		_, err = part.Write([]byte(file.content))
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, url, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	doc, err := html.Parse(strings.NewReader(rec.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return answer{t: t, url: url, status: rec.Code, header: rec.Header(), body: rec.Body.String(), doc: doc}
}

const participantsAt = "/en/events/" + participantsEvent + "/participants"

const participantsEvent = "cmr-2023-burgas"

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func named(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attribute(n, "name") == name }
}

const participantsList = "Organisation\tCountry\tCity\nТОВ «Юнітек»\tУкраїна\t\nICT Cluster\tBG\tVarna\nWalltopia\tBG\tSofia\n\tBG\t\n"

func TestParticipantsAreRecognisedAndSettled(t *testing.T) {
	h := serve(t, realCatalogue(t))
	empty := get(t, h, participantsAt).want(200)
	if len(all(empty.doc, "textarea", named("list"))) != 1 || len(all(empty.doc, "input", named("state"))) != 0 {
		t.Error("the page does not begin with a form")
	}
	a := sendForm(t, h, participantsAt, map[string]string{"list": participantsList, "do": "recognise"}, formFile{}).want(200)
	if got := a.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("it may be kept: %q", got)
	}
	state := attribute(all(a.doc, "input", named("state"))[0], "value")
	s, err := gathering.Read(strings.NewReader(state))
	if err != nil || len(s.Participants) != 4 || s.Participants[0].Organisation != "ua-unitek" || s.Open() != 1 {
		t.Fatalf("%v %s", err, state)
	}
	radios := all(a.doc, "input", named("choice-p2"))
	if len(radios) < 2 || attribute(radios[len(radios)-1], "value") != "none" {
		t.Fatalf("%d choices for a row that is asked about", len(radios))
	}
	if n := len(all(a.doc, "input", named("choice-p3"))); n != 0 {
		t.Errorf("%d choices for a row that is like nobody", n)
	}
	if !strings.Contains(a.body, "Another place") || !strings.Contains(a.body, "neither a name nor a website") {
		t.Error("reasons or issues are not said")
	}
	// The choice is taken over, and another than the candidates is not.
	chosen := attribute(radios[0], "value")
	b := sendForm(t, h, participantsAt, map[string]string{"state": state, "choice-p2": chosen, "choice-p3": "tr-ossa", "do": "continue"}, formFile{}).want(200)
	settled, err := gathering.Read(strings.NewReader(attribute(all(b.doc, "input", named("state"))[0], "value")))
	if err != nil || settled.Open() != 0 || string(settled.Participants[1].Organisation) != chosen || settled.Participants[2].Organisation != "" {
		t.Fatalf("%v %+v", err, settled)
	}
	// The file is the state, and can be loaded again, in the other language too.
	file := sendForm(t, h, participantsAt, map[string]string{"state": state, "choice-p2": "none", "do": "download"}, formFile{}).want(200)
	if !json.Valid([]byte(file.body)) || !strings.Contains(file.header.Get("Content-Disposition"), participantsEvent+"-participants.json") {
		t.Errorf("%v %.100s", file.header, file.body)
	}
	again := sendForm(t, h, strings.Replace(participantsAt, "/en/", "/bg/", 1), map[string]string{"list": ""}, formFile{"kept.json", file.body}).want(200)
	loaded, err := gathering.Read(strings.NewReader(attribute(all(again.doc, "input", named("state"))[0], "value")))
	if err != nil || loaded.Participants[1].Settled != gathering.SettledNoneSaid {
		t.Errorf("%v %+v", err, loaded)
	}
	if !strings.Contains(again.body, "Никоя от тези") {
		t.Error("not in Bulgarian")
	}
}

func TestParticipantsSayWhatIsWrong(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, test := range []struct {
		name   string
		fields map[string]string
		file   formFile
		want   string
	}{
		{"nothing", map[string]string{"list": " \n "}, formFile{}, "no participant"},
		{"another event's file", nil, formFile{"x.json", `{"format":"euxine-gathering","version":1,"event":"other","participants":[]}`}, "another event"},
		{"a newer file", nil, formFile{"x.json", `{"format":"euxine-gathering","version":99}`}, "newer version"},
		{"another JSON", nil, formFile{"x.json", `{"a": 1}`}, "not one that was kept"},
		{"a state that was changed", map[string]string{"state": "<script>"}, formFile{}, "not one that was kept"},
		{"an old workbook", nil, formFile{"x.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"}, "save it as .xlsx"},
	} {
		a := sendForm(t, h, participantsAt, test.fields, test.file)
		if a.status != 200 || !strings.Contains(a.body, test.want) || len(all(a.doc, "textarea", named("list"))) != 1 {
			t.Errorf("%s: %d, want a page that says %q", test.name, a.status, test.want)
		}
	}
	get(t, h, "/en/events/no-such-event/participants").want(404)
	get(t, h, participantsAt+"?x=1").want(400)
	r := httptest.NewRequest(http.MethodPost, participantsAt, strings.NewReader("list=Volt"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("another form: %d", w.Code)
	}
	large := sendForm(t, h, participantsAt, nil, formFile{"x.txt", strings.Repeat("x", MaxParticipantsBody+1)})
	if large.status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d for what is too large", large.status)
	}
}

// Nothing of a list reaches the log or the disk.
func TestParticipantsAreNotKept(t *testing.T) {
	var log bytes.Buffer
	u, err := New(Config{Catalogue: realCatalogue(t), Vocabulary: vocabulary(t), Atlas: outlines(t), Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), Build: "test"})
	if err != nil {
		t.Fatal(err)
	}
	e := httpkit.NewEngine(httpkit.EngineConfig{Log: slog.New(slog.NewTextHandler(&log, nil)), Registry: prometheus.NewRegistry(), Render: u.RenderProblem,
		Bodies: map[string]int64{ParticipantsPath: MaxParticipantsBody, PlanPath: MaxParticipantsBody}})
	u.Register(e)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	secret := "Zxqvsecretname"
	sendForm(t, e, participantsAt, map[string]string{"list": "Name;Country\n" + secret + ";" + secret + "\n"}, formFile{}).want(200)
	sendForm(t, e, participantsAt, nil, formFile{"x.json", `{"format":"` + secret + `"}`}).want(200)
	sendForm(t, e, participantsAt, nil, formFile{secret + ".csv", "\"" + secret + strings.Repeat(secret+"\n", 9000)}).want(200)
	sendForm(t, e, participantsAt, map[string]string{"state": `{"format":"euxine-gathering","version":1,"` + secret + `":1}`}, formFile{}).want(200)
	// Nor of a plan.
	state := `{"format":"euxine-gathering","version":1,"event":"` + participantsEvent + `","participants":[{"id":"p1","line":1,"name":"` + secret + `"},{"id":"p2","line":2,"name":"B"}]}`
	for _, do := range []string{"plan", "set", "open", "download", "participants"} {
		sendForm(t, e, planAt, fieldsWith(planTimetable, "state", state, "do", do, "wishes", secret+";B\n"+secret+"x;B"), formFile{}).want(200)
	}
	sendForm(t, e, planAt, fieldsWith(planTimetable, "state", strings.Replace(state, `"participants"`, `"slots":[{"id":"`+secret+`"},{"id":"`+secret+`"}],"participants"`, 1), "do", "plan", "day", ""), formFile{}).want(200)
	if !strings.Contains(log.String(), "/participants") || !strings.Contains(log.String(), "/plan") || strings.Contains(log.String(), secret) {
		t.Errorf("the log: %s", log.String())
	}
	if files, err := os.ReadDir(temporary); err != nil || len(files) > 0 {
		t.Errorf("%v %v", err, files)
	}
}

const seenList = "ICT Cluster Burgas;BG\nТОВ «Юнітек»;UA\nOSSA Defence and Aviation Cluster;TR\nWalltopia;BG\n"

func TestParticipantsAreSeen(t *testing.T) {
	h := serve(t, realCatalogue(t))
	first := sendForm(t, h, participantsAt, map[string]string{"list": seenList}, formFile{}).want(200)
	names := func(a answer) string {
		var list []string
		for _, n := range all(a.doc, "a", class("ref-name")) {
			list = append(list, attribute(n, "href"))
		}
		return strings.Join(list, " ")
	}
	state := attribute(all(first.doc, "input", named("state"))[0], "value")
	// Three are known, each counted in its country and drawn on the map.
	countries := all(first.doc, "input", named("country"))
	if len(countries) != 3 || attribute(countries[0], "form") != gatheringForm {
		t.Errorf("%d countries to choose from", len(countries))
	}
	if !strings.Contains(first.body, "/en/compare?ids=") || len(all(first.doc, "circle")) != 3 {
		t.Errorf("no comparison, or %d towns", len(all(first.doc, "circle")))
	}
	chosen := sendForm(t, h, participantsAt, map[string]string{"state": state, "do": "see", "country": "TR"}, formFile{}).want(200)
	if got := names(chosen); !strings.HasSuffix(got, "/en/organisations/tr-ossa") || !strings.Contains(chosen.body, "1 of 3") {
		t.Errorf("by country: %s", got)
	}
	none := sendForm(t, h, participantsAt, map[string]string{"state": state, "do": "see", "country": "AM"}, formFile{}).want(200)
	if !strings.Contains(none.body, "None of the organisations passes") {
		t.Error("that none is left is not said")
	}
	if a := sendForm(t, h, participantsAt, map[string]string{"state": state, "do": "see", "kind": "castle"}, formFile{}); a.status != 400 {
		t.Errorf("a kind there is not: %d", a.status)
	}
	for format, want := range map[string]string{"csv": "tr-ossa,", "geojson": `"FeatureCollection"`, "ndjson": `"id":"ua-unitek"`} {
		file := sendForm(t, h, participantsAt, map[string]string{"state": state, "do": "export", "format": format}, formFile{}).want(200)
		if !strings.Contains(file.body, want) || strings.Contains(file.body, "bg-ict-cluster-varna") || !strings.Contains(file.header.Get("Content-Disposition"), "organisations."+format) {
			t.Errorf("%s: %v %.200s", format, file.header, file.body)
		}
	}
	if a := sendForm(t, h, participantsAt, map[string]string{"state": state, "do": "export", "format": "pdf"}, formFile{}); a.status != 400 {
		t.Errorf("a format there is not: %d", a.status)
	}
	// A list of nobody known has nothing to see, and is no list of everybody.
	nobody := sendForm(t, h, participantsAt, map[string]string{"list": "Walltopia;BG\n"}, formFile{}).want(200)
	if strings.Contains(nobody.body, "see-title") {
		t.Error("there is something to see of nobody")
	}
	empty := sendForm(t, h, participantsAt, map[string]string{"state": attribute(all(nobody.doc, "input", named("state"))[0], "value"), "do": "export", "format": "ndjson"}, formFile{}).want(200)
	if strings.TrimSpace(empty.body) != "" {
		t.Errorf("the organisations of nobody: %.200s", empty.body)
	}
}

// TestWhatIsCertainCanBePutRight: a row that was recognised wrongly is settled anew, and a
// list is answered for in the reader's language.
func TestWhatIsCertainCanBePutRight(t *testing.T) {
	h := serve(t, realCatalogue(t))
	path := "/bg" + strings.TrimPrefix(participantsAt, "/en")
	first := sendForm(t, h, path, map[string]string{}, formFile{"list.csv", "\xc8\xec\xe5;\xc4\xfa\xf0\xe6\xe0\xe2\xe0\nICT Cluster Burgas;BG\n"}).want(200)
	if body := text(first.one("main")); !strings.Contains(body, "Файлът е прочетен като Windows-1251") {
		t.Errorf("the code page is not said in Bulgarian: %s", body)
	}
	row := first.one("tr", class("participants-row"))
	other := all(row, "details")
	if len(other) != 1 || attribute(other[0], "open") != "" || !strings.Contains(attribute(row, "class"), "is-certain") {
		t.Fatalf("the row is %s", text(row))
	}
	none := all(other[0], "input", with("value", "none"))
	state := attribute(all(first.doc, "input", named("state"))[0], "value")
	again := sendForm(t, h, path, map[string]string{"state": state, "do": "continue", attribute(none[0], "name"): "none"}, formFile{}).want(200)
	if row := again.one("tr", class("participants-row")); !strings.Contains(attribute(row, "class"), "is-rejected") {
		t.Errorf("put right it is %s", text(row))
	}
}
