package view_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Every tool marks references to deleted objects.
func TestDeletedReference(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		`{"id":"PG","summary":"Gone","html_url":null,"deleted_at":"2022-01-01T00:00:00Z"}`: `{"id":"PG","name":"Gone","deleted":true}`,
		`{"id":"PA","summary":"Ada","deleted_at":null}`:                                    `{"id":"PA","name":"Ada"}`,
	} {
		var reference pagerduty.Reference
		if err := json.Unmarshal([]byte(sent), &reference); err != nil {
			t.Fatal(err)
		}
		one, _ := json.Marshal(view.Of(reference))
		many, _ := json.Marshal(view.References([]pagerduty.Reference{reference}))
		if string(one) != want || string(many) != "["+want+"]" {
			t.Errorf("%s is shown as %s and %s", sent, one, many)
		}
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	type object struct {
		Name  string          `json:"name,omitzero"`
		Pause *int            `json:"pause,omitzero"`
		Owner *view.Reference `json:"owner,omitzero"`
		At    string          `json:"at,omitzero"`
	}
	before := object{Name: "A", Pause: new(0), At: "x"}
	for _, test := range []struct {
		after object
		want  string
	}{
		{before, `{}`},
		{object{Name: "A", Pause: new(0), At: "y"}, `{}`},
		{object{Name: "B", Pause: new(300), Owner: &view.Reference{ID: "P1"}}, `{"changed":["name","pause","owner"],"before":{"name":"A","pause":0}}`},
		{object{}, `{"changed":["name","pause"],"before":{"name":"A","pause":0}}`},
	} {
		if got, _ := json.Marshal(view.Changes(before, &test.after, "name", "pause", "owner")); string(got) != test.want {
			t.Errorf("to %+v: %s, want %s", test.after, got, test.want)
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0s", 400 * time.Millisecond: "0s", 59 * time.Second: "59s", 59*time.Second + 700*time.Millisecond: "1m", 12*time.Minute + 29*time.Second: "12m",
		59*time.Minute + 40*time.Second: "1h0m", 190 * time.Minute: "3h10m", 52*time.Hour + 10*time.Minute: "2d4h",
	} {
		if got := view.Duration(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}
