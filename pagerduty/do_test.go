package pagerduty_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

type tag struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

func getTags() pagerduty.Request {
	return pagerduty.Request{Operation: "listTags", Method: http.MethodGet, Path: []string{"tags"}, Query: url.Values{"limit": {"2"}}, Root: "tags"}
}

func postTag() pagerduty.Request {
	return pagerduty.Request{Operation: "createTags", Method: http.MethodPost, Path: []string{"tags"}, Body: map[string]any{"tag": tag{Label: "new"}}, Root: "tag"}
}

func TestDoDecodesTheRoot(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t, answer(200, `{"tag":{"id":"PT1","label":"old","type":{"odd":true}}}`), answer(201, `{"tag":{"id":"PT2","label":7}}`)), pagerduty.WithFrom(testEmail))
	var got tag
	if err := client.Do(t.Context(), pagerduty.Request{Method: http.MethodGet, Path: []string{"tags", "PT1"}, Root: "tag"}, &got); err != nil || got != (tag{"PT1", "old"}) {
		t.Errorf("got %+v, %v", got, err)
	}
	r := postTag()
	r.NeedsFrom, r.EarlyAccess = true, "tags"
	got = tag{}
	if err := client.Do(t.Context(), r, &got); err != nil || got.ID != "PT2" {
		t.Errorf("got %+v, %v; a member of another type must not fail the call", got, err)
	}
	made := sent.requests()[1]
	if made.line() != "POST /tags" || made.Header.Get("From") != testEmail || made.Header.Get("X-Early-Access") != "tags" || made.Body != `{"tag":{"id":"","label":"new"}}` {
		t.Errorf("sent %+v", made)
	}
}

// The list is read by offset, by cursor, or in one request, as PagerDuty answers.
func TestItemsReadsEveryPage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answers []string
		want    string // the requests
	}{
		"offset": {
			[]string{`{"tags":[{"id":"PT1"},{"id":"PT2"}],"more":true}`, `{"tags":[{"id":"PT2"},{"id":"PT3"}],"more":true}`, `{"tags":[{"id":"PT4"}],"more":false}`},
			"GET /tags?limit=2 GET /tags?limit=2&offset=2 GET /tags?limit=2&offset=4",
		},
		"cursor": {
			[]string{`{"tags":[{"id":"PT1"},{"id":"PT2"}],"next_cursor":"abc"}`, `{"tags":[{"id":"PT3"},{"id":"PT4"}],"next_cursor":null}`},
			"GET /tags?limit=2 GET /tags?cursor=abc&limit=2",
		},
		"cursor after": { // as the alert grouping settings
			[]string{`{"tags":[{"id":"PT1"},{"id":"PT2"}],"after":"abc","before":null}`, `{"tags":[{"id":"PT3"},{"id":"PT4"}],"after":null,"before":"def"}`},
			"GET /tags?limit=2 GET /tags?after=abc&limit=2",
		},
		"one page": {[]string{`{"tags":[{"id":"PT1"},{"id":"PT2"},{"id":"PT3"},{"id":"PT4"}]}`}, "GET /tags?limit=2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := test.answers
			client, sent := newClient(t, everywhere(func(request *http.Request) (*http.Response, error) {
				body := answers[0]
				answers = answers[1:]
				return answer(200, body)(request)
			}))
			var ids, lines []string
			for item, err := range pagerduty.Items[tag](t.Context(), client, getTags()) {
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, item.ID)
			}
			for _, request := range sent.requests() {
				lines = append(lines, request.line())
			}
			if got := strings.Join(ids, " "); got != "PT1 PT2 PT3 PT4" {
				t.Errorf("read %s", got)
			}
			if got := strings.Join(lines, " "); got != test.want {
				t.Errorf("sent %s, want %s", got, test.want)
			}
		})
	}
}

func TestItemsEndsAListThatDoesNot(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"an empty page with more": `{"tags":[],"more":true}`, "the same cursor": `{"tags":[{"id":"PT1"}],"next_cursor":"abc"}`,
		"no list": `{}`, "a page for people": `<html>`,
	} {
		client, sent := newClient(t, everywhere(answer(200, body)), pagerduty.WithMaxRetryWait(0))
		var last error
		for _, err := range pagerduty.Items[tag](t.Context(), client, getTags()) {
			last = err
		}
		if last == nil || len(sent.requests()) > 3 {
			t.Errorf("%s: %v after %d requests", name, last, len(sent.requests()))
		}
	}
	pages := 0
	client, sent := newClient(t, everywhere(func(request *http.Request) (*http.Response, error) {
		pages++
		return answer(200, fmt.Sprintf(`{"tags":[{"id":"PT1"},{"id":"PT2"}],"next_cursor":"c%d"}`, pages))(request)
	}))
	if _, err := drain(pagerduty.Items[tag](t.Context(), client, getTags())); err == nil || len(sent.requests()) > 4 {
		t.Errorf("new cursors to the same page: %v after %d requests", err, len(sent.requests()))
	}
	client, sent = newClient(t, everywhere(answer(200, `{"tags":[{"id":"PT1"}],"more":true}`)))
	if _, err := drain(pagerduty.Items[tag](t.Context(), client, getTags())); err == nil || len(sent.requests()) > 4 {
		t.Errorf("a list without offsets: %v after %d requests", err, len(sent.requests()))
	}
	client, _ = newClient(t, everywhere(func(request *http.Request) (*http.Response, error) {
		return answer(200, `{"tags":[{"id":"P`+request.URL.Query().Get("offset")+`"}],"more":true}`)(request)
	}))
	r := getTags()
	r.Query.Set("offset", "9999")
	var last error
	for _, err := range pagerduty.Items[tag](t.Context(), client, r) {
		last = err
	}
	if !errors.Is(last, pagerduty.ErrWindow) {
		t.Errorf("beyond 10,000 records: %v", last)
	}
	if r.Query.Get("offset") != "9999" {
		t.Error("the caller's query was changed")
	}
}

// What the caller says decides whether a request is repeated and whether a read-only client sends it.
func TestDoKeepsTheGuards(t *testing.T) {
	t.Parallel()
	repeatable, reads := postTag(), postTag()
	repeatable.Repeatable, reads.ReadsOnly = true, true
	for name, test := range map[string]struct {
		request   pagerduty.Request
		attempts  int // while PagerDuty fails
		undecided bool
		refused   bool // by a read-only client
	}{
		"GET":                       {getTags(), 2, false, false},
		"POST":                      {postTag(), 1, true, true},
		"POST that can be repeated": {repeatable, 2, true, true},
		"POST that reads":           {reads, 1, false, false},
	} {
		failing := answer(503, "")
		client, sent := newClient(t, everywhere(failing), pagerduty.WithMaxRetryWait(time.Second))
		var got tag
		err := client.Do(t.Context(), test.request, &got)
		if repeated := len(sent.requests()) > 1; repeated != (test.attempts > 1) || !errors.Is(err, pagerduty.ErrUnavailable) || errors.Is(err, pagerduty.ErrUndecided) != test.undecided {
			t.Errorf("%s: %d attempts, %v", name, len(sent.requests()), err)
		}
		client, sent = newClient(t, everywhere(answer(200, `{"tag":{"id":"PT1"},"tags":[]}`)), pagerduty.WithReadOnly())
		test.request.Root = ""
		err = client.Do(t.Context(), test.request, &map[string]any{})
		if refused := errors.Is(err, pagerduty.ErrReadOnly) && len(sent.requests()) == 0; refused != test.refused || !refused && err != nil {
			t.Errorf("%s by a read-only client: %v after %d requests", name, err, len(sent.requests()))
		}
	}
}

func TestDoRefuses(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(200, `{}`)))
	change := func(f func(*pagerduty.Request)) pagerduty.Request {
		r := postTag()
		f(&r)
		return r
	}
	var none *tag
	for name, test := range map[string]struct {
		request pagerduty.Request
		into    any
	}{
		"no method":         {change(func(r *pagerduty.Request) { r.Method = "" }), &tag{}},
		"another method":    {change(func(r *pagerduty.Request) { r.Method = "TRACE" }), &tag{}},
		"no path":           {change(func(r *pagerduty.Request) { r.Path = nil }), &tag{}},
		"a hostile element": {change(func(r *pagerduty.Request) { r.Path = []string{"tags", "../services"} }), &tag{}},
		"an empty element":  {change(func(r *pagerduty.Request) { r.Path = []string{"tags", ""} }), &tag{}},
		"no pointer":        {postTag(), tag{}},
		"a nil pointer":     {postTag(), none},
	} {
		if err := client.Do(t.Context(), test.request, test.into); !errors.Is(err, pagerduty.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(sent.requests()) != 0 {
		t.Errorf("sent %v", sent.requests())
	}
	for name, body := range map[string]string{
		"HTML": "<html>", "nothing": "", "null": "null", "another root": `{"tags":[]}`, "a null root": `{"tag":null}`, "an error": `{"tag":{},"error":{"message":"no"}}`,
	} {
		client, _ := newClient(t, everywhere(answer(200, body)))
		if err := client.Do(t.Context(), postTag(), &tag{}); !errors.Is(err, pagerduty.ErrUndecided) {
			t.Errorf("%s: %v, want ErrUndecided", name, err)
		}
		if err := client.Do(t.Context(), postTag(), nil); !errors.Is(err, pagerduty.ErrUndecided) {
			t.Errorf("%s in place of 204: %v, want ErrUndecided", name, err)
		}
	}
	client, _ = newClient(t, everywhere(answer(204, "")))
	if err := client.Do(t.Context(), pagerduty.Request{Method: http.MethodDelete, Path: []string{"tags", "PT1"}}, nil); err != nil {
		t.Error(err)
	}
	for name, answered := range map[string]httpmock.Responder{
		"accepted": answer(202, ""), "a body of a deletion": answer(200, `{"tag":{}}`), "a created tag": answer(201, `{"tag":{"id":"PT1"}}`),
	} {
		client, _ := newClient(t, everywhere(answered))
		if err := client.Do(t.Context(), postTag(), nil); err != nil {
			t.Errorf("%s, discarded: %v", name, err)
		}
	}
	client, _ = newClient(t, everywhere(answer(200, `{"tags":[]}`)))
	if err := client.Do(t.Context(), pagerduty.Request{Method: http.MethodGet, Path: []string{"tags"}}, nil); err != nil {
		t.Errorf("a read whose answer is discarded: %v", err)
	}
	client, _ = newClient(t, everywhere(answer(200, "<html>")))
	if err := client.Do(t.Context(), pagerduty.Request{Method: http.MethodGet, Path: []string{"tags"}}, nil); err == nil {
		t.Error("a page of a proxy in place of an answer that is discarded is no error")
	}
	var all []tag
	client, _ = newClient(t, everywhere(answer(200, `[{"id":"PT1"}]`)))
	if err := client.Do(t.Context(), change(func(r *pagerduty.Request) { r.Root = "" }), &all); err != nil || len(all) != 1 {
		t.Errorf("a bare list: %v, %v", all, err)
	}
}

// A request that was carried out is not reported as undecided because its answer does not fit the caller's type.
func TestDoOfAnAnswerThatDoesNotFit(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		into any
	}{
		"a root of another type": {`{"tag":[]}`, &tag{}},
		"a map of texts":         {`{"tag":{"id":"PT1","n":7}}`, &map[string]string{}},
		"a time":                 {`{"tag":{"at":""}}`, &struct{ At time.Time }{}},
	} {
		client, _ := newClient(t, everywhere(answer(201, test.body)))
		err := client.Do(t.Context(), postTag(), test.into)
		unfit, ok := errors.AsType[*pagerduty.AnswerError](err)
		if !ok || errors.Is(err, pagerduty.ErrUndecided) || unfit.Operation != "createTags" || !strings.Contains(test.body, string(unfit.Answer)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
