package pagerduty_test

import (
	"errors"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// override creates count overrides, and returns the results if PagerDuty answers with body.
func override(t *testing.T, count int, body string) ([]pagerduty.OverrideResult, error) {
	t.Helper()
	client, sent := newClient(t, inTurn(t, answer(http.StatusCreated, body)))
	overrides := make([]pagerduty.NewOverride, count)
	for i := range overrides {
		overrides[i] = pagerduty.NewOverride{Start: since(), End: since().Add(time.Hour), UserID: "PADA"}
	}
	results, err := client.Schedules.CreateOverrides(t.Context(), "PSCH", overrides...)
	sent.expect(t, "POST /schedules/PSCH/overrides")
	return results, err
}

func TestOverrideResultsInEitherForm(t *testing.T) {
	t.Parallel()
	const (
		held   = `{"id":"QOVR","start":"2026-03-01T09:00:00+01:00","end":"2026-03-01T10:00:00+01:00","user":{"id":"PADA","type":"user_reference","summary":"Ada"}}`
		echoed = `{"start":"2026-03-01T09:00:00+01:00","end":"2026-03-01T08:00:00+01:00","user":{"id":"PADA"}}`
	)
	items := map[string]struct {
		item    string
		created bool
		id      string
		errors  []string
	}{
		"created":                   {`{"status":201,"override":` + held + `}`, true, "QOVR", nil},
		"created, with no errors":   {`{"status":201,"override":` + held + `,"errors":[]}`, true, "QOVR", nil},
		"created, with null errors": {`{"status":201,"override":` + held + `,"errors":null}`, true, "QOVR", nil},
		"the override itself":       {held, true, "QOVR", nil},
		"without a status":          {`{"override":` + held + `}`, true, "QOVR", nil},
		"status of another type":    {`{"status":"201","override":` + held + `}`, true, "QOVR", nil},
		"no override to read":       {`{"status":201,"override":"x"}`, true, "", nil},
		"refused":                   {`{"status":400,"errors":["Override must end after its start"],"override":` + echoed + `}`, false, "", []string{"Override must end after its start"}},
		"refused without a status":  {`{"errors":["In the past"],"override":` + echoed + `}`, false, "", []string{"In the past"}},
		"refused in a text":         {`{"status":400,"errors":"In the past"}`, false, "", []string{"In the past"}},
		"refused in an object":      {`{"errors":[{"message":"In the past"},null,7],"override":` + held + `}`, false, "QOVR", []string{"In the past", "7"}},
		"refused without a reason":  {`{"status":404,"override":` + held + `}`, false, "QOVR", nil},
		"nothing":                   {`{}`, false, "", nil},
		"null":                      {`null`, false, "", nil},
		"a text":                    {`"x"`, false, "", nil},
		"a number":                  {`201`, false, "", nil},
		"a list":                    {`[` + held + `]`, false, "", nil},
	}
	for name, item := range items {
		// Between two good results, which it must not affect.
		list := `[{"status":201,"override":{"id":"QONE"}},` + item.item + `,{"status":201,"override":{"id":"QTWO"}}]`
		first := `[` + item.item + `,{"status":201,"override":{"id":"QONE"}},{"status":201,"override":{"id":"QTWO"}}]`
		for form, test := range map[string]struct {
			body  string
			place int
		}{"bare": {list, 1}, "wrapped": {`{"overrides":` + list + `}`, 1}, "bare and first": {" \n" + first, 0}} {
			results, err := override(t, 3, test.body)
			if err != nil || len(results) != 3 {
				t.Errorf("%s, %s: got %+v, %v", name, form, results, err)
				continue
			}
			got := results[test.place]
			if got.Created() != item.created || got.Override.ID != item.id || !reflect.DeepEqual(got.Errors, item.errors) {
				t.Errorf("%s, %s: got %+v, created %t", name, form, got, got.Created())
			}
			if good := results[2]; !good.Created() || good.Override.ID != "QTWO" {
				t.Errorf("%s, %s: spoilt %+v", name, form, good)
			}
		}
	}
}

func TestOverrideIsDecoded(t *testing.T) {
	t.Parallel()
	results, err := override(t, 1, `[{"status":201,"override":{"id":"QOVR","start":"2026-03-01T09:00:00+01:00","end":"2026-03-01T10:00:00+01:00","user":{"id":"PADA","summary":"Ada"}}}]`)
	if err != nil {
		t.Fatal(err)
	}
	got := results[0].Override
	if results[0].Status != 201 || !got.Start.Equal(since()) || !got.End.Equal(since().Add(time.Hour)) || got.User.Label() != "Ada" {
		t.Errorf("got %+v", results[0])
	}
}

// An answer without a result for each override is neither a success nor a failure that may be repeated.
func TestOverrideAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body    string
		results int
	}{
		"nothing": {"", 0}, "null": {"null", 0}, "a text": {`"ok"`, 0}, "a web page": {"<html>", 0}, "another root": {`{"override":{"id":"QOVR"}}`, 0},
		"half": {`[{"status":201,"overr`, 0}, "root of another type": {`{"overrides":"x"}`, 0}, "null root": {`{"overrides":null}`, 0},
		"no results": {"[]", 0}, "one result of two": {`[{"status":201,"override":{"id":"QOVR"}}]`, 1}, "one too many": {`{"overrides":[{},{},{}]}`, 3},
	} {
		results, err := override(t, 2, test.body)
		if !errors.Is(err, pagerduty.ErrUndecided) || len(results) != test.results {
			t.Errorf("%s: got %+v, %v", name, results, err)
		}
	}
}
